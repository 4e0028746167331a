package io.modelrouter.error;

import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream said when it refused, read from its own error envelope. Its text may be shown to the caller only where
 * the refusal is about the caller's request ({@link FailureKind#CALLER}).
 *
 * @param dialect whose envelope it is
 * @param status HTTP status, or the status inside an in-stream error; 0 if none was told
 * @param type the provider's class, such as {@code invalid_request_error} or {@code RESOURCE_EXHAUSTED}; or null
 * @param code the provider's code, such as {@code context_length_exceeded}; or null
 * @param param the member to blame, or null
 * @param message the provider's words, or null
 * @param retryAfter how long it asks to wait, or null
 * @param body the raw bytes, at most 64 KiB
 */
public record UpstreamError(
        Dialect dialect,
        int status,
        @Nullable String type,
        @Nullable String code,
        @Nullable String param,
        @Nullable String message,
        @Nullable Duration retryAfter,
        byte[] body) {

    public UpstreamError {
        body = body.clone();
    }

    /** A copy of the raw bytes. */
    @Override
    public byte[] body() {
        return body.clone();
    }

    public Optional<Duration> retryAfterHint() {
        return Optional.ofNullable(retryAfter);
    }

    /** The raw body as text. It may quote the caller's prompt: do not log it. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Without the provider's words and without the body. */
    @Override
    public String toString() {
        return "UpstreamError[" + dialect + " " + status + " type=" + type + " code=" + code + "]";
    }
}
