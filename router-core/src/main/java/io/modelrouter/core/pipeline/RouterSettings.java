package io.modelrouter.core.pipeline;

import io.modelrouter.core.health.HealthSettings;
import java.time.Duration;

/**
 * How a router behaves, beside what its collaborators decide, by topic. Immutable. Made by {@link #builder()}, which has every
 * setting under a name of its own.
 *
 * @param maxAttempts attempts a call may take; default 3 (R2.3)
 * @param backgroundRuns how runs of {@code background: true} are looked after when their calls are over
 * @param recordRetention how long the history keeps records of calls; default 30 days, zero for ever. Their daily sums stay
 * @param modelListRefresh how old an upstream's list of models may become before it is asked for again; default 10 min, zero:
 *     never asked
 */
public record RouterSettings(
        int maxAttempts,
        QuotaSettings quota,
        AdmissionSettings admission,
        AnswerSettings answers,
        ResponseMemorySettings responseMemory,
        IdempotencySettings idempotency,
        TokenCountSettings tokenCounts,
        HealthSettings health,
        BackgroundSettings backgroundRuns,
        Duration recordRetention,
        Duration modelListRefresh) {

    /** Every setting at its default. */
    public static final RouterSettings DEFAULT = builder().build();

    /** Collects settings, each at its default. */
    public static RouterSettingsBuilder builder() {
        return new RouterSettingsBuilder();
    }

    /** Collects settings, each as it is here. */
    public RouterSettingsBuilder toBuilder() {
        return new RouterSettingsBuilder(this);
    }
}
