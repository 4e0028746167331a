package io.modelrouter.starter.actuate;

import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.Credits;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A row of the audit as the endpoint writes it.
 *
 * @param credits of a top-up or a correction
 */
record AuditView(
        String id,
        String time,
        String kind,
        @Nullable BigDecimal credits,
        String actor,
        String reason,
        AccountView before,
        AccountView after) {

    static AuditView of(AuditEntry entry) {
        AccountChange change = entry.change();
        String account = change.account().value();
        return new AuditView(
                change.id(),
                entry.time().toString(),
                Words.of(change.kind()),
                change.kind() == AccountChange.Kind.LIMIT ? null : Credits.ofNanos(change.amount()),
                change.actor(),
                change.reason(),
                AccountView.of(account, entry.before()),
                AccountView.of(account, entry.after()));
    }
}
