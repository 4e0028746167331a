package io.modelrouter.starter.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationUnit;

/**
 * What an account may spend within a time, as it was written.
 *
 * @param window day, month or rolling
 * @param length of a rolling window, at least a minute
 * @param steps in which a rolling window moves on, 1 to 60; default 12
 * @param quota credits (USD)
 */
public record BudgetEntry(
        @Nullable Window window,
        @Nullable @DurationUnit(ChronoUnit.SECONDS) Duration length,
        @Nullable Integer steps,
        @Nullable BigDecimal quota) {

    /** The times that a budget may be for. */
    public enum Window {
        /** A calendar day. */
        DAY,
        /** A calendar month. */
        MONTH,
        /** The last so many hours or days. */
        ROLLING
    }
}
