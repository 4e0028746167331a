package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A JSON request of one of the endpoints that are only handed on: moderations, image generations, speech, and rerank.
 * Immutable and thread-safe.
 */
public final class OpenAiJsonRequest extends RouterRequest {
    /** What OpenAI takes where a moderation names no model ("Create moderation", OpenAI API reference, 2026-11). */
    public static final String DEFAULT_MODERATION_MODEL = "omni-moderation-latest";
    /** What OpenAI takes where an image request names no model ("Create image", OpenAI API reference, 2026-11). */
    public static final String DEFAULT_IMAGE_MODEL = "dall-e-2";

    private final Dialect dialect;
    private final String operation;
    private final String model;
    private final boolean stream;

    private OpenAiJsonRequest(Dialect dialect, String operation, RawJson json, Map<String, String> headers) {
        super(json, dialect == Dialect.OPENAI_AUDIO ? acceptingSound(headers) : headers);
        this.dialect = dialect;
        this.operation = operation;
        this.model = model(dialect, json);
        // Sound goes on as it comes, whatever it is framed in.
        this.stream =
                dialect == Dialect.OPENAI_AUDIO || dialect == Dialect.OPENAI_IMAGES && BodyRules.flag(json, "stream");
    }

    private static Map<String, String> acceptingSound(Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("accept", "*/*");
        return all;
    }

    private static String model(Dialect dialect, RawJson json) {
        boolean named = json.get("model").filter(value -> !value.isNull()).isPresent();
        if (named || dialect != Dialect.OPENAI_MODERATIONS && dialect != Dialect.OPENAI_IMAGES) {
            return BodyRules.model(json);
        }
        return dialect == Dialect.OPENAI_IMAGES ? DEFAULT_IMAGE_MODEL : DEFAULT_MODERATION_MODEL;
    }

    /**
     * Takes a body as it came, with the protocol headers that came along.
     *
     * @param dialect {@link Dialect#OPENAI_MODERATIONS}, {@link Dialect#OPENAI_IMAGES}, {@link Dialect#OPENAI_AUDIO} (speech)
     *     or {@link Dialect#RERANK}
     * @param operation which endpoint of the dialect; empty for the main one
     * @param headers see {@link #headers()}
     * @throws InvalidRequestException if it is not a request of this dialect
     */
    public static OpenAiJsonRequest parse(
            Dialect dialect, String operation, RawJson body, Map<String, String> headers) {
        switch (dialect) {
            case OPENAI_MODERATIONS, OPENAI_IMAGES, OPENAI_AUDIO, RERANK:
                return new OpenAiJsonRequest(dialect, operation, body, headers);
            default:
                throw new IllegalArgumentException(dialect + " has a request of its own");
        }
    }

    /**
     * As {@link #parse(Dialect, String, RawJson, Map)}, for the main endpoint of the dialect. The array is kept, not copied, and
     * must not change.
     *
     * @throws io.modelrouter.wire.MalformedJsonException if it is not one JSON document within the limits
     */
    public static OpenAiJsonRequest parse(Dialect dialect, byte[] body) {
        return parse(dialect, "", RawJson.parse(body), Map.of());
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public String operation() {
        return operation;
    }

    @Override
    public String model() {
        return model;
    }

    /** What the body asks for; always true for speech, which is handed on as it comes. */
    @Override
    public boolean stream() {
        return stream;
    }

    /**
     * The most that may be written, in the tokens that such an answer is counted in: none for moderations and rankings, an
     * estimate by the text for speech, by the model for images.
     */
    @Override
    public OptionalLong maxOutputTokens() {
        switch (dialect) {
            case OPENAI_AUDIO:
                return MediaEstimates.speech(text("input").orElse("").length());
            case OPENAI_IMAGES:
                return MediaEstimates.image(model, wholeNumber("partial_images").orElse(0));
            default:
                return OptionalLong.of(0);
        }
    }

    /** {@code n} for images, else 1. */
    @Override
    public int choices() {
        return dialect == Dialect.OPENAI_IMAGES ? BodyRules.choices(json(), "n") : 1;
    }

    @Override
    public OpenAiJsonRequest withModel(String model) {
        return with("model", RawJson.of(model));
    }

    @Override
    public OpenAiJsonRequest withStream(boolean stream) {
        return dialect == Dialect.OPENAI_IMAGES ? with("stream", RawJson.of(stream)) : this;
    }

    @Override
    public OpenAiJsonRequest with(String path, RawJson value) {
        return parse(dialect, operation, jsonWith(path, value), headers());
    }
}
