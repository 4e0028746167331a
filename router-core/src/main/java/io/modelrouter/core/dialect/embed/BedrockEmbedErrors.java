package io.modelrouter.core.dialect.embed;

import io.modelrouter.core.dialect.AwsExceptions;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.RetryAfter;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.time.InstantSource;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/**
 * Errors of Bedrock's InvokeModel: {@code {"message":...}}, with the class that {@link AwsExceptions} reads.
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
        String type = AwsExceptions.name(headers, root);
        byte[] kept = body.length > MAX_BODY ? Arrays.copyOf(body, MAX_BODY) : body;
        return new UpstreamError(
                Dialect.BEDROCK_EMBED, status, type, type, null, message, RetryAfter.of(headers, clock), kept);
    }

    static FailureKind classify(UpstreamError error) {
        FailureKind known = AwsExceptions.kind(error);
        return known == null ? byStatus(error) : known;
    }

    private static FailureKind byStatus(UpstreamError error) {
        int status = error.status();
        switch (status) {
            case 400:
                return AwsExceptions.refusal(error.message());
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
