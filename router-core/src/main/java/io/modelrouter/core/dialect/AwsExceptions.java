package io.modelrouter.core.dialect;

import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The classes of AWS's errors, for dialects that Bedrock carries. The body is {@code {"message"}} alone; the class stands in
 * the header {@code x-amzn-errortype} with an address behind it (recording {@code otel-test-converse-with-invalid-model-0-80b28bb8}).
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html">InvokeModel</a>
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html">Common errors</a> (2026-11)
 */
public final class AwsExceptions {
    private static final Map<String, FailureKind> KINDS = Map.ofEntries(
            Map.entry("ValidationException", FailureKind.CALLER),
            Map.entry("ResourceNotFoundException", FailureKind.UNKNOWN_MODEL),
            Map.entry("ModelTimeoutException", FailureKind.TIMEOUT),
            Map.entry("ModelErrorException", FailureKind.TRANSIENT),
            Map.entry("ModelStreamErrorException", FailureKind.TRANSIENT),
            Map.entry("ThrottlingException", FailureKind.RATE_LIMITED),
            Map.entry("TooManyRequestsException", FailureKind.RATE_LIMITED),
            Map.entry("ModelNotReadyException", FailureKind.OVERLOADED),
            Map.entry("InternalServerException", FailureKind.TRANSIENT),
            Map.entry("ServiceUnavailableException", FailureKind.OVERLOADED),
            // A quota of the account that no waiting cures; it comes as 400.
            Map.entry("ServiceQuotaExceededException", FailureKind.CREDENTIAL),
            Map.entry("AccessDeniedException", FailureKind.CREDENTIAL),
            Map.entry("UnrecognizedClientException", FailureKind.CREDENTIAL),
            Map.entry("ExpiredTokenException", FailureKind.CREDENTIAL),
            Map.entry("InvalidSignatureException", FailureKind.CREDENTIAL),
            Map.entry("IncompleteSignatureException", FailureKind.CREDENTIAL),
            Map.entry("MissingAuthenticationTokenException", FailureKind.CREDENTIAL));

    /**
     * Texts of a {@code ValidationException} that are about the channel's model, in lower case: a wrong name, and a name
     * that only an inference profile may ask for.
     */
    private static final List<String> MODEL_PHRASES =
            List.of("the provided model identifier is invalid", "invocation of model id ");

    /** As {@link #MODEL_PHRASES}, where AWS has not let the account use Bedrock. */
    private static final String ACCOUNT_PHRASE = "operation not allowed";

    private AwsExceptions() {}

    /**
     * The class of an error answer, without namespace and address; null where AWS did not make it.
     *
     * @param root of the body, or null where that is no JSON
     */
    public static @Nullable String name(HttpHeaders headers, @Nullable JsonNode root) {
        String named = headers.first("x-amzn-errortype")
                .orElse(root != null && root.isObject() ? JsonTree.text(root, "__type") : null);
        if (named == null) {
            return null;
        }
        int colon = named.indexOf(':');
        String bare = colon < 0 ? named : named.substring(0, colon);
        bare = bare.substring(bare.indexOf('#') + 1).strip();
        return bare.isEmpty() ? null : bare;
    }

    /** What it means for the next attempt; null for a class that is none of AWS's. */
    public static @Nullable FailureKind kind(UpstreamError error) {
        String type = Objects.requireNonNullElse(error.type(), "");
        FailureKind kind = KINDS.get(type);
        if (kind != FailureKind.CALLER) {
            return kind;
        }
        String message = Objects.requireNonNullElse(error.message(), "").toLowerCase(Locale.ROOT);
        if (MODEL_PHRASES.stream().anyMatch(message::startsWith)) {
            return FailureKind.UNKNOWN_MODEL;
        }
        return message.startsWith(ACCOUNT_PHRASE) ? FailureKind.CREDENTIAL : FailureKind.CALLER;
    }
}
