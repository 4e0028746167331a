package io.modelrouter.quota;

import java.util.OptionalLong;

/**
 * An account at one moment, in nano-credits.
 *
 * @param limit the bound, or unlimited
 * @param held sum of the holds that are still open
 * @param used what was charged within the limit
 * @param overage what was charged beyond it; while it is over 0 the account gets no new hold
 */
public record AccountBalance(QuotaLimit limit, long held, long used, long overage) {

    /** What a new hold may take; negative only after an administrator lowered the limit; empty if unlimited. */
    public OptionalLong available() {
        OptionalLong bound = limit.nanos();
        return bound.isEmpty() ? bound : OptionalLong.of(bound.getAsLong() - held - used - overage);
    }
}
