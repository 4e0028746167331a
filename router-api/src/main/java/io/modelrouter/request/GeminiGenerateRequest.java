package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A request of Gemini {@code generateContent} or {@code streamGenerateContent} ("Generating content" in the Gemini API
 * reference): {@code {"contents":[{"role":"user","parts":[{"text":"hello"}]}]}}. Its model, the stream flag and the
 * framing are not in the body but in the path and the query. Immutable and thread-safe.
 *
 * <p>The API takes every member by two names, {@code generationConfig} and {@code generation_config} (the JSON mapping of
 * Protocol Buffers), and so does this view. A member that limits or quota need and that comes by both names is refused,
 * as the vendor does.
 */
public final class GeminiGenerateRequest extends RouterRequest {

    /** How a streamed answer is framed. */
    public enum Framing {
        /** Server-sent events: {@code alt=sse}. */
        SSE,
        /** One JSON array, whose elements come one by one. */
        JSON_ARRAY
    }

    private final String model;
    private final boolean stream;
    private final Framing framing;
    private final OptionalLong maxOutputTokens;
    private final int choices;

    private GeminiGenerateRequest(
            String model, boolean stream, Framing framing, RawJson json, Map<String, String> headers) {
        super(json, headers);
        this.model = BodyRules.model(Objects.requireNonNull(model, "model"));
        this.stream = stream;
        this.framing = Objects.requireNonNull(framing, "framing");
        BodyRules.requiredArray(json, "contents", MAX_MESSAGES);
        BodyRules.atMost(json, "tools", MAX_TOOLS);
        Optional<RawJson> config = single(json, "", "generationConfig", "generation_config");
        this.maxOutputTokens = limit(config, "maxOutputTokens", "max_output_tokens", 0, BodyRules.MAX_TOKENS);
        this.choices = (int) limit(config, "candidateCount", "candidate_count", 1, BodyRules.MAX_CHOICES)
                .orElse(1);
    }

    private static OptionalLong limit(Optional<RawJson> config, String name, String snake, long min, long max) {
        return config.flatMap(object -> single(object, "generationConfig.", name, snake))
                .map(value -> BodyRules.wholeNumber(value, "generationConfig." + name, min, max))
                .orElse(OptionalLong.empty());
    }

    private static Optional<RawJson> single(RawJson object, String prefix, String name, String snake) {
        Optional<RawJson> camel = object.get(name);
        Optional<RawJson> other = object.get(snake);
        if (camel.isPresent() && other.isPresent()) {
            throw new InvalidRequestException(prefix + name, prefix + name + " is given a second time as " + snake);
        }
        return camel.or(() -> other);
    }

    /** Starts a request; {@code model} and one turn are required. */
    public static GeminiGenerateRequestBuilder builder() {
        return new GeminiGenerateRequestBuilder();
    }

    /**
     * Takes the body of a call that is not streamed. The array is kept, not copied, and must not change.
     *
     * @param model the name in the path, without {@code models/}
     * @throws io.modelrouter.wire.MalformedJsonException if the body is not one JSON document within the limits
     * @throws InvalidRequestException if it is not a request of this dialect
     */
    public static GeminiGenerateRequest parse(String model, byte[] body) {
        return parse(model, false, Framing.SSE, RawJson.parse(body), Map.of());
    }

    /**
     * Takes a body with what its path and headers say.
     *
     * @param model the name in the path, without {@code models/}
     * @param framing of a streamed answer; without meaning otherwise
     * @param headers see {@link #headers()}
     * @throws InvalidRequestException if it is not a request of this dialect
     */
    public static GeminiGenerateRequest parse(
            String model, boolean stream, Framing framing, RawJson body, Map<String, String> headers) {
        return new GeminiGenerateRequest(model, stream, framing, body, headers);
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI_GENERATE;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public boolean stream() {
        return stream;
    }

    /** How the caller wants a streamed answer framed. */
    public Framing framing() {
        return framing;
    }

    /** {@code generationConfig.maxOutputTokens}. */
    @Override
    public OptionalLong maxOutputTokens() {
        return maxOutputTokens;
    }

    /** {@code generationConfig.candidateCount}. */
    @Override
    public int choices() {
        return choices;
    }

    public List<RawJson> contents() {
        return elements("contents");
    }

    /** A content whose parts are the system prompt. */
    public Optional<RawJson> systemInstruction() {
        return either("systemInstruction", "system_instruction");
    }

    public Optional<RawJson> generationConfig() {
        return either("generationConfig", "generation_config");
    }

    public List<RawJson> tools() {
        return elements("tools");
    }

    /** {@code toolConfig}, which holds {@code functionCallingConfig}. */
    public Optional<RawJson> toolConfig() {
        return either("toolConfig", "tool_config");
    }

    public List<RawJson> safetySettings() {
        return either("safetySettings", "safety_settings")
                .map(RawJson::elements)
                .orElse(List.of());
    }

    /** The name of a cached prompt, such as {@code cachedContents/abc}. */
    public Optional<String> cachedContent() {
        return either("cachedContent", "cached_content").flatMap(RawJson::asString);
    }

    public OptionalDouble temperature() {
        return config("temperature", "temperature").map(RawJson::asDouble).orElse(OptionalDouble.empty());
    }

    public OptionalDouble topP() {
        return config("topP", "top_p").map(RawJson::asDouble).orElse(OptionalDouble.empty());
    }

    /** {@code generationConfig.topK}. */
    public OptionalLong topK() {
        return config("topK", "top_k").map(RawJson::asLong).orElse(OptionalLong.empty());
    }

    public OptionalLong seed() {
        return config("seed", "seed").map(RawJson::asLong).orElse(OptionalLong.empty());
    }

    public List<String> stopSequences() {
        return config("stopSequences", "stop_sequences").map(RawJson::elements).orElse(List.of()).stream()
                .flatMap(element -> element.asString().stream())
                .toList();
    }

    /** {@code generationConfig.thinkingConfig}: an object with {@code thinkingBudget} or {@code thinkingLevel}. */
    public Optional<RawJson> thinkingConfig() {
        return config("thinkingConfig", "thinking_config");
    }

    private Optional<RawJson> config(String name, String snake) {
        return generationConfig().flatMap(config -> config.get(name).or(() -> config.get(snake)));
    }

    private Optional<RawJson> either(String name, String snake) {
        return get(name).or(() -> get(snake)).filter(value -> !value.isNull());
    }

    /** The same body for another model; not one byte of it changes. */
    @Override
    public GeminiGenerateRequest withModel(String model) {
        return parse(model, stream, framing, json(), headers());
    }

    /** The same body, streamed or not; not one byte of it changes. */
    @Override
    public GeminiGenerateRequest withStream(boolean stream) {
        return parse(model, stream, framing, json(), headers());
    }

    @Override
    public GeminiGenerateRequest with(String path, RawJson value) {
        return parse(model, stream, framing, jsonWith(path, value), headers());
    }
}
