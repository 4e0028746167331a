package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.ToldFailure;
import io.modelrouter.core.dialect.WireError;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes failures as Google would: {@code {"error":{"code","message","status","details"}}} with typed details, under the
 * status that its SDKs act on. The table is section 6 of the architecture.
 */
final class GeminiErrorWriter {
    private static final String RPC = "type.googleapis.com/google.rpc.";
    private static final String SERVICE = "generativelanguage.googleapis.com";

    /** What one {@link RouterErrorCode} looks like. */
    private record Shape(int http, String status, boolean retryHelps) {}

    private GeminiErrorWriter() {}

    /** The error answer for a call of which the client has seen nothing yet. */
    static WireError write(RouterException failure, String requestId) {
        Shape shape = shape(failure);
        HttpHeaders.Builder headers = HttpHeaders.builder()
                .add("content-type", "application/json; charset=UTF-8")
                .add("x-request-id", requestId);
        Long seconds = ToldFailure.retryAfterSeconds(failure, shape.retryHelps());
        if (seconds != null) {
            headers.add("retry-after", seconds.toString());
        }
        if (!shape.retryHelps()) {
            headers.add("x-should-retry", "false");
        }
        byte[] verbatim = ToldFailure.upstreamsOwnBody(failure, Dialect.Family.GEMINI, GeminiErrorWriter::isEnvelope);
        return new WireError(shape.http(), headers.build(), verbatim != null ? verbatim : envelope(failure));
    }

    /** The error object, as a body, as the data of an event, or as an element of an array. */
    static byte[] envelope(RouterException failure) {
        Shape shape = shape(failure);
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        ObjectNode error = envelope.putObject("error");
        error.put("code", shape.http())
                .put("message", ToldFailure.message(failure))
                .put("status", shape.status());
        ArrayNode details = JsonNodeFactory.instance.arrayNode();
        addDetails(details, failure, shape);
        if (!details.isEmpty()) {
            error.set("details", details);
        }
        return JsonTree.bytes(envelope);
    }

    private static void addDetails(ArrayNode details, RouterException failure, Shape shape) {
        switch (failure.code()) {
            case UNAUTHENTICATED:
                // A bad key is a 400 here, and this is how clients tell it from a bad request.
                detail(details, "ErrorInfo")
                        .put("reason", "API_KEY_INVALID")
                        .put("domain", "googleapis.com")
                        .putObject("metadata")
                        .put("service", SERVICE);
                detail(details, "LocalizedMessage").put("locale", "en-US").put("message", ToldFailure.message(failure));
                break;
            case QUOTA_EXHAUSTED:
                detail(details, "QuotaFailure")
                        .putArray("violations")
                        .addObject()
                        .put("quotaId", "CreditsPerAccount")
                        .put("description", ToldFailure.message(failure));
                break;
            case INVALID_REQUEST:
            case NOT_TRANSLATABLE:
            case UPSTREAM_REFUSED:
                param(failure)
                        .ifPresent(param -> detail(details, "BadRequest")
                                .putArray("fieldViolations")
                                .addObject()
                                .put("field", param)
                                .put("description", ToldFailure.message(failure)));
                break;
            default:
                break;
        }
        Long seconds = ToldFailure.retryAfterSeconds(failure, shape.retryHelps());
        if (seconds != null) {
            detail(details, "RetryInfo").put("retryDelay", seconds + "s");
        }
    }

    private static Optional<String> param(RouterException failure) {
        return failure.param().or(() -> failure.upstream().map(UpstreamError::param));
    }

    private static ObjectNode detail(ArrayNode details, String type) {
        return details.addObject().put("@type", RPC + type);
    }

    private static boolean isEnvelope(JsonNode root) {
        JsonNode error = root.isObject() ? JsonTree.member(root, "error") : null;
        return error != null
                && error.path("code").isInt()
                && JsonTree.text(error, "message") != null
                && JsonTree.text(error, "status") != null;
    }

    private static Shape shape(RouterException failure) {
        switch (failure.code()) {
            case INVALID_REQUEST:
            case NOT_TRANSLATABLE:
            case REQUEST_TOO_LARGE:
            case UNAUTHENTICATED:
                return new Shape(400, "INVALID_ARGUMENT", false);
            case METHOD_NOT_ALLOWED:
                return new Shape(405, "INVALID_ARGUMENT", false);
            case UNSUPPORTED_MEDIA_TYPE:
                return new Shape(415, "INVALID_ARGUMENT", false);
            case NOT_FOUND:
            case MODEL_NOT_FOUND:
                return new Shape(404, "NOT_FOUND", false);
            case PERMISSION_DENIED:
            case MODEL_NOT_PERMITTED:
                return new Shape(403, "PERMISSION_DENIED", false);
            case QUOTA_EXHAUSTED:
                return new Shape(429, "RESOURCE_EXHAUSTED", false);
            case RATE_LIMITED:
            case UPSTREAM_RATE_LIMITED:
                return new Shape(429, "RESOURCE_EXHAUSTED", true);
            case OVERLOADED:
            case LEDGER_UNAVAILABLE:
            case UPSTREAM_OVERLOADED:
            case UPSTREAM_FAILED:
            case ALL_COOLING:
            case TRUNCATED:
                return new Shape(503, "UNAVAILABLE", true);
            case CONFLICT:
                return new Shape(409, "ALREADY_EXISTS", false);
            case IDEMPOTENCY_KEY_IN_USE:
                return new Shape(409, "ABORTED", true);
            case IDEMPOTENCY_KEY_REUSED:
                return new Shape(400, "FAILED_PRECONDITION", false);
            case UPSTREAM_REFUSED:
                return refused(failure.upstream().orElse(null));
            case TIMEOUT:
                return new Shape(504, "DEADLINE_EXCEEDED", true);
            case CANCELLED:
                return new Shape(499, "CANCELLED", false);
            case LOOP_DETECTED:
                return new Shape(508, "FAILED_PRECONDITION", false);
            case INTERNAL:
                return new Shape(500, "INTERNAL", true);
        }
        throw new IllegalStateException("no shape for " + failure.code());
    }

    private static Shape refused(@Nullable UpstreamError upstream) {
        int http = upstream != null && upstream.status() >= 400 ? upstream.status() : 400;
        String word = upstream != null && upstream.dialect().family() == Dialect.Family.GEMINI ? upstream.type() : null;
        return new Shape(http, word != null ? word : GeminiStatus.wordOf(http), false);
    }
}
