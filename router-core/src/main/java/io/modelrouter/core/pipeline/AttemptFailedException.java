package io.modelrouter.core.pipeline;

import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One attempt ended before its first content. */
final class AttemptFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    final FailureKind kind;
    final int status;
    final transient @Nullable UpstreamError upstream;
    /** Whether the upstream had begun to answer and most likely charges for the prompt. */
    final boolean promptSpent;

    AttemptFailedException(
            FailureKind kind,
            int status,
            String summary,
            @Nullable UpstreamError upstream,
            boolean promptSpent,
            @Nullable Throwable cause) {
        super(summary, cause);
        this.kind = kind;
        this.status = status;
        this.upstream = upstream;
        this.promptSpent = promptSpent;
    }

    static AttemptFailedException refused(FailureKind kind, UpstreamError upstream) {
        String summary = "the upstream answered " + upstream.status()
                + (upstream.type() == null ? "" : " " + safe(upstream.type()))
                + (upstream.code() == null ? "" : " " + safe(upstream.code()));
        return new AttemptFailedException(kind, upstream.status(), summary, upstream, false, null);
    }

    /** Codes come from outside; only what looks like one gets into a message. */
    private static String safe(String code) {
        String cut = code.length() > 64 ? code.substring(0, 64) : code;
        return cut.chars().allMatch(c -> c == '_' || c == '-' || c == '.' || Character.isLetterOrDigit(c)) ? cut : "?";
    }

    static AttemptFailedException broken(FailureKind kind, int status, String summary) {
        return new AttemptFailedException(kind, status, summary, null, false, null);
    }

    @Nullable
    Duration retryAfter() {
        return upstream == null ? null : upstream.retryAfter();
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
