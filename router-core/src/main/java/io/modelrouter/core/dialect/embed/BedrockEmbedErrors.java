package io.modelrouter.core.dialect.embed;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.RetryAfter;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Errors of Bedrock's InvokeModel: {@code {"message":...}}, with the type in {@code x-amzn-errortype}, which may have an
 * address behind a colon.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html">InvokeModel, read 2026-11</a>
 */
final class BedrockEmbedErrors {
    private static final int MAX_BODY = 64 * 1024;

    private BedrockEmbedErrors() {}

    static UpstreamError read(int status, HttpHeaders headers, byte[] body, InstantSource clock) {
        JsonNode root = JsonTree.read(body);
        String message = root == null || !root.isObject() ? null : JsonTree.text(root, "message");
        if (message == null && root != null && root.isObject()) {
            message = JsonTree.text(root, "Message");
        }
        String type =
                headers.first("x-amzn-errortype").map(BedrockEmbedErrors::plain).orElse(null);
        if (type == null && root != null && root.isObject()) {
            String told = JsonTree.text(root, "__type");
            type = told == null ? null : told.substring(told.indexOf('#') + 1);
        }
        byte[] kept = body.length > MAX_BODY ? Arrays.copyOf(body, MAX_BODY) : body;
        return new UpstreamError(
                Dialect.BEDROCK_EMBED, status, type, type, null, message, RetryAfter.of(headers, clock), kept);
    }

    private static String plain(String header) {
        int colon = header.indexOf(':');
        return colon < 0 ? header : header.substring(0, colon);
    }

    static FailureKind classify(UpstreamError error) {
        String type = error.type() == null ? "" : error.type();
        switch (type) {
            case "ThrottlingException":
            case "ServiceQuotaExceededException":
                return FailureKind.RATE_LIMITED;
            case "AccessDeniedException":
            case "UnrecognizedClientException":
            case "ExpiredTokenException":
            case "InvalidSignatureException":
            case "IncompleteSignatureException":
            case "MissingAuthenticationTokenException":
                return FailureKind.CREDENTIAL;
            case "ResourceNotFoundException":
                return FailureKind.UNKNOWN_MODEL;
            case "ModelNotReadyException":
            case "ServiceUnavailableException":
                return FailureKind.OVERLOADED;
            case "ModelTimeoutException":
                return FailureKind.TIMEOUT;
            case "ModelErrorException":
            case "InternalServerException":
                return FailureKind.TRANSIENT;
            case "ValidationException":
                return isAboutModel(error.message()) ? FailureKind.UNKNOWN_MODEL : FailureKind.CALLER;
            default:
                return byStatus(error.status());
        }
    }

    /** "The provided model identifier is invalid." and "... with on-demand throughput isn’t supported" come as 400. */
    private static boolean isAboutModel(@Nullable String message) {
        String text = message == null ? "" : message.toLowerCase(Locale.ROOT);
        return text.contains("model identifier is invalid") || text.contains("on-demand throughput isn");
    }

    private static FailureKind byStatus(int status) {
        switch (status) {
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
            case 529:
                return FailureKind.OVERLOADED;
            default:
                return status >= 400 && status < 500 ? FailureKind.CALLER : FailureKind.TRANSIENT;
        }
    }
}
