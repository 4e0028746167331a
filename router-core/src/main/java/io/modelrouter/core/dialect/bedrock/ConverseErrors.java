package io.modelrouter.core.dialect.bedrock;

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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads what Bedrock says when it fails, and what that means. The body is {@code {"message"}} alone; the class stands in the
 * header {@code x-amzn-errortype}, with an address behind it, and inside a stream in the name of the event.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors">AWS
 *     on the errors of Converse, 2026-11</a>
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html">AWS on errors of all its APIs</a>
 */
final class ConverseErrors {
    private static final int MAX_BODY = 64 * 1024;
    private static final int MAX_PLAIN_TEXT = 500;

    private ConverseErrors() {}

    /** Whether an event of this name is an error: all that the vendor has end so. */
    static boolean isError(String event) {
        return event.endsWith("Exception") || event.equals("error") || event.equals("exception");
    }

    /** An error answer. */
    static UpstreamError read(int status, HttpHeaders headers, byte[] body, InstantSource clock) {
        Duration wait = status >= 400 ? RetryAfter.of(headers, clock) : null;
        return read(status, headers.first("x-amzn-errortype").orElse(null), wait, body);
    }

    /** An exception inside a stream. */
    static UpstreamError inStream(WireFrame frame) {
        return read(200, frame.event(), null, Arrays.copyOfRange(frame.buffer(), frame.dataStart(), frame.dataEnd()));
    }

    /** An error that came as the body of a 2xx answer. */
    static UpstreamError inBody(byte[] body) {
        return read(200, null, null, body);
    }

    private static UpstreamError read(int status, @Nullable String named, @Nullable Duration wait, byte[] body) {
        byte[] kept = body.length <= MAX_BODY ? body : Arrays.copyOf(body, MAX_BODY);
        JsonNode root = JsonTree.read(body);
        if (root == null || !root.isObject()) {
            String type = named == null ? null : AwsExceptions.bare(named);
            return error(status, type, plainText(root, body), wait, kept);
        }
        String type = named == null ? JsonTree.text(root, "__type") : named;
        String message = JsonTree.text(root, "message");
        if (message == null) {
            message = JsonTree.text(root, "Message");
        }
        if (message == null) {
            message = JsonTree.text(root, "originalMessage");
        }
        return error(status, type == null ? null : AwsExceptions.bare(type), message, wait, kept);
    }

    private static UpstreamError error(
            int status, @Nullable String type, @Nullable String message, @Nullable Duration wait, byte[] kept) {
        int told = status >= 400 ? status : AwsExceptions.status(type);
        return new UpstreamError(Dialect.BEDROCK_CONVERSE, told, type, null, null, message, wait, kept);
    }

    private static @Nullable String plainText(@Nullable JsonNode root, byte[] body) {
        if (root != null && root.isString()) {
            return root.stringValue();
        }
        String text = new String(body, 0, Math.min(body.length, MAX_PLAIN_TEXT), StandardCharsets.UTF_8).strip();
        // A proxy's error page tells a client nothing.
        return root != null || text.isEmpty() || text.startsWith("<") ? null : text;
    }

    /** R2.2: by the exception where it is known, then by status. */
    static FailureKind classify(UpstreamError error) {
        FailureKind known = AwsExceptions.kind(error);
        if (known != null) {
            return known;
        }
        if (error.status() == 400) {
            return AwsExceptions.refusal(error.message());
        }
        switch (error.status()) {
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
            default:
                return error.status() >= 400 && error.status() < 500 ? FailureKind.CALLER : FailureKind.TRANSIENT;
        }
    }
}
