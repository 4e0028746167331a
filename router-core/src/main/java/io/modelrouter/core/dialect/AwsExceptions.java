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
    /** What an exception is, and the status it has where it begins an answer. */
    private record Meaning(int status, FailureKind kind) {}

    private static final Map<String, Meaning> CLASSES = Map.ofEntries(
            Map.entry("ValidationException", new Meaning(400, FailureKind.CALLER)),
            Map.entry("ResourceNotFoundException", new Meaning(404, FailureKind.UNKNOWN_MODEL)),
            Map.entry("ModelTimeoutException", new Meaning(408, FailureKind.TIMEOUT)),
            Map.entry("ModelErrorException", new Meaning(424, FailureKind.TRANSIENT)),
            Map.entry("ModelStreamErrorException", new Meaning(424, FailureKind.TRANSIENT)),
            Map.entry("ThrottlingException", new Meaning(429, FailureKind.RATE_LIMITED)),
            Map.entry("TooManyRequestsException", new Meaning(429, FailureKind.RATE_LIMITED)),
            Map.entry("ModelNotReadyException", new Meaning(429, FailureKind.OVERLOADED)),
            Map.entry("InternalServerException", new Meaning(500, FailureKind.TRANSIENT)),
            Map.entry("InternalFailure", new Meaning(500, FailureKind.TRANSIENT)),
            Map.entry("ServiceUnavailableException", new Meaning(503, FailureKind.OVERLOADED)),
            // A quota of the account that no waiting cures; it comes as 400.
            Map.entry("ServiceQuotaExceededException", new Meaning(400, FailureKind.CREDENTIAL)),
            Map.entry("AccessDeniedException", new Meaning(403, FailureKind.CREDENTIAL)),
            // ruby-llm-chat-error-handling-with-bedrock-amazon-nova-2-lite-v1-0-raises-approp-0-652f7cf8
            Map.entry("UnrecognizedClientException", new Meaning(403, FailureKind.CREDENTIAL)),
            Map.entry("ExpiredTokenException", new Meaning(403, FailureKind.CREDENTIAL)),
            Map.entry("InvalidSignatureException", new Meaning(403, FailureKind.CREDENTIAL)),
            Map.entry("IncompleteSignature", new Meaning(403, FailureKind.CREDENTIAL)),
            Map.entry("IncompleteSignatureException", new Meaning(403, FailureKind.CREDENTIAL)),
            Map.entry("MissingAuthenticationTokenException", new Meaning(403, FailureKind.CREDENTIAL)),
            Map.entry("InvalidClientTokenId", new Meaning(403, FailureKind.CREDENTIAL)),
            Map.entry("NotAuthorized", new Meaning(403, FailureKind.CREDENTIAL)),
            Map.entry("OptInRequired", new Meaning(403, FailureKind.CREDENTIAL)),
            Map.entry("RequestExpired", new Meaning(403, FailureKind.CREDENTIAL)));

    /**
     * Texts of a 400 {@code ValidationException} that are about the channel's model, in lower case. There is no code that
     * tells them apart; the first is {@code otel-test-converse-with-invalid-model-0-80b28bb8}, the second is how a model
     * answers that has inference profiles only (docs.aws.amazon.com, inference-profiles-support).
     */
    private static final List<String> MODEL_PHRASES =
            List.of("the provided model identifier is invalid", "invocation of model id ");

    /** As {@link #MODEL_PHRASES}, about the account: what AWS answers where it has not let the account use Bedrock. */
    private static final String ACCOUNT_PHRASE = "operation not allowed";

    private AwsExceptions() {}

    /**
     * The class of an error answer, as the vendor's SDKs name it; null where AWS did not make it.
     *
     * @param root of the body, or null where that is no JSON
     */
    public static @Nullable String name(HttpHeaders headers, @Nullable JsonNode root) {
        String named = headers.first("x-amzn-errortype")
                .orElse(root != null && root.isObject() ? JsonTree.text(root, "__type") : null);
        return named == null ? null : bare(named);
    }

    /**
     * The class alone: {@code ValidationException:http://internal...} in a header,
     * {@code com.amazon.coral.service#UnrecognizedClientException} in a body, {@code throttlingException} in a stream; null
     * where there is none.
     */
    public static @Nullable String bare(String type) {
        int colon = type.indexOf(':');
        String name = colon < 0 ? type : type.substring(0, colon);
        name = name.substring(name.indexOf('#') + 1).strip();
        return name.isEmpty() ? null : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** The status of a class where it begins an answer; 500 for one that is none of AWS's. */
    public static int status(@Nullable String type) {
        Meaning known = CLASSES.get(Objects.requireNonNullElse(type, ""));
        return known == null ? 500 : known.status();
    }

    /** What it means for the next attempt (R2.2); null for a class that is none of AWS's. */
    public static @Nullable FailureKind kind(UpstreamError error) {
        Meaning known = CLASSES.get(Objects.requireNonNullElse(error.type(), ""));
        if (known == null) {
            return null;
        }
        return known.kind() == FailureKind.CALLER ? refusal(error.message()) : known.kind();
    }

    /** What a 400 means by its text. */
    public static FailureKind refusal(@Nullable String message) {
        String lower = message == null ? "" : message.toLowerCase(Locale.ROOT);
        if (MODEL_PHRASES.stream().anyMatch(lower::startsWith)) {
            return FailureKind.UNKNOWN_MODEL;
        }
        return lower.startsWith(ACCOUNT_PHRASE) ? FailureKind.CREDENTIAL : FailureKind.CALLER;
    }
}
