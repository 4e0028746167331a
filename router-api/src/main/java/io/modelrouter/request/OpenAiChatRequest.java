package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A request of OpenAI Chat Completions ("Create chat completion" in the OpenAI API reference):
 * {@code {"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}}. Immutable and thread-safe.
 */
public final class OpenAiChatRequest extends NamedInBody {
    private final OptionalLong maxOutputTokens;
    private final int choices;

    private OpenAiChatRequest(RawJson json, Map<String, String> headers) {
        super(json, headers);
        BodyRules.requiredArray(json, "messages", MAX_MESSAGES);
        BodyRules.atMost(json, "tools", MAX_TOOLS);
        OptionalLong completion = BodyRules.tokens(json, "max_completion_tokens");
        OptionalLong old = BodyRules.tokens(json, "max_tokens");
        this.maxOutputTokens = completion.isPresent() ? completion : old;
        this.choices = BodyRules.choices(json, "n");
    }

    /** Starts a request; {@code model} and one message are required. */
    public static OpenAiChatRequestBuilder builder() {
        return new OpenAiChatRequestBuilder();
    }

    /**
     * Takes a body as it came. The array is kept, not copied, and must not change.
     *
     * @throws io.modelrouter.wire.MalformedJsonException if it is not one JSON document within the limits
     * @throws InvalidRequestException if it is not a request of this dialect
     */
    public static OpenAiChatRequest parse(byte[] body) {
        return parse(RawJson.parse(body), Map.of());
    }

    /**
     * As {@link #parse(byte[])}, with the protocol headers that came along.
     *
     * @param headers see {@link #headers()}
     */
    public static OpenAiChatRequest parse(RawJson body, Map<String, String> headers) {
        return new OpenAiChatRequest(body, headers);
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_CHAT;
    }

    /** {@code max_completion_tokens}, else the older {@code max_tokens}. */
    @Override
    public OptionalLong maxOutputTokens() {
        return maxOutputTokens;
    }

    /** {@code n}. */
    @Override
    public int choices() {
        return choices;
    }

    public List<RawJson> messages() {
        return elements("messages");
    }

    public List<RawJson> tools() {
        return elements("tools");
    }

    /** {@code tool_choice}: a word such as {@code auto}, or an object that names a tool. */
    public Optional<RawJson> toolChoice() {
        return present("tool_choice");
    }

    /** {@code parallel_tool_calls}; empty leaves it to the provider, which allows them. */
    public Optional<Boolean> parallelToolCalls() {
        return json().at("parallel_tool_calls").flatMap(RawJson::asBoolean);
    }

    public OptionalDouble temperature() {
        return number("temperature");
    }

    public OptionalDouble topP() {
        return number("top_p");
    }

    /** Stop sequences, written as one string or as a list. */
    public List<String> stop() {
        return texts("stop");
    }

    public OptionalLong seed() {
        return wholeNumber("seed");
    }

    /** The caller's own name for its user. */
    public Optional<String> user() {
        return text("user");
    }

    /** Whether the caller wants the usage chunk of a stream: {@code stream_options.include_usage} is true. */
    public boolean includeUsage() {
        return isTrue("stream_options", "include_usage");
    }

    public Optional<RawJson> responseFormat() {
        return present("response_format");
    }

    /** {@code reasoning_effort}, such as {@code low}. */
    public Optional<String> reasoningEffort() {
        return text("reasoning_effort");
    }

    @Override
    public OpenAiChatRequest withModel(String model) {
        return with("model", RawJson.of(model));
    }

    @Override
    public OpenAiChatRequest withStream(boolean stream) {
        return with("stream", RawJson.of(stream));
    }

    @Override
    public OpenAiChatRequest with(String path, RawJson value) {
        return parse(jsonWith(path, value), headers());
    }
}
