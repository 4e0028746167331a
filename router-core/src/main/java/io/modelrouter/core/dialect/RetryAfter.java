package io.modelrouter.core.dialect;

import io.modelrouter.provider.HttpHeaders;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long an upstream asks to wait: {@code retry-after-ms}, or {@code Retry-After} in seconds or as an HTTP date (RFC 9110,
 * 10.2.3), clamped to 0..3600 s (R2.5).
 *
 * <p>Ask only for answers with an error status: Anthropic sends {@code retry-after} with successes too.
 */
public final class RetryAfter {
    /** The longest wait that is believed. */
    public static final Duration MAX = Duration.ofHours(1);

    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(MAX.toSeconds());
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

    private RetryAfter() {}

    /** What the headers ask for; null if nothing, or nothing readable. */
    public static @Nullable Duration of(HttpHeaders headers, InstantSource clock) {
        Optional<String> millis = headers.first("retry-after-ms");
        if (millis.isPresent()) {
            Duration wait = seconds(millis.get(), 3);
            if (wait != null) {
                return wait;
            }
        }
        Optional<String> value = headers.first("retry-after");
        if (value.isEmpty()) {
            return null;
        }
        Duration wait = seconds(value.get(), 0);
        return wait != null ? wait : untilDate(value.get(), clock.instant());
    }

    /** A number of seconds such as {@code 31}, {@code 0.5} or {@code 31.2s}; null if it is none. */
    public static @Nullable Duration ofSeconds(String text) {
        String trimmed = text.trim();
        return seconds(trimmed.endsWith("s") ? trimmed.substring(0, trimmed.length() - 1) : trimmed, 0);
    }

    /** The wait within the bounds that are believed. */
    public static Duration clamp(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(MAX) > 0 ? MAX : wait;
    }

    private static @Nullable Duration seconds(String text, int decimalsToShift) {
        String trimmed = text.trim();
        if (trimmed.isEmpty() || trimmed.length() > 32) {
            return null;
        }
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(trimmed).movePointLeft(decimalsToShift);
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
        if (seconds.signum() <= 0) {
            return Duration.ZERO;
        }
        if (seconds.compareTo(MAX_SECONDS) >= 0) {
            return MAX;
        }
        // Exact to the millisecond is enough, and a value like 1e-999999999 does not get expanded.
        return Duration.ofMillis((long) (seconds.doubleValue() * 1000));
    }

    private static @Nullable Duration untilDate(String text, Instant now) {
        try {
            return clamp(Duration.between(
                    now, ZonedDateTime.parse(text.trim(), HTTP_DATE).toInstant()));
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
