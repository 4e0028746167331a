package io.modelrouter.testkit;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLimit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of {@link LedgerModel} that remembers what administrators and configurations did. Forgets nothing. */
final class AuditModel {
    private final List<AuditEntry> rows = new ArrayList<>();
    private final Map<AccountId, QuotaLimit> configured = new HashMap<>();

    /**
     * The row of this change if it was made before.
     *
     * @throws AccountChangeException if another change has its id
     */
    Optional<AuditEntry> find(AccountChange change) {
        Optional<AuditEntry> row =
                rows.stream().filter(r -> r.id().equals(change.id())).findFirst();
        if (row.isPresent() && !row.get().change().equals(change)) {
            throw new AccountChangeException("the id " + change.id() + " was used for another change");
        }
        return row;
    }

    AuditEntry add(AccountChange change, Instant time, AccountBalance before, AccountBalance after) {
        AuditEntry row = new AuditEntry(change, time, before, after);
        rows.add(row);
        return row;
    }

    /** Remembers what is configured; false if that was configured the last time too. */
    boolean configure(AccountId account, QuotaLimit limit) {
        return !limit.equals(configured.put(account, limit));
    }

    /** An id that no row has. */
    String newId() {
        return "configuration-" + rows.size();
    }

    List<AuditEntry> page(AccountId account, @Nullable String before, int max) {
        List<AuditEntry> newestFirst = new ArrayList<>();
        for (AuditEntry row : rows) {
            if (row.change().account().equals(account)) {
                newestFirst.add(0, row);
            }
        }
        int start = 0;
        if (before != null) {
            List<String> ids = newestFirst.stream().map(AuditEntry::id).toList();
            start = ids.contains(before) ? ids.indexOf(before) + 1 : ids.size();
        }
        return newestFirst.stream().skip(start).limit(max).toList();
    }
}
