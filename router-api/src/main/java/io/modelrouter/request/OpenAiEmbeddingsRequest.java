package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request of OpenAI embeddings ("Create embeddings" in the OpenAI API reference):
 * {@code {"model":"text-embedding-3-small","input":["one","two"]}}. Immutable and thread-safe.
 */
public final class OpenAiEmbeddingsRequest extends RouterRequest {
    private final String model;
    private final int inputCount;

    private OpenAiEmbeddingsRequest(RawJson json, Map<String, String> headers) {
        super(json, headers);
        this.model = BodyRules.model(json);
        this.inputCount = EmbeddingRules.inputs(json);
        json.get("dimensions")
                .ifPresent(value -> BodyRules.wholeNumber(value, "dimensions", 1, EmbeddingRules.MAX_DIMENSIONS));
        json.get("encoding_format")
                .filter(value -> !value.isNull() && value.kind() != RawJson.Kind.STRING)
                .ifPresent(value -> {
                    throw new InvalidRequestException(
                            "encoding_format", "encoding_format must be \"float\" or \"base64\"");
                });
    }

    /** Starts a request; {@code model} and one input are required. */
    public static OpenAiEmbeddingsRequestBuilder builder() {
        return new OpenAiEmbeddingsRequestBuilder();
    }

    /**
     * Takes a body as it came. The array is kept, not copied, and must not change.
     *
     * @throws io.modelrouter.wire.MalformedJsonException if it is not one JSON document within the limits
     * @throws InvalidRequestException if it is not a request of this dialect
     */
    public static OpenAiEmbeddingsRequest parse(byte[] body) {
        return parse(RawJson.parse(body), Map.of());
    }

    /**
     * As {@link #parse(byte[])}, with the protocol headers that came along.
     *
     * @param headers see {@link #headers()}
     */
    public static OpenAiEmbeddingsRequest parse(RawJson body, Map<String, String> headers) {
        return new OpenAiEmbeddingsRequest(body, headers);
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_EMBEDDINGS;
    }

    @Override
    public String model() {
        return model;
    }

    /** Never: embeddings come as one whole answer. */
    @Override
    public boolean stream() {
        return false;
    }

    /** Always 0: nothing is written that would cost tokens. */
    @Override
    public OptionalLong maxOutputTokens() {
        return OptionalLong.of(0);
    }

    /** Always 1. */
    @Override
    public int choices() {
        return 1;
    }

    /** How many vectors are asked for: 1 to {@link EmbeddingRules#MAX_INPUTS}. */
    public int inputCount() {
        return inputCount;
    }

    /** Each of {@link #inputCount()}: a string, an array of token numbers, or what a vendor takes beside these. */
    public List<RawJson> inputs() {
        return EmbeddingRules.split(json());
    }

    /** How long each vector shall be, where the request says it. */
    public OptionalLong dimensions() {
        return wholeNumber("dimensions");
    }

    /** {@code float} or {@code base64}; OpenAI takes {@code float} where it is absent. */
    public Optional<String> encodingFormat() {
        return text("encoding_format");
    }

    @Override
    public OpenAiEmbeddingsRequest withModel(String model) {
        return parse(json().with("model", RawJson.of(model)), headers());
    }

    /** @throws IllegalArgumentException if a stream is asked for; there are none of embeddings */
    @Override
    public OpenAiEmbeddingsRequest withStream(boolean stream) {
        EmbeddingRules.noStream(stream);
        return this;
    }

    @Override
    public OpenAiEmbeddingsRequest with(String path, RawJson value) {
        return parse(jsonWith(path, value), headers());
    }
}
