package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request of Gemini {@code embedContent} or {@code batchEmbedContents} ("Embeddings" in the Gemini API reference):
 * {@code {"content":{"parts":[{"text":"hello"}]}}}, or a batch of these,
 * {@code {"requests":[{"model":"models/gemini-embedding-001","content":...}]}}. The model is not in the body but in the path;
 * a batch repeats it in each entry. Immutable and thread-safe.
 *
 * <p>Every member goes by two names, {@code taskType} and {@code task_type}, as in {@link GeminiGenerateRequest}.
 */
public final class GeminiEmbedRequest extends RouterRequest {
    /** The {@link #operation()} of {@code batchEmbedContents}. */
    public static final String BATCH = "batch";

    /** The operation that goes to hosts without a batch: a body has a request of {@code embedContent} in each line. */
    public static final String LINES = "lines";

    private final String model;
    private final boolean batch;
    private final int inputCount;

    private GeminiEmbedRequest(String model, boolean batch, RawJson json, Map<String, String> headers) {
        super(json, headers);
        this.model = BodyRules.model(Objects.requireNonNull(model, "model"));
        this.batch = batch;
        if (!batch) {
            check(json, "");
            this.inputCount = 1;
            return;
        }
        BodyRules.requiredArray(json, "requests", EmbeddingRules.MAX_INPUTS);
        List<RawJson> requests = elements("requests");
        if (requests.isEmpty()) {
            throw new InvalidRequestException("requests", "requests must have at least one entry");
        }
        for (int i = 0; i < requests.size(); i++) {
            check(requests.get(i), "requests[" + i + "].");
        }
        this.inputCount = requests.size();
    }

    private static void check(RawJson request, String path) {
        if (request.kind() != RawJson.Kind.OBJECT) {
            String entry = path.substring(0, path.length() - 1);
            throw new InvalidRequestException(entry, entry + " must be an object");
        }
        String content = path + "content";
        RawJson parts = request.get("content")
                .orElseThrow(() -> new InvalidRequestException(content, content + " is required"))
                .get("parts")
                .filter(value -> value.kind() == RawJson.Kind.ARRAY && value.size() > 0)
                .orElseThrow(() -> new InvalidRequestException(
                        content + ".parts", content + ".parts must have at least one part"));
        if (parts.size() == 1
                && parts.elements()
                        .get(0)
                        .get("text")
                        .flatMap(RawJson::asString)
                        .filter(String::isEmpty)
                        .isPresent()) {
            throw new InvalidRequestException(
                    content + ".parts[0].text", content + ".parts[0].text must not be an empty string");
        }
        for (String name : List.of("outputDimensionality", "output_dimensionality")) {
            request.get(name)
                    .ifPresent(value -> BodyRules.wholeNumber(value, path + name, 1, EmbeddingRules.MAX_DIMENSIONS));
        }
    }

    /** Starts a request; {@code model} and one content are required. */
    public static GeminiEmbedRequestBuilder builder() {
        return new GeminiEmbedRequestBuilder();
    }

    /**
     * Takes a body with what its path and headers say.
     *
     * @param model the name in the path, without {@code models/}
     * @param batch whether it is one of {@code batchEmbedContents}
     * @param headers see {@link #headers()}
     * @throws InvalidRequestException if it is not a request of this dialect
     */
    public static GeminiEmbedRequest parse(String model, boolean batch, RawJson body, Map<String, String> headers) {
        return new GeminiEmbedRequest(model, batch, body, headers);
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI_EMBED;
    }

    /** Empty for {@code embedContent}, {@link #BATCH} for {@code batchEmbedContents}. */
    @Override
    public String operation() {
        return batch ? BATCH : "";
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

    /** How many vectors are asked for: 1, or the length of the batch. */
    public int inputCount() {
        return inputCount;
    }

    /** Each content with its settings: the entries of a batch, or the body itself. */
    public List<RawJson> requests() {
        return batch ? elements("requests") : List.of(json());
    }

    /** A setting of one of {@link #requests()} by either of its names; empty where it is absent or null. */
    public static Optional<RawJson> setting(RawJson request, String name, String snake) {
        return request.get(name).or(() -> request.get(snake)).filter(value -> !value.isNull());
    }

    /** The same body for another model; not one byte of it changes, so the entries of a batch still name the old one. */
    @Override
    public GeminiEmbedRequest withModel(String model) {
        return parse(model, batch, json(), headers());
    }

    /** @throws IllegalArgumentException if a stream is asked for; there are none of embeddings */
    @Override
    public GeminiEmbedRequest withStream(boolean stream) {
        EmbeddingRules.noStream(stream);
        return this;
    }

    @Override
    public GeminiEmbedRequest with(String path, RawJson value) {
        return parse(model, batch, jsonWith(path, value), headers());
    }
}
