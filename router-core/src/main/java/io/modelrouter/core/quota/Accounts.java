package io.modelrouter.core.quota;

import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** The accounts of the in-memory ledger. Its owner's lock guards them; only {@link #names} needs none. */
final class Accounts {
    private final Map<AccountId, Account> byId = new HashMap<>();
    private final NavigableSet<AccountId> sorted = new ConcurrentSkipListSet<>();

    @Nullable
    Account get(AccountId id) {
        return byId.get(id);
    }

    /** The account, or one with limit 0 that is not known yet. */
    Account getOrNew(AccountId id) {
        Account known = byId.get(id);
        return known == null ? new Account(id, QuotaLimit.of(0)) : known;
    }

    /** Makes it known. */
    void add(Account account) {
        if (byId.putIfAbsent(account.id, account) == null) {
            sorted.add(account.id);
        }
    }

    /** Ids in their order that begin with the prefix and come after the given one. */
    List<AccountId> names(String prefix, @Nullable AccountId after, int max) {
        NavigableSet<AccountId> rest = sorted;
        if (after != null && after.value().compareTo(prefix) >= 0) {
            rest = sorted.tailSet(after, false);
        } else if (!prefix.isEmpty()) {
            if (prefix.length() > 128) {
                return List.of();
            }
            rest = sorted.tailSet(new AccountId(prefix), true);
        }
        List<AccountId> names = new ArrayList<>();
        for (AccountId name : rest) {
            if (names.size() == max || !name.value().startsWith(prefix)) {
                break;
            }
            names.add(name);
        }
        return names;
    }
}
