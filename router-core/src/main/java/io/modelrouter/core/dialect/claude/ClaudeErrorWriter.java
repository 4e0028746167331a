package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.ToldFailure;
import io.modelrouter.core.dialect.WireError;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes failures as Anthropic would: {@code {"type":"error","error":{"type","message"},"request_id"}} under the status
 * that its SDKs map to their typed errors. The table is section 6 of the architecture.
 */
final class ClaudeErrorWriter {

    /** What one {@link RouterErrorCode} looks like. */
    private record Shape(int status, String type, boolean retryHelps) {}

    private ClaudeErrorWriter() {}

    /** The error answer for a call of which the client has seen nothing yet. */
    static WireError write(RouterException failure, String requestId) {
        Shape shape = shape(failure);
        HttpHeaders.Builder headers = HttpHeaders.builder()
                .add("content-type", "application/json")
                .add("request-id", requestId)
                .add("x-request-id", requestId);
        Long seconds = ToldFailure.retryAfterSeconds(failure, shape.retryHelps());
        if (seconds != null) {
            headers.add("retry-after", seconds.toString());
        }
        if (!shape.retryHelps()) {
            headers.add("x-should-retry", "false");
        }
        byte[] verbatim = ToldFailure.upstreamsOwnBody(failure, Dialect.Family.CLAUDE, ClaudeErrorWriter::isEnvelope);
        byte[] body = verbatim != null ? verbatim : JsonTree.bytes(envelope(failure, shape, requestId));
        return new WireError(shape.status(), headers.build(), body);
    }

    /** The event that ends a stream of which the client has seen a part; no {@code message_stop} follows (R4.2). */
    static byte[] streamEvent(RouterException failure, String requestId) {
        byte[] json = JsonTree.bytes(envelope(failure, shape(failure), requestId));
        String event = "event: error\ndata: " + new String(json, StandardCharsets.UTF_8) + "\n\n";
        return event.getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode envelope(RouterException failure, Shape shape, String requestId) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("type", "error");
        envelope.putObject("error").put("type", shape.type()).put("message", ToldFailure.message(failure));
        envelope.put("request_id", requestId);
        return envelope;
    }

    private static boolean isEnvelope(JsonNode root) {
        JsonNode error = JsonTree.member(root, "error");
        return "error".equals(JsonTree.text(root, "type"))
                && error != null
                && JsonTree.text(error, "type") != null
                && JsonTree.text(error, "message") != null;
    }

    private static Shape shape(RouterException failure) {
        switch (failure.code()) {
            case INVALID_REQUEST:
            case NOT_TRANSLATABLE:
                return new Shape(400, "invalid_request_error", false);
            case REQUEST_TOO_LARGE:
                return new Shape(413, "request_too_large", false);
            case UNSUPPORTED_MEDIA_TYPE:
                return new Shape(415, "invalid_request_error", false);
            case NOT_FOUND:
            case MODEL_NOT_FOUND:
                return new Shape(404, "not_found_error", false);
            case METHOD_NOT_ALLOWED:
                return new Shape(405, "invalid_request_error", false);
            case UNAUTHENTICATED:
                return new Shape(401, "authentication_error", false);
            case PERMISSION_DENIED:
            case MODEL_NOT_PERMITTED:
                return new Shape(403, "permission_error", false);
            case QUOTA_EXHAUSTED:
                return new Shape(402, "billing_error", false);
            case RATE_LIMITED:
            case UPSTREAM_RATE_LIMITED:
                return new Shape(429, "rate_limit_error", true);
            case OVERLOADED:
            case UPSTREAM_OVERLOADED:
            case ALL_COOLING:
                return new Shape(529, "overloaded_error", true);
            case LEDGER_UNAVAILABLE:
                return new Shape(503, "api_error", true);
            case CONFLICT:
                return new Shape(409, "conflict_error", false);
            case IDEMPOTENCY_KEY_IN_USE:
                return new Shape(409, "conflict_error", true);
            case IDEMPOTENCY_KEY_REUSED:
                return new Shape(422, "invalid_request_error", false);
            case UPSTREAM_REFUSED:
                return refused(failure.upstream().orElse(null));
            case TIMEOUT:
                return new Shape(504, "timeout_error", true);
            case CANCELLED:
                // Nobody reads it; 499 is what logs of other gateways call it.
                return new Shape(499, "api_error", false);
            case LOOP_DETECTED:
                return new Shape(508, "api_error", false);
            case UPSTREAM_FAILED:
            case TRUNCATED:
            case INTERNAL:
                return new Shape(500, "api_error", true);
        }
        throw new IllegalStateException("no shape for " + failure.code());
    }

    private static Shape refused(@Nullable UpstreamError upstream) {
        int status = upstream != null && upstream.status() >= 400 ? upstream.status() : 400;
        String type = upstream == null ? null : upstream.type();
        if (upstream != null && upstream.dialect().family() == Dialect.Family.CLAUDE && isOurs(type)) {
            return new Shape(status, Objects.requireNonNull(type), false);
        }
        return new Shape(status, typeOf(status), false);
    }

    private static boolean isOurs(@Nullable String type) {
        return type != null && (type.endsWith("_error") || type.equals("request_too_large"));
    }

    private static String typeOf(int status) {
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
}
