package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A request of Anthropic Messages ("Create a Message" in the Claude API reference):
 * {@code {"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"hello"}]}}. Immutable and
 * thread-safe.
 */
public final class ClaudeMessagesRequest extends NamedInBody {
    static final String BETA_HEADER = "anthropic-beta";
    static final String VERSION_HEADER = "anthropic-version";

    private final OptionalLong maxOutputTokens;

    private ClaudeMessagesRequest(RawJson json, Map<String, String> headers) {
        super(json, headers);
        BodyRules.requiredArray(json, "messages", MAX_MESSAGES);
        BodyRules.atMost(json, "tools", MAX_TOOLS);
        this.maxOutputTokens = BodyRules.tokens(json, "max_tokens");
    }

    /** Starts a request; {@code model}, {@code maxTokens} and one message are required. */
    public static ClaudeMessagesRequestBuilder builder() {
        return new ClaudeMessagesRequestBuilder();
    }

    /**
     * Takes a body as it came. The array is kept, not copied, and must not change.
     *
     * @throws io.modelrouter.wire.MalformedJsonException if it is not one JSON document within the limits
     * @throws InvalidRequestException if it is not a request of this dialect
     */
    public static ClaudeMessagesRequest parse(byte[] body) {
        return parse(RawJson.parse(body), Map.of());
    }

    /**
     * As {@link #parse(byte[])}, with the protocol headers that came along.
     *
     * @param headers see {@link #headers()}
     */
    public static ClaudeMessagesRequest parse(RawJson body, Map<String, String> headers) {
        return new ClaudeMessagesRequest(body, headers);
    }

    @Override
    public Dialect dialect() {
        return Dialect.CLAUDE_MESSAGES;
    }

    /** {@code max_tokens}. The vendor requires it; a request without it is left for the vendor to refuse. */
    @Override
    public OptionalLong maxOutputTokens() {
        return maxOutputTokens;
    }

    /** Always 1: this dialect has no alternatives. */
    @Override
    public int choices() {
        return 1;
    }

    public List<RawJson> messages() {
        return elements("messages");
    }

    /** {@code system}: a string, or an array of text blocks. */
    public Optional<RawJson> system() {
        return present("system");
    }

    public List<RawJson> tools() {
        return elements("tools");
    }

    /** {@code tool_choice}: an object with a {@code type}. */
    public Optional<RawJson> toolChoice() {
        return present("tool_choice");
    }

    public OptionalDouble temperature() {
        return number("temperature");
    }

    public OptionalDouble topP() {
        return number("top_p");
    }

    public OptionalLong topK() {
        return wholeNumber("top_k");
    }

    public List<String> stopSequences() {
        return texts("stop_sequences");
    }

    /** {@code thinking}: an object with a {@code type} such as {@code enabled}, {@code adaptive} or {@code disabled}. */
    public Optional<RawJson> thinking() {
        return present("thinking");
    }

    /** {@code thinking.budget_tokens}. */
    public OptionalLong thinkingBudget() {
        return wholeNumber("thinking", "budget_tokens");
    }

    /** {@code output_config.effort}, such as {@code low}. */
    public Optional<String> effort() {
        return text("output_config", "effort");
    }

    /** {@code output_config.format}: how the answer's text is structured. */
    public Optional<RawJson> outputFormat() {
        return present("output_config", "format");
    }

    /** {@code metadata.user_id}: the caller's own name for its user. */
    public Optional<String> userId() {
        return text("metadata", "user_id");
    }

    /** The header {@code anthropic-version}, such as {@code 2023-06-01}. */
    public Optional<String> anthropicVersion() {
        return Optional.ofNullable(headers().get(VERSION_HEADER));
    }

    /** The names in the header {@code anthropic-beta}. */
    public List<String> anthropicBeta() {
        String names = headers().getOrDefault(BETA_HEADER, "");
        return Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    @Override
    public ClaudeMessagesRequest withModel(String model) {
        return with("model", RawJson.of(model));
    }

    @Override
    public ClaudeMessagesRequest withStream(boolean stream) {
        return with("stream", RawJson.of(stream));
    }

    @Override
    public ClaudeMessagesRequest with(String path, RawJson value) {
        return parse(jsonWith(path, value), headers());
    }
}
