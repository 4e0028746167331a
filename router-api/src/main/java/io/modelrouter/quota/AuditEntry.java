package io.modelrouter.quota;

import java.time.Instant;

/**
 * The row that a change of an account left.
 *
 * @param change what was asked for
 * @param time when, by the store's clock
 * @param before the account right before
 * @param after the account right after
 */
public record AuditEntry(AccountChange change, Instant time, AccountBalance before, AccountBalance after) {

    /** The id of the change. */
    public String id() {
        return change.id();
    }
}
