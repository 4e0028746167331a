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
    private final EndedPeriods ended = new EndedPeriods();

    @Nullable
    Account get(AccountId id) {
        return byId.get(id);
    }

    /** The account, or one with limit 0 that is not known yet. */
    Account getOrNew(AccountId id) {
        Account known = byId.get(id);
        return known == null ? new Account(id, QuotaLimit.of(0)) : known;
    }

    /** It changes now, and is known from then on. */
    void change(Account account, long now) {
        account.changedAt = now;
        if (byId.putIfAbsent(account.id, account) == null) {
            sorted.add(account.id);
            if (EndedPeriods.isPeriod(account.id)) {
                ended.add(account, now);
                // Two for each one that comes keeps them from piling up and the lock short.
                forget(now, 2);
            }
        }
    }

    /** Forgets accounts of periods that ended long ago, looking at so many at most. */
    void forget(long now, int most) {
        for (int i = 0; i < most; i++) {
            Account account = ended.poll(now, most - i);
            if (account == null) {
                return;
            }
            byId.remove(account.id);
            sorted.remove(account.id);
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
