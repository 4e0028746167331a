package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.dialect.AwsExceptions;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads what a Claude upstream says when it fails, and what that means. Anthropic's envelope is
 * {@code {"type":"error","error":{"type","message"},"request_id"}}; Vertex answers with Google's, Bedrock with a bare
 * {@code {"message"}}, imitators with a text.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/errors">Anthropic's page on errors</a>
 */
final class ClaudeErrors {
    private static final int MAX_BODY = 64 * 1024;
    private static final int MAX_PLAIN_TEXT = 500;

    /** The path before the colon, as in {@code messages.0: Input does not match the expected shape.} */
    private static final Pattern FIELD_PATH =
            Pattern.compile("([a-z][a-z0-9_]*(?:\\.[A-Za-z0-9_]+)*): .*", Pattern.DOTALL);

    /**
     * Texts of a 400 {@code invalid_request_error} that are about our account and not about the request, in lower case.
     * There is no code that tells them apart.
     */
    private static final List<String> ACCOUNT_PHRASES = List.of(
            // Prepaid credit used up: github.com/anthropics/claude-code/issues/4207.
            "your credit balance is too low",
            // Spend limits set in the console: platform.claude.com/docs/en/api/rate-limits.
            "you have reached your specified api usage limits",
            "you have reached your specified workspace api usage limits");

    /** A 429 that no waiting cures: {@code error.details.error_code}, platform.claude.com/docs/en/api/rate-limits. */
    private static final String TIER_SPEND_LIMIT = "enforced_spend_limit_reached";

    private ClaudeErrors() {}

    /** An error answer. */
    static UpstreamError read(int status, HttpHeaders headers, byte[] body, InstantSource clock) {
        // Anthropic sends retry-after with successes too: it counts on errors alone.
        Duration wait = status >= 400 ? RetryAfter.of(headers, clock) : null;
        return read(status, headers, wait, body);
    }

    /** The {@code error} event of a stream. */
    static UpstreamError inStream(WireFrame frame) {
        return read(
                200, HttpHeaders.EMPTY, null, Arrays.copyOfRange(frame.buffer(), frame.dataStart(), frame.dataEnd()));
    }

    /** An error that came as the body of a 2xx answer. */
    static UpstreamError inBody(byte[] body) {
        return read(200, HttpHeaders.EMPTY, null, body);
    }

    private static UpstreamError read(int status, HttpHeaders headers, @Nullable Duration wait, byte[] body) {
        byte[] kept = body.length <= MAX_BODY ? body : Arrays.copyOf(body, MAX_BODY);
        JsonNode root = JsonTree.read(body);
        if (root != null && root.isArray() && !root.isEmpty()) {
            root = root.get(0);
        }
        String aws = AwsExceptions.name(headers, root);
        if (root == null || !root.isObject()) {
            return new UpstreamError(
                    Dialect.CLAUDE_MESSAGES, status, aws, null, null, plainText(root, body), wait, kept);
        }
        JsonNode error = JsonTree.member(root, "error");
        if (error == null || !error.isObject()) {
            String message =
                    error != null && error.isString() ? error.stringValue() : firstText(root, "message", "detail");
            if (message == null) {
                message = firstText(root, "Message", "originalMessage");
            }
            return new UpstreamError(Dialect.CLAUDE_MESSAGES, status, aws, null, null, message, wait, kept);
        }
        String type = firstText(error, "type", "status");
        String message = JsonTree.text(error, "message");
        JsonNode details = JsonTree.member(error, "details");
        String code = details != null && details.isObject() ? JsonTree.text(details, "error_code") : null;
        return new UpstreamError(
                Dialect.CLAUDE_MESSAGES,
                status >= 400 ? status : statusOf(type, error.get("code")),
                type,
                code,
                param(type, message),
                message,
                wait != null ? wait : retryDelay(details),
                kept);
    }

    private static @Nullable String plainText(@Nullable JsonNode root, byte[] body) {
        if (root != null && root.isString()) {
            return root.stringValue();
        }
        String text = new String(body, 0, Math.min(body.length, MAX_PLAIN_TEXT), StandardCharsets.UTF_8).strip();
        // A proxy's error page tells a client nothing.
        return root != null || text.isEmpty() || text.startsWith("<") ? null : text;
    }

    private static @Nullable String firstText(JsonNode object, String name, String otherName) {
        String text = JsonTree.text(object, name);
        return text != null ? text : JsonTree.text(object, otherName);
    }

    /** Google's {@code RetryInfo}, for Claude on Vertex. */
    private static @Nullable Duration retryDelay(@Nullable JsonNode details) {
        if (details == null || !details.isArray()) {
            return null;
        }
        for (JsonNode detail : details) {
            String delay = JsonTree.text(detail, "retryDelay");
            if (delay != null) {
                return RetryAfter.ofSeconds(delay);
            }
        }
        return null;
    }

    private static @Nullable String param(@Nullable String type, @Nullable String message) {
        if (message == null || !("invalid_request_error".equals(type) || "not_found_error".equals(type))) {
            return null;
        }
        Matcher path = FIELD_PATH.matcher(message);
        return path.matches() ? path.group(1) : null;
    }

    /** The HTTP status that an error inside a 200 stands for. */
    private static int statusOf(@Nullable String type, @Nullable JsonNode code) {
        if (code != null && code.isInt() && code.intValue() >= 400 && code.intValue() < 600) {
            return code.intValue();
        }
        switch (Objects.requireNonNullElse(type, "")) {
            case "invalid_request_error":
                return 400;
            case "authentication_error":
                return 401;
            case "billing_error":
                return 402;
            case "permission_error":
                return 403;
            case "not_found_error":
                return 404;
            case "conflict_error":
                return 409;
            case "request_too_large":
                return 413;
            case "rate_limit_error":
                return 429;
            case "timeout_error":
                return 504;
            case "overloaded_error":
                return 529;
            default:
                return 500;
        }
    }

    /** R2.2: by type and code where they say more than the status, then by status. */
    static FailureKind classify(UpstreamError error) {
        FailureKind aws = AwsExceptions.kind(error);
        if (aws != null) {
            return aws;
        }
        String type = Objects.requireNonNullElse(error.type(), "");
        if (error.status() == 529 || type.equals("overloaded_error")) {
            return FailureKind.OVERLOADED;
        }
        if (type.equals("billing_error") || TIER_SPEND_LIMIT.equals(error.code())) {
            return FailureKind.CREDENTIAL;
        }
        if (type.equals("timeout_error") || type.equals("DEADLINE_EXCEEDED")) {
            return FailureKind.TIMEOUT;
        }
        switch (error.status()) {
            case 400:
                return aboutOurAccount(error.message()) ? FailureKind.CREDENTIAL : FailureKind.CALLER;
            case 401:
            case 402:
            case 403:
                return FailureKind.CREDENTIAL;
            case 404:
                return FailureKind.UNKNOWN_MODEL;
            case 408:
            case 424:
                return FailureKind.TRANSIENT;
            case 429:
                return FailureKind.RATE_LIMITED;
            case 503:
                return type.equals("UNAVAILABLE") ? FailureKind.OVERLOADED : FailureKind.TRANSIENT;
            default:
                return error.status() >= 400 && error.status() < 500 ? FailureKind.CALLER : FailureKind.TRANSIENT;
        }
    }

    private static boolean aboutOurAccount(@Nullable String message) {
        if (message == null) {
            return false;
        }
        String lower = message.toLowerCase(Locale.ROOT);
        return ACCOUNT_PHRASES.stream().anyMatch(lower::startsWith);
    }
}
