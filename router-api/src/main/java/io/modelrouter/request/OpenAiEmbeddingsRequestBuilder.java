package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Builds an {@link OpenAiEmbeddingsRequest}. Methods are named after the members of the body; inputs stand in the order of
 * the calls, and the vectors of the answer in the same. Not thread-safe.
 *
 * <pre>{@code
 * OpenAiEmbeddingsRequest.builder()
 *     .model("text-embedding-3-small")
 *     .input("first text")
 *     .input("second text")
 *     .dimensions(512)
 *     .build();
 * }</pre>
 */
public final class OpenAiEmbeddingsRequestBuilder {
    private final MemberTree body = new MemberTree("model", "input");

    OpenAiEmbeddingsRequestBuilder() {}

    /** The model to ask for; required. */
    public OpenAiEmbeddingsRequestBuilder model(String model) {
        body.set("model", JsonArguments.text(model, "model"));
        return this;
    }

    /** A text to embed. */
    public OpenAiEmbeddingsRequestBuilder input(String text) {
        body.add("input", JsonArguments.text(text, "text"));
        return this;
    }

    /** Texts to embed, in this order. */
    public OpenAiEmbeddingsRequestBuilder inputs(List<String> texts) {
        texts.forEach(this::input);
        return this;
    }

    /** A text that is already in the tokens of the model. */
    public OpenAiEmbeddingsRequestBuilder tokens(int... tokens) {
        body.add(
                "input",
                RawJson.array(IntStream.of(tokens).mapToObj(RawJson::of).toList()));
        return this;
    }

    /** How long the vectors shall be; only models that can shorten theirs take it. */
    public OpenAiEmbeddingsRequestBuilder dimensions(int dimensions) {
        body.set("dimensions", JsonArguments.between(1, EmbeddingRules.MAX_DIMENSIONS, dimensions, "dimensions"));
        return this;
    }

    /**
     * How the vectors travel: {@code float}, which is the default, or {@code base64} of 32-bit floats, least significant byte
     * first. It makes no difference to {@link io.modelrouter.RoutedCall#embeddings}.
     */
    public OpenAiEmbeddingsRequestBuilder encodingFormat(String format) {
        body.set("encoding_format", JsonArguments.text(format, "encodingFormat"));
        return this;
    }

    /** An id of the end user, for the provider's watch over abuse. */
    public OpenAiEmbeddingsRequestBuilder user(String user) {
        body.set("user", JsonArguments.text(user, "user"));
        return this;
    }

    /**
     * Sets any other member of the body.
     *
     * @param path member names joined by dots; objects on the way are made
     */
    public OpenAiEmbeddingsRequestBuilder set(String path, RawJson value) {
        body.set(MemberTree.path(path), value);
        return this;
    }

    /**
     * The request.
     *
     * @throws IllegalStateException if something required is missing; the message names the method to call
     * @throws InvalidRequestException if a member has a value that {@code parse} refuses
     */
    public OpenAiEmbeddingsRequest build() {
        EmbeddingRules.require(body, "model", "model(...)");
        EmbeddingRules.require(body, "input", "input(...)");
        return OpenAiEmbeddingsRequest.parse(body.toJson(), Map.of());
    }
}
