package io.modelrouter.core.dialect;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The error answers of both OpenAI dialects: {@code {"error":{"message","type","param","code"}}}, always with all four
 * members, and what a client sees for each failure of a call. The words are OpenAI's own where it has one for the case
 * (developers.openai.com, error codes).
 */
public final class OpenAiEnvelope {
    private static final String REQUEST = "invalid_request_error";
    private static final String SERVER = "server_error";
    private static final String UNAVAILABLE = "service_unavailable_error";

    private OpenAiEnvelope() {}

    /** One failure as a client sees it; {@code retry} tells whether a repetition can cure it. */
    private record Row(int status, String type, @Nullable String code, boolean retry) {}

    private static Row row(RouterErrorCode code, ErrorSettings settings) {
        switch (code) {
            case INVALID_REQUEST:
                return new Row(400, REQUEST, null, false);
            case NOT_TRANSLATABLE:
                return new Row(400, REQUEST, "unsupported_parameter", false);
            case UNAUTHENTICATED:
                return new Row(401, REQUEST, "invalid_api_key", false);
            case QUOTA_EXHAUSTED:
                return new Row(settings.quotaAs429() ? 429 : 402, "insufficient_quota", "insufficient_quota", false);
            case PERMISSION_DENIED:
                return new Row(403, REQUEST, "permission_denied", false);
            case MODEL_NOT_PERMITTED:
                return new Row(403, REQUEST, "model_not_found", false);
            case MODEL_NOT_FOUND:
                return new Row(404, REQUEST, "model_not_found", false);
            case NOT_FOUND:
                return new Row(404, REQUEST, "unknown_url", false);
            case METHOD_NOT_ALLOWED:
                return new Row(405, REQUEST, "method_not_supported", false);
            case CONFLICT:
                return new Row(409, REQUEST, "conflict", false);
            case IDEMPOTENCY_KEY_IN_USE:
                return new Row(409, REQUEST, "idempotency_key_in_use", true);
            case IDEMPOTENCY_KEY_REUSED:
                return new Row(422, REQUEST, "idempotency_key_reused", false);
            case REQUEST_TOO_LARGE:
                return new Row(413, REQUEST, "request_too_large", false);
            case UNSUPPORTED_MEDIA_TYPE:
                return new Row(415, REQUEST, "unsupported_media_type", false);
            case RATE_LIMITED:
            case UPSTREAM_RATE_LIMITED:
                return new Row(429, "requests", "rate_limit_exceeded", true);
            case CANCELLED:
                // Nobody waits for it; 499 is what proxies log.
                return new Row(499, REQUEST, "request_cancelled", false);
            case INTERNAL:
                return new Row(500, SERVER, "internal_error", true);
            case UPSTREAM_FAILED:
                return new Row(502, SERVER, "upstream_failed", true);
            case UPSTREAM_OVERLOADED:
                return new Row(502, SERVER, "server_is_overloaded", true);
            case TRUNCATED:
                return new Row(502, SERVER, "stream_truncated", true);
            case OVERLOADED:
            case ALL_COOLING:
                return new Row(503, UNAVAILABLE, "server_is_overloaded", true);
            case LEDGER_UNAVAILABLE:
                return new Row(503, UNAVAILABLE, "service_unavailable", true);
            case TIMEOUT:
                return new Row(504, SERVER, "timeout", true);
            case LOOP_DETECTED:
                return new Row(508, REQUEST, "loop_detected", false);
            case UPSTREAM_REFUSED:
                return new Row(400, REQUEST, null, false);
        }
        throw new AssertionError(code);
    }

    /** The failure as an HTTP answer. */
    public static WireError write(RouterException failure, String requestId, ErrorSettings settings) {
        Row row = row(failure.code(), settings);
        int status = row.status;
        byte[] body = null;
        UpstreamError upstream = refusal(failure);
        if (upstream != null) {
            status = upstream.status() >= 400 && upstream.status() < 600 ? upstream.status() : status;
            body = ownEnvelope(upstream);
        }
        if (body == null) {
            ObjectNode whole = JsonNodeFactory.instance.objectNode();
            whole.set("error", error(failure, settings));
            body = JsonTree.bytes(whole);
        }
        HttpHeaders.Builder headers =
                HttpHeaders.builder().add("content-type", "application/json").add("x-request-id", requestId);
        Duration wait = failure.retryAfter().orElse(null);
        // Of a budget it is known when it has room again, although nobody should wait for that in a loop.
        boolean budget = failure.code() == RouterErrorCode.QUOTA_EXHAUSTED && wait != null;
        if (budget || row.retry && (wait != null || status == 429 || status == 503)) {
            headers.add("retry-after", Long.toString(seconds(wait)));
        }
        if (!row.retry) {
            headers.add("x-should-retry", "false");
        }
        return new WireError(status, headers.build(), body);
    }

    /** The object with the four members, for streams; always on one line. */
    public static ObjectNode error(RouterException failure, ErrorSettings settings) {
        Row row = row(failure.code(), settings);
        String message = failure.getMessage();
        String type = row.type;
        String code = row.code;
        String param = failure.param().orElse(null);
        if (failure.code() == RouterErrorCode.NOT_FOUND && "response_id".equals(param)) {
            // What the path names is not there, rather than the path: OpenAI tells neither code nor param then.
            code = null;
            param = null;
        }
        UpstreamError upstream = refusal(failure);
        if (upstream != null) {
            boolean ownWords = upstream.dialect().family() == Dialect.Family.OPENAI;
            message = upstream.message() != null ? upstream.message() : message;
            code = upstream.code() != null || ownWords ? upstream.code() : upstream.type();
            type = ownWords && upstream.type() != null ? upstream.type() : type;
            param = upstream.param() != null ? upstream.param() : param;
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
    }

    /** What the upstream said, where it is the caller's to mend and may be shown. */
    private static @Nullable UpstreamError refusal(RouterException failure) {
        return failure.code() == RouterErrorCode.UPSTREAM_REFUSED
                ? failure.upstream().orElse(null)
                : null;
    }

    /** The upstream's body byte for byte, if it is this family's envelope; else null. */
    private static byte @Nullable [] ownEnvelope(UpstreamError upstream) {
        if (upstream.dialect().family() != Dialect.Family.OPENAI) {
            return null;
        }
        byte[] body = upstream.body();
        JsonNode root = JsonTree.read(body);
        return root != null && root.path("error").isObject() ? body : null;
    }

    /** At least one second, since clients take 0 as "at once". */
    private static long seconds(@Nullable Duration wait) {
        return wait == null ? 1 : Math.max(1, (wait.toMillis() + 999) / 1000);
    }
}
