package io.modelrouter.core.tokens;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a picture counts for in a prompt, by the rules that the vendors publish (read in November 2026):
 *
 * <ul>
 *   <li>OpenAI, tiles ("Images and vision"): fitted into 2048 x 2048, then scaled so that the short side has 768 pixels at
 *       most; a base and an amount for each tile of 512 x 512. Detail {@code low} is the base alone.
 *   <li>OpenAI, patches (the mini and nano models since GPT-4.1, and o4-mini): patches of 32 x 32, at most 1,536, times a
 *       factor of the model.
 *   <li>Anthropic ("Vision"): width x height / 750, after the picture was scaled to a long edge of 1,568 pixels and 1,600
 *       tokens at most.
 *   <li>Google ("Understand and count tokens"): 258 where both sides have 384 pixels at most, else 258 for each tile of 768
 *       x 768 at most; Gemini 3 counts 1,120 by default.
 * </ul>
 *
 * A picture whose size is not known, such as one behind a URL, counts as one of 1024 x 1024.
 */
final class ImageTokens {
    private static final ImageSize UNKNOWN = new ImageSize(1024, 1024);
    private static final int MOST_PATCHES = 1536;
    private static final int GEMINI_TILE = 258;
    private static final int GEMINI_3 = 1120;
    private static final int CLAUDE_MOST = 1600;

    private static final Pattern O_SERIES = Pattern.compile("(.*/)?o[1-9](-.*)?");

    private ImageTokens() {}

    /**
     * @param size null where it is not known
     * @param low whether the request asks for detail {@code low}
     */
    static long count(ModelFamily family, String model, @Nullable ImageSize size, boolean low) {
        ImageSize known = size == null ? UNKNOWN : size;
        String name = model.toLowerCase(Locale.ROOT);
        return switch (family) {
            case CLAUDE -> claude(known);
            case GEMINI -> gemini(name, known);
            case OPENAI, OPENAI_OLD, OTHER -> openAi(name, known, low);
        };
    }

    private static long openAi(String model, ImageSize size, boolean low) {
        double patches = patchFactor(model);
        if (patches > 0) {
            return (long) Math.ceil(patches(size) * patches);
        }
        if (model.contains("gpt-4o-mini")) {
            return tiles(size, 2833, 5667, low);
        }
        if (model.contains("gpt-5")) {
            return tiles(size, 70, 140, low);
        }
        if (O_SERIES.matcher(model).matches()) {
            return tiles(size, 75, 150, low);
        }
        return tiles(size, 85, 170, low);
    }

    private static double patchFactor(String model) {
        if (model.contains("gpt-4.1-mini") || model.contains("gpt-5-mini")) {
            return 1.62;
        }
        if (model.contains("gpt-4.1-nano")) {
            return 2.46;
        }
        if (model.contains("gpt-5-nano")) {
            // The guide says 2.46; recording ruby-llm-chat-vision-models-openai-gpt-5-nano-...-54aec443 says 24 for 16
            // patches.
            return 1.5;
        }
        return model.contains("o4-mini") ? 1.72 : 0;
    }

    private static long patches(ImageSize size) {
        long patches = ceil(size.width(), 32) * ceil(size.height(), 32);
        return Math.min(patches, MOST_PATCHES);
    }

    private static long tiles(ImageSize size, int base, int tile, boolean low) {
        if (low) {
            return base;
        }
        double width = size.width();
        double height = size.height();
        double fit = Math.min(1, 2048 / Math.max(width, height));
        double shortSide = Math.min(width, height) * fit;
        double scale = fit * Math.min(1, 768 / shortSide);
        long across = (long) Math.ceil(width * scale / 512);
        long down = (long) Math.ceil(height * scale / 512);
        return base + tile * Math.max(1, across) * Math.max(1, down);
    }

    private static long claude(ImageSize size) {
        double scale = Math.min(1, 1568.0 / Math.max(size.width(), size.height()));
        double tokens = size.width() * scale * (size.height() * scale) / 750;
        return Math.min(CLAUDE_MOST, (long) Math.ceil(tokens));
    }

    private static long gemini(String model, ImageSize size) {
        if (model.contains("gemini-3")) {
            return GEMINI_3;
        }
        if (size.width() <= 384 && size.height() <= 384) {
            return GEMINI_TILE;
        }
        // The edge of a tile follows the short side, between 256 and 768 pixels.
        double edge = Math.max(256, Math.min(768, Math.min(size.width(), size.height()) / 1.5));
        return GEMINI_TILE * (long) (Math.ceil(size.width() / edge) * Math.ceil(size.height() / edge));
    }

    private static long ceil(int length, int unit) {
        return (length + unit - 1) / unit;
    }
}
