package io.modelrouter.core.quota;

import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AuditEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest rows of the audit of the in-memory ledger, and with them the memory of which changes were made. Its owner's lock
 * guards the writing; reading needs no lock, so that a long look at the audit stops no call.
 */
final class AccountAudit {
    private final int maxRows;
    private final ConcurrentSkipListMap<Long, AuditEntry> rows = new ConcurrentSkipListMap<>();
    private final Map<String, Long> numbers = new ConcurrentHashMap<>();
    private long last;

    AccountAudit(int maxRows) {
        this.maxRows = maxRows;
    }

    /**
     * The row of a change that was made before; null if it was not.
     *
     * @throws AccountChangeException if another change has its id
     */
    @Nullable
    AuditEntry find(AccountChange change) {
        Long number = numbers.get(change.id());
        AuditEntry row = number == null ? null : rows.get(number);
        if (row != null && !row.change().equals(change)) {
            throw new AccountChangeException("the id " + change.id() + " was used for another change");
        }
        return row;
    }

    void add(AuditEntry row) {
        long number = ++last;
        rows.put(number, row);
        numbers.put(row.id(), number);
        if (rows.firstKey() <= number - maxRows) {
            numbers.remove(rows.pollFirstEntry().getValue().id());
        }
    }

    /** The rows of an account that are older than one of its rows, or all, newest first. */
    List<AuditEntry> page(AccountId account, @Nullable String before, int max) {
        Long end = before == null ? Long.valueOf(Long.MAX_VALUE) : numbers.get(before);
        if (end == null || before != null && !belongsTo(account, rows.get(end))) {
            return List.of();
        }
        List<AuditEntry> page = new ArrayList<>();
        for (AuditEntry row : rows.headMap(end).descendingMap().values()) {
            if (belongsTo(account, row)) {
                page.add(row);
                if (page.size() == max) {
                    break;
                }
            }
        }
        return List.copyOf(page);
    }

    private static boolean belongsTo(AccountId account, @Nullable AuditEntry row) {
        return row != null && row.change().account().equals(account);
    }
}
