package io.modelrouter.request;

import io.modelrouter.request.GeminiGenerateRequest.Framing;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.Task;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A prompt whose tokens shall be counted. Either made of a request of a chat ({@link #of}), or as a client of a vendor sends
 * it to that vendor's counting endpoint; then its bytes are kept. Immutable and thread-safe.
 */
public final class TokenCountRequest {
    /** The word for counting in {@link io.modelrouter.provider.ProviderRequest#operation}. */
    public static final String OPERATION = "count";

    private final RouterRequest prompt;
    private final @Nullable RawJson wire;

    private TokenCountRequest(RouterRequest prompt, @Nullable RawJson wire) {
        this.prompt = prompt;
        this.wire = wire;
    }

    /**
     * What the prompt of this request counts. Members that steer the answer alone do not matter.
     *
     * @throws IllegalArgumentException unless it is a request of a chat
     */
    public static TokenCountRequest of(RouterRequest prompt) {
        if (prompt.dialect().task() != Task.CHAT) {
            throw new IllegalArgumentException("only prompts of chats are counted, not " + prompt.dialect());
        }
        return new TokenCountRequest(prompt, null);
    }

    /**
     * The body of {@code POST /v1/messages/count_tokens}.
     *
     * @param headers see {@link RouterRequest#headers()}
     * @throws InvalidRequestException if it is not one
     */
    public static TokenCountRequest claude(RawJson body, Map<String, String> headers) {
        return new TokenCountRequest(ClaudeMessagesRequest.parse(body, headers), body);
    }

    /**
     * The body of {@code POST /v1/responses/input_tokens}. Its model, which OpenAI does not ask for, is required: it says
     * where to count.
     *
     * @param headers see {@link RouterRequest#headers()}
     * @throws InvalidRequestException if it is not one
     */
    public static TokenCountRequest responses(RawJson body, Map<String, String> headers) {
        return new TokenCountRequest(OpenAiResponsesRequest.parse(body, headers), body);
    }

    /**
     * The body of {@code POST /v1beta/models/{model}:countTokens}, in either form: {@code contents} alone, with what Vertex
     * takes beside them, or a whole {@code generateContentRequest}, which counts alone where both are there.
     *
     * @param model the name in the path, without {@code models/}
     * @throws InvalidRequestException if it is neither
     */
    public static TokenCountRequest gemini(String model, RawJson body) {
        Objects.requireNonNull(model, "model");
        if (body.kind() != RawJson.Kind.OBJECT) {
            throw new InvalidRequestException(null, "the body must be a JSON object");
        }
        RawJson counted = wrapped(body).orElse(body);
        if (counted.kind() != RawJson.Kind.OBJECT) {
            throw new InvalidRequestException("generateContentRequest", "generateContentRequest must be an object");
        }
        RawJson chat = counted.get("model").isPresent() ? counted.without("model") : counted;
        return new TokenCountRequest(GeminiGenerateRequest.parse(model, false, Framing.SSE, chat, Map.of()), body);
    }

    /** Google takes every member by two names, as the JSON mapping of Protocol Buffers says. */
    private static Optional<RawJson> wrapped(RawJson body) {
        return body.get("generateContentRequest")
                .or(() -> body.get("generate_content_request"))
                .filter(value -> !value.isNull());
    }

    /** The prompt as a request of a chat. */
    public RouterRequest prompt() {
        return prompt;
    }

    /** The body as it was sent to a counting endpoint; empty where a request of a chat stands for it. */
    public Optional<RawJson> wire() {
        return Optional.ofNullable(wire);
    }

    public Dialect dialect() {
        return prompt.dialect();
    }

    /** The model the caller asks for. */
    public String model() {
        return prompt.model();
    }

    /** The size, never the content. */
    @Override
    public String toString() {
        return "TokenCountRequest[" + prompt + "]";
    }
}
