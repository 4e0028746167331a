package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.RetryAfter;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads what a Gemini upstream says when it fails, and what that means. Google's envelope is
 * {@code {"error":{"code","message","status","details"}}}, in an array where the stream was to be one; the class is
 * {@code status}, the code is the {@code reason} of an {@code ErrorInfo}.
 *
 * @see <a href="https://ai.google.dev/gemini-api/docs/generate-content/api-errors">Google's page on errors</a>
 */
final class GeminiErrors {
    private static final int MAX_BODY = 64 * 1024;
    private static final int MAX_PLAIN_TEXT = 500;

    /** Reasons about our key, account or project: {@code google/api/error_reason.proto}. */
    private static final Set<String> ACCOUNT_REASONS = Set.of(
            "BILLING_DISABLED",
            "SERVICE_DISABLED",
            "CONSUMER_SUSPENDED",
            "CONSUMER_INVALID",
            "ACCOUNT_STATE_INVALID",
            "CREDENTIALS_MISSING",
            "USER_PROJECT_DENIED",
            "GCP_SUSPENDED");

    /** Parts of messages that are about our account under a status that is not, in lower case. */
    private static final List<String> ACCOUNT_PHRASES = List.of(
            // The 400 for a bad key, where the details are missing; the page on errors shows the sentence.
            "api key not valid",
            // 400 FAILED_PRECONDITION outside the served regions: github.com/google-gemini/gemini-cli/issues/24641.
            "user location is not supported",
            // The same without billing: the table on the page on errors.
            "free tier is not available in your country",
            // 429 when the prepaid balance is used up: discuss.ai.google.dev/t/189883,
            // github.com/JeffOtano/roni/pull/125.
            "credits are depleted");

    /**
     * The 403 for a file reference of the caller that is not this project's or has expired; cooling the channel for it would
     * let one caller bench it for all. Source: github.com/googleapis/python-genai/issues/1218.
     */
    private static final String FOREIGN_FILE = "you do not have permission to access the file";

    private GeminiErrors() {}

    /** An error answer. */
    static UpstreamError read(int status, HttpHeaders headers, byte[] body, InstantSource clock) {
        Duration wait = status >= 400 ? RetryAfter.of(headers, clock) : null;
        JsonNode error = errorIn(JsonTree.read(body));
        if (error != null) {
            return read(status, wait, error, body);
        }
        return new UpstreamError(
                Dialect.GEMINI_GENERATE,
                status,
                null,
                null,
                null,
                message(JsonTree.read(body), body),
                wait,
                kept(body));
    }

    /** The error inside a stream's frame. */
    static UpstreamError inStream(WireFrame frame) {
        byte[] body = Arrays.copyOfRange(frame.buffer(), frame.dataStart(), frame.dataEnd());
        UpstreamError error = inBody(body);
        return error != null
                ? error
                : new UpstreamError(Dialect.GEMINI_GENERATE, 500, null, null, null, null, null, kept(body));
    }

    /** An error that came as the body of a 2xx answer; null if it is none. */
    static @Nullable UpstreamError inBody(byte[] body) {
        JsonNode error = errorIn(JsonTree.read(body));
        return error == null ? null : read(200, null, error, body);
    }

    private static @Nullable JsonNode errorIn(@Nullable JsonNode root) {
        JsonNode object = root != null && root.isArray() ? root.get(0) : root;
        return object != null && object.isObject() ? JsonTree.member(object, "error") : null;
    }

