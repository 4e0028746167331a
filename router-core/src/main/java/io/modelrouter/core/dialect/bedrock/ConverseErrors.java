package io.modelrouter.core.dialect.bedrock;

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
import java.util.Map;
import java.util.Objects;
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

    /** What an exception is, and the status it has where it begins an answer. */
    private record Meaning(int status, FailureKind kind) {}

    private static final Map<String, Meaning> EXCEPTIONS = Map.ofEntries(
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
            String type = named == null ? null : bare(named);
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
        return error(status, type == null ? null : bare(type), message, wait, kept);
    }

    private static UpstreamError error(
            int status, @Nullable String type, @Nullable String message, @Nullable Duration wait, byte[] kept) {
        int told = status >= 400 ? status : meaning(type).status();
        return new UpstreamError(Dialect.BEDROCK_CONVERSE, told, type, null, null, message, wait, kept);
    }

    private static Meaning meaning(@Nullable String type) {
        Meaning known = EXCEPTIONS.get(Objects.requireNonNullElse(type, ""));
        return known == null ? new Meaning(500, FailureKind.TRANSIENT) : known;
    }

    /**
     * The class alone, as the vendor's SDKs name it: {@code ValidationException:http://internal...} in a header,
     * {@code com.amazon.coral.service#UnrecognizedClientException} in a body, {@code throttlingException} in a stream.
     */
    private static String bare(String type) {
        int colon = type.indexOf(':');
        String name = colon < 0 ? type : type.substring(0, colon);
        name = name.substring(name.indexOf('#') + 1).strip();
        return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
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
        Meaning known = EXCEPTIONS.get(Objects.requireNonNullElse(error.type(), ""));
        if (error.status() == 400 && (known == null || known.kind() == FailureKind.CALLER)) {
            return badRequest(error.message());
        }
        if (known != null) {
            return known.kind();
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

    private static FailureKind badRequest(@Nullable String message) {
        String lower = message == null ? "" : message.toLowerCase(Locale.ROOT);
        if (MODEL_PHRASES.stream().anyMatch(lower::startsWith)) {
            return FailureKind.UNKNOWN_MODEL;
        }
        return lower.startsWith(ACCOUNT_PHRASE) ? FailureKind.CREDENTIAL : FailureKind.CALLER;
    }
}
