package io.modelrouter.core.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.QuotaLimit;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Accounts that had no limit when the ledger last told of them, for the time when it cannot be asked (R1.10). What nobody
 * told is not known: an account is first heard of with the first settlement on this node. At most 10,000, each for a day after
 * it was last heard of. Thread-safe.
 */
final class UnlimitedAccounts {
    private static final int MOST = 10_000;
    private static final Duration KEEP = Duration.ofHours(24);

    private final @Nullable Cache<AccountId, Boolean> seen;

    /**
     * @param wanted whether anything is to be known
     */
    UnlimitedAccounts(boolean wanted, LongSupplier nanos) {
        seen = wanted
                ? Caffeine.newBuilder()
                        .maximumSize(MOST)
                        .expireAfterWrite(KEEP)
                        .ticker(nanos::getAsLong)
                        .executor(Runnable::run)
                        .build()
                : null;
    }

    /** The ledger told how accounts stand. */
    void told(List<AccountState> states) {
        if (seen == null) {
            return;
        }
        for (AccountState state : states) {
            if (state.balance().limit() instanceof QuotaLimit.Unlimited) {
                seen.put(state.account(), true);
            } else {
                seen.invalidate(state.account());
            }
        }
    }

    /** Whether every one of them had no limit; never true without accounts. */
    boolean all(List<AccountId> accounts) {
        return seen != null
                && !accounts.isEmpty()
                && accounts.stream().allMatch(account -> seen.getIfPresent(account) != null);
    }
}