    private static UpstreamError read(int status, @Nullable Duration wait, JsonNode error, byte[] body) {
        if (!error.isObject()) {
            String message = error.isString() ? error.stringValue() : null;
            int stands = status >= 400 ? status : 500;
            return new UpstreamError(Dialect.GEMINI_GENERATE, stands, null, null, null, message, wait, kept(body));
        }
        String type = JsonTree.text(error, "status");
        String code = null;
        String param = null;
        Duration delay = wait;
        for (JsonNode detail : error.path("details")) {
            if (isType(detail, "ErrorInfo") && code == null) {
                code = JsonTree.text(detail, "reason");
            } else if (isType(detail, "RetryInfo") && delay == null) {
                String told = JsonTree.text(detail, "retryDelay");
                delay = told == null ? null : RetryAfter.ofSeconds(told);
            } else if (isType(detail, "BadRequest") && param == null) {
                JsonNode violation = detail.path("fieldViolations").path(0);
                param = JsonTree.text(violation, "field");
            }
        }
        return new UpstreamError(
                Dialect.GEMINI_GENERATE,
                status >= 400 ? status : statusOf(type, error.get("code")),
                type,
                code,
                param,
                JsonTree.text(error, "message"),
                delay,
                kept(body));
    }

    private static boolean isType(JsonNode detail, String name) {
        String type = JsonTree.text(detail, "@type");
        return type != null && type.endsWith(".rpc." + name);
    }

    private static byte[] kept(byte[] body) {
        return body.length <= MAX_BODY ? body : Arrays.copyOf(body, MAX_BODY);
    }

    private static @Nullable String message(@Nullable JsonNode root, byte[] body) {
        if (root != null) {
            return root.isString() ? root.stringValue() : JsonTree.text(root, "message");
        }
        String text = new String(body, 0, Math.min(body.length, MAX_PLAIN_TEXT), StandardCharsets.UTF_8).strip();
        // Google's front ends answer with HTML pages, which tell a client nothing.
        return text.isEmpty() || text.startsWith("<") ? null : text;
    }

    /** The HTTP status that an error inside a 200 stands for: its own code, or what the canonical status maps to. */
    private static int statusOf(@Nullable String type, @Nullable JsonNode code) {
        if (code != null && code.isInt() && code.intValue() >= 400 && code.intValue() < 600) {
            return code.intValue();
        }
        return GeminiStatus.httpOf(type);
    }

    /** R2.2: by status word and reason where they say more than the HTTP status, then by that. */
    static FailureKind classify(UpstreamError error) {
        String type = Objects.requireNonNullElse(error.type(), "");
        if (aboutOurAccount(error)) {
            return FailureKind.CREDENTIAL;
        }
        if (type.equals("DEADLINE_EXCEEDED")) {
            return FailureKind.TIMEOUT;
        }
        switch (error.status()) {
            case 401:
            case 402:
                return FailureKind.CREDENTIAL;
            case 403:
                return says(error, FOREIGN_FILE) ? FailureKind.CALLER : FailureKind.CREDENTIAL;
            case 404:
                return FailureKind.UNKNOWN_MODEL;
            case 408:
                return FailureKind.TRANSIENT;
            case 429:
                return FailureKind.RATE_LIMITED;
            case 499:
                // CANCELLED by the other side: not the caller's to mend.
                return FailureKind.TRANSIENT;
            case 503:
                return type.equals("UNAVAILABLE") ? FailureKind.OVERLOADED : FailureKind.TRANSIENT;
            case 529:
                return FailureKind.OVERLOADED;
            default:
                return error.status() >= 400 && error.status() < 500 ? FailureKind.CALLER : FailureKind.TRANSIENT;
        }
    }

    private static boolean aboutOurAccount(UpstreamError error) {
        String code = error.code();
        if (code != null
                && (code.startsWith("API_KEY_")
                        || code.startsWith("ACCESS_TOKEN_")
                        || ACCOUNT_REASONS.contains(code))) {
            return true;
        }
        return (error.status() == 400 || error.status() == 429)
                && ACCOUNT_PHRASES.stream().anyMatch(phrase -> says(error, phrase));
    }

    private static boolean says(UpstreamError error, String phrase) {
        String message = error.message();
        return message != null && message.toLowerCase(Locale.ROOT).contains(phrase);
    }
}
