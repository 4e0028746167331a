package io.modelrouter.core.dialect;

import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an error of the OpenAI dialects means for the next attempt: rule R2.2. Status and structured code decide; the text
 * decides only through {@link #PHRASES}.
 */
public final class OpenAiFailures {

    /**
     * Phrases that tell our own credentials from the caller's mistakes where both arrive as 400.
     *
     * <ul>
     *   <li>xAI answers a wrong key with 400 {@code invalid-argument} (recording
     *       {@code ruby-llm-chat-error-handling-with-xai-...-862cf195}).
     *   <li>Google's compatible endpoint answers a wrong key with 400 {@code INVALID_ARGUMENT}; its details may be cut off
     *       (ai.google.dev, troubleshooting).
     *   <li>Anthropic's compatible endpoint answers an empty account with 400 {@code invalid_request_error}
     *       (platform.claude.com, errors).
     * </ul>
     */
    private static final Set<String> PHRASES =
            Set.of("incorrect api key provided", "api key not valid", "credit balance is too low");

    /** Codes and types, in lower case, that say what happened whatever the status is. */
    private static final Map<String, FailureKind> CODES = Map.ofEntries(
            // developers.openai.com, error codes: quota and billing come as 429 and never pass by waiting.
            Map.entry("insufficient_quota", FailureKind.CREDENTIAL),
            Map.entry("credit_balance_exhausted", FailureKind.CREDENTIAL),
            Map.entry("billing_hard_limit_reached", FailureKind.CREDENTIAL),
            Map.entry("billing_not_active", FailureKind.CREDENTIAL),
            Map.entry("account_deactivated", FailureKind.CREDENTIAL),
            // Moonshot, 429.
            Map.entry("exceeded_current_quota_error", FailureKind.CREDENTIAL),
            Map.entry("invalid_api_key", FailureKind.CREDENTIAL),
            Map.entry("api_key_invalid", FailureKind.CREDENTIAL),
            Map.entry("authentication_error", FailureKind.CREDENTIAL),
            Map.entry("permission_error", FailureKind.CREDENTIAL),
            // OpenAI sends it with 404, 403 and 400; Azure, Groq and Mistral (type, 400) have words of their own.
            Map.entry("model_not_found", FailureKind.UNKNOWN_MODEL),
            Map.entry("deploymentnotfound", FailureKind.UNKNOWN_MODEL),
            // Azure, 400: a deployment of a model without that endpoint; on the inference paths, no deployment.
            Map.entry("operationnotsupported", FailureKind.UNKNOWN_MODEL),
            Map.entry("unknown_model", FailureKind.UNKNOWN_MODEL),
            Map.entry("model_decommissioned", FailureKind.UNKNOWN_MODEL),
            Map.entry("invalid_model", FailureKind.UNKNOWN_MODEL),
            Map.entry("server_is_overloaded", FailureKind.OVERLOADED),
            Map.entry("service_unavailable_error", FailureKind.OVERLOADED),
            Map.entry("overloaded_error", FailureKind.OVERLOADED),
            Map.entry("engine_overloaded_error", FailureKind.OVERLOADED),
            // Google's compatible endpoint, 503.
            Map.entry("unavailable", FailureKind.OVERLOADED),
            // Groq, status 498.
            Map.entry("capacity_exceeded", FailureKind.OVERLOADED),
            Map.entry("content_filter", FailureKind.CALLER),
            Map.entry("content_policy_violation", FailureKind.CALLER),
            Map.entry("context_length_exceeded", FailureKind.CALLER));

    /** What a code or type means where no status is known, as inside a stream. */
    private static final Map<String, FailureKind> CODES_WITHOUT_STATUS = Map.of(
            "rate_limit_exceeded", FailureKind.RATE_LIMITED,
            "rate_limit_error", FailureKind.RATE_LIMITED,
            "slow_down", FailureKind.RATE_LIMITED,
            "resource_exhausted", FailureKind.RATE_LIMITED,
            "invalid_request_error", FailureKind.CALLER,
            "invalid_argument", FailureKind.CALLER,
            "failed_to_download_image", FailureKind.CALLER);

    private OpenAiFailures() {}

    public static FailureKind classify(UpstreamError error) {
        String code = lower(error.code());
        String type = lower(error.type());
        FailureKind told = CODES.get(code);
        if (told == null) {
            told = CODES.get(type);
        }
        if (told != null && !(told == FailureKind.OVERLOADED && error.status() == 429)) {
            return told;
        }
        if (error.status() == 0) {
            return withoutStatus(code, type);
        }
        return byStatus(error);
    }

    private static FailureKind byStatus(UpstreamError error) {
        int status = error.status();
        switch (status) {
            case 400:
                return aboutOurKey(error.message()) ? FailureKind.CREDENTIAL : FailureKind.CALLER;
            case 401:
            case 402:
                return FailureKind.CREDENTIAL;
            case 403:
                return flagged(error) ? FailureKind.CALLER : FailureKind.CREDENTIAL;
            case 404:
            case 405:
            case 410:
                return FailureKind.UNKNOWN_MODEL;
            case 408:
                return FailureKind.TRANSIENT;
            case 429:
                return FailureKind.RATE_LIMITED;
            case 498:
            case 529:
                return FailureKind.OVERLOADED;
            default:
                return status >= 400 && status < 500 ? FailureKind.CALLER : FailureKind.TRANSIENT;
        }
    }

    private static FailureKind withoutStatus(String code, String type) {
        FailureKind told = CODES_WITHOUT_STATUS.get(code);
        if (told == null && imageOrPrompt(code)) {
            told = FailureKind.CALLER;
        }
        if (told == null) {
            told = CODES_WITHOUT_STATUS.get(type);
        }
        return told == null ? FailureKind.TRANSIENT : told;
    }

    /** The codes of {@code response.error} that blame the input: {@code invalid_prompt}, {@code image_too_large} ... */
    private static boolean imageOrPrompt(String code) {
        return code.startsWith("invalid_")
                || code.startsWith("image_")
                || code.equals("unsupported_image_media_type")
                || code.equals("empty_image_file");
    }

    private static boolean aboutOurKey(@Nullable String message) {
        String text = lower(message);
        return PHRASES.stream().anyMatch(text::contains);
    }

    /**
     * OpenRouter says 403 for input that its moderation flagged, and names it in the metadata (openrouter.ai, errors). As
     * a matter of credentials it would let one caller's prompt cool the channel for all.
     */
    private static boolean flagged(UpstreamError error) {
        JsonNode body = JsonTree.read(error.body());
        return body != null && body.path("error").path("metadata").has("flagged_input");
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
