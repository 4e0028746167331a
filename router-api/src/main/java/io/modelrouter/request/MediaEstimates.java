package io.modelrouter.request;

import java.util.Locale;
import java.util.OptionalLong;

/** How many tokens pictures and sound will have, before anybody has made them; for holds alone. */
final class MediaEstimates {
    /** A picture of 1024x1536 at high quality; "Image generation" guide of OpenAI, cost and latency, 2026-11. */
    private static final long LARGEST_PICTURE = 6_240;
    /** The same page: each partial image. */
    private static final long PARTIAL_PICTURE = 100;

    private static final long SHORTEST_SPEECH = 100;

    private MediaEstimates() {}

    /**
     * For one picture. Models that count no tokens have one token for each picture; of others nothing is known, and then the
     * price's {@code max-output} counts.
     */
    static OptionalLong image(String model, long partialImages) {
        String name = model.toLowerCase(Locale.ROOT);
        if (name.contains("gpt-image") || name.contains("chatgpt-image")) {
            return OptionalLong.of(LARGEST_PICTURE + PARTIAL_PICTURE * Math.max(0, Math.min(partialImages, 3)));
        }
        return name.contains("dall-e") ? OptionalLong.of(1) : OptionalLong.empty();
    }

    /**
     * Speech: some 1,250 tokens a minute (OpenAI's price list tells $12 for a million and about $0.015 for a minute, 2026-11),
     * and a minute has at least 600 characters.
     */
    static OptionalLong speech(int characters) {
        return OptionalLong.of(Math.max(SHORTEST_SPEECH, 2L * characters));
    }
}
