package io.modelrouter.core.pipeline;

import io.modelrouter.core.route.FallbackCause;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says which fallback a failed attempt calls for: by structured codes, and by one closed list of phrases (R2.2). */
final class FallbackCauses {
    private static final Set<String> TOO_LONG = Set.of("context_length_exceeded");

    /** OpenAI, Azure and their imitators: developers.openai.com, error codes; learn.microsoft.com, content filtering. */
    private static final Set<String> POLICY = Set.of(
            "content_policy_violation",
            "content_filter",
            "responsibleaipolicyviolation",
            "moderation_blocked",
            "invalid_prompt");

    /**
     * Vendors without a code for it:
     *
     * <ul>
     *   <li>Anthropic: 400 {@code invalid_request_error}, "prompt is too long: 3333404 tokens &gt; 200000 maximum"
     *       (recording {@code ruby-llm-chat-real-error-scenarios-anthropic-...-efc73b99}).
     *   <li>OpenAI's imitators: 400, "This model's maximum context length is 1048565 tokens."
     *       (recording {@code ruby-llm-chat-real-error-scenarios-deepseek-...-9e3bf5ec}).
     *   <li>Google: 400 {@code INVALID_ARGUMENT}, "The input token count (…) exceeds the maximum number of tokens allowed (…)."
     *       (ai.google.dev, troubleshooting).
     * </ul>
     */
    private static final List<String> TOO_LONG_PHRASES =
            List.of("prompt is too long:", "maximum context length is", "exceeds the maximum number of tokens allowed");

    private FallbackCauses() {}

    /** Empty where no other model can help. */
    static Optional<FallbackCause> of(AttemptFailedException failure) {
        if (failure.kind.mayTryOtherChannel()) {
            return Optional.of(FallbackCause.ANY);
        }
        UpstreamError error = failure.upstream;
        if (failure.kind != FailureKind.CALLER || error == null) {
            return Optional.empty();
        }
        String code = lower(error.code());
        String type = lower(error.type());
        if (POLICY.contains(code) || POLICY.contains(type)) {
            return Optional.of(FallbackCause.CONTENT_POLICY);
        }
        String message = lower(error.message());
        boolean tooLong = TOO_LONG.contains(code)
                || TOO_LONG.contains(type)
                || error.status() == 400 && TOO_LONG_PHRASES.stream().anyMatch(message::contains);
        return tooLong ? Optional.of(FallbackCause.CONTEXT_LENGTH) : Optional.empty();
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
