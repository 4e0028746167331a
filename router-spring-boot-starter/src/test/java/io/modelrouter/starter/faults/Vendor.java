package io.modelrouter.starter.faults;

import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.starter.load.TinyDialect;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A dialect on either side of the router: what its clients ask, and what its upstreams say when all is not well. */
enum Vendor {
    CHAT(Dialect.OPENAI_CHAT, "openai", TinyDialect.CHAT),
    RESPONSES(Dialect.OPENAI_RESPONSES, "openai", TinyDialect.RESPONSES),
    CLAUDE(Dialect.CLAUDE_MESSAGES, "claude", TinyDialect.CLAUDE),
    GEMINI(Dialect.GEMINI_GENERATE, "gemini", TinyDialect.GEMINI);

    /** What every failing upstream says; nobody but the caller whose request was refused may see it. */
    static final String WORDS = "words of the upstream";

    final Dialect dialect;
    final String type;
    final TinyDialect talk;

    Vendor(Dialect dialect, String type, TinyDialect talk) {
        this.dialect = dialect;
        this.type = type;
        this.talk = talk;
    }

    RouterRequest request(boolean stream) {
        byte[] body = talk.request(stream);
        switch (this) {
            case CHAT:
                return OpenAiChatRequest.parse(body);
            case RESPONSES:
                return OpenAiResponsesRequest.parse(body);
            case CLAUDE:
                return ClaudeMessagesRequest.parse(body);
            default:
                return GeminiGenerateRequest.parse(
                        "m", stream, GeminiGenerateRequest.Framing.SSE, RawJson.parse(body), Map.of());
        }
    }

    /** What a stream begins with before any content; Gemini has nothing of the kind but comments. */
    byte[] preamble() {
        return this == GEMINI ? bytes(": on its way\n\n") : talk.opening();
    }

    /** The body of an error answer. */
    byte[] error(int status) {
        switch (this) {
            case CLAUDE:
                return bytes("{\"type\":\"error\",\"error\":{\"type\":\"" + claudeType(status) + "\",\"message\":\""
                        + WORDS + "\"},\"request_id\":\"req_1\"}");
            case GEMINI:
                return bytes("{\"error\":{\"code\":" + status + ",\"message\":\"" + WORDS + "\",\"status\":\""
                        + googleStatus(status) + "\"}}");
            default:
                return bytes("{\"error\":{\"message\":\"" + WORDS + "\",\"type\":\"" + openAiType(status)
                        + "\",\"param\":null,\"code\":" + openAiCode(status) + "}}");
        }
    }

    /** That the upstream is overloaded, as a whole body with status 200. */
    byte[] overloadedBody() {
        return error(529);
    }

    /** The same as an event of a stream. */
    byte[] overloadedEvent() {
        switch (this) {
            case RESPONSES:
                return bytes("event: error\ndata: {\"type\":\"error\",\"sequence_number\":7,\"code\":" + openAiCode(529)
                        + ",\"message\":\"" + WORDS + "\",\"param\":null}\n\n");
            case CLAUDE:
                return bytes("event: error\ndata: " + text(error(529)) + "\n\n");
            case GEMINI:
                return bytes("data: " + text(error(503)) + "\n\n");
            default:
                return bytes("data: " + text(error(529)) + "\n\n");
        }
    }

    private static String openAiType(int status) {
        switch (status) {
            case 402:
                return "insufficient_quota";
            case 429:
                return "requests";
            default:
                return status >= 500 ? "server_error" : "invalid_request_error";
        }
    }

    private static String openAiCode(int status) {
        switch (status) {
            case 401:
                return "\"invalid_api_key\"";
            case 402:
                return "\"insufficient_quota\"";
            case 404:
                return "\"model_not_found\"";
            case 429:
                return "\"rate_limit_exceeded\"";
            case 529:
                return "\"server_is_overloaded\"";
            default:
                return "null";
        }
    }

    private static String claudeType(int status) {
        switch (status) {
            case 401:
                return "authentication_error";
            case 402:
                return "billing_error";
            case 403:
                return "permission_error";
            case 404:
                return "not_found_error";
            case 409:
                return "conflict_error";
            case 413:
                return "request_too_large";
            case 429:
                return "rate_limit_error";
            case 504:
                return "timeout_error";
            case 529:
                return "overloaded_error";
            default:
                return status >= 500 ? "api_error" : "invalid_request_error";
        }
    }

    private static String googleStatus(int status) {
        switch (status) {
            case 400:
            case 413:
            case 422:
                return "INVALID_ARGUMENT";
            case 401:
                return "UNAUTHENTICATED";
            case 403:
                return "PERMISSION_DENIED";
            case 404:
                return "NOT_FOUND";
            case 409:
                return "ABORTED";
            case 429:
                return "RESOURCE_EXHAUSTED";
            case 500:
                return "INTERNAL";
            case 503:
            case 529:
                return "UNAVAILABLE";
            case 504:
                return "DEADLINE_EXCEEDED";
            default:
                return "UNKNOWN";
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
