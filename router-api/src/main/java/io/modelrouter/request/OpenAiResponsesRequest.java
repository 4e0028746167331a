package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A request of OpenAI Responses ("Create a model response" in the OpenAI API reference):
 * {@code {"model":"gpt-5","input":"hello"}}. Immutable and thread-safe.
 */
public final class OpenAiResponsesRequest extends NamedInBody {
    private final OptionalLong maxOutputTokens;
    private final String operation;

    private OpenAiResponsesRequest(RawJson json, Map<String, String> headers, String operation) {
        super(json, headers);
        this.operation = operation;
        checkInput(json);
        BodyRules.atMost(json, "tools", MAX_TOOLS);
        this.maxOutputTokens = BodyRules.tokens(json, "max_output_tokens");
    }

    private static void checkInput(RawJson json) {
        Optional<RawJson> input = json.get("input").filter(value -> !value.isNull());
        if (input.isPresent()
                && input.get().kind() != RawJson.Kind.STRING
                && input.get().kind() != RawJson.Kind.ARRAY) {
            throw new InvalidRequestException("input", "input must be a string or an array");
        }
        BodyRules.atMost(json, "input", MAX_MESSAGES);
    }

    /** Starts a request; {@code model} and some input are required. */
    public static OpenAiResponsesRequestBuilder builder() {
        return new OpenAiResponsesRequestBuilder();
    }

    /**
     * Takes a body as it came. The array is kept, not copied, and must not change.
     *
     * @throws io.modelrouter.wire.MalformedJsonException if it is not one JSON document within the limits
     * @throws InvalidRequestException if it is not a request of this dialect
     */
    public static OpenAiResponsesRequest parse(byte[] body) {
        return parse(RawJson.parse(body), Map.of());
    }

    /**
     * As {@link #parse(byte[])}, with the protocol headers that came along.
     *
     * @param headers see {@link #headers()}
     */
    public static OpenAiResponsesRequest parse(RawJson body, Map<String, String> headers) {
        return parse(body, headers, "");
    }

    /**
     * As {@link #parse(RawJson, Map)}, for another endpoint that takes such a body.
     *
     * @param operation {@code compact} for {@code POST /v1/responses/compact}; empty for the main one
     */
    public static OpenAiResponsesRequest parse(RawJson body, Map<String, String> headers, String operation) {
        return new OpenAiResponsesRequest(body, headers, operation);
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_RESPONSES;
    }

    @Override
    public String operation() {
        return operation;
    }

    /** {@code max_output_tokens}. */
    @Override
    public OptionalLong maxOutputTokens() {
        return maxOutputTokens;
    }

    /** Always 1: this dialect has no alternatives. */
    @Override
    public int choices() {
        return 1;
    }

    /** The system prompt, where it does not stand in the input. */
    public Optional<String> instructions() {
        return text("instructions");
    }

    /** {@code input} as it stands: a string, or an array of items. */
    public Optional<RawJson> input() {
        return present("input");
    }

    /** The input items; empty if {@code input} is a string. */
    public List<RawJson> inputItems() {
        return elements("input");
    }

    /** The stored answer that this request goes on from. */
    public Optional<String> previousResponseId() {
        return text("previous_response_id");
    }

    /** {@code store}; empty leaves it to the provider, which stores. */
    public Optional<Boolean> store() {
        return json().at("store").flatMap(RawJson::asBoolean);
    }

    /** Whether the answer is made in the background. */
    public boolean background() {
        return isTrue("background");
    }

    /** What the answer shall hold beside the usual, such as {@code reasoning.encrypted_content}. */
    public List<String> include() {
        return texts("include");
    }

    public List<RawJson> tools() {
        return elements("tools");
    }

    /** {@code tool_choice}: a word such as {@code auto}, or an object. */
    public Optional<RawJson> toolChoice() {
        return present("tool_choice");
    }

    /** {@code parallel_tool_calls}; empty leaves it to the provider, which allows them. */
    public Optional<Boolean> parallelToolCalls() {
        return json().at("parallel_tool_calls").flatMap(RawJson::asBoolean);
    }

    /** {@code reasoning}: an object with {@code effort}, {@code summary} and more. */
    public Optional<RawJson> reasoning() {
        return present("reasoning");
    }

    /** {@code reasoning.effort}, such as {@code low}. */
    public Optional<String> reasoningEffort() {
        return text("reasoning", "effort");
    }

    /** {@code text.format}: how the answer's text is structured. */
    public Optional<RawJson> textFormat() {
        return present("text", "format");
    }

    public OptionalDouble temperature() {
        return number("temperature");
    }

    public OptionalDouble topP() {
        return number("top_p");
    }

    /** The caller's own name for its user. */
    public Optional<String> user() {
        return text("user");
    }

    @Override
    public OpenAiResponsesRequest withModel(String model) {
        return with("model", RawJson.of(model));
    }

    @Override
    public OpenAiResponsesRequest withStream(boolean stream) {
        return with("stream", RawJson.of(stream));
    }

    @Override
    public OpenAiResponsesRequest with(String path, RawJson value) {
        return parse(jsonWith(path, value), headers(), operation);
    }
}
