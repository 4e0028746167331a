package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;

/** The words in which the contract of a ledger is written. */
abstract class LedgerContractBase {
    static final AccountId TEAM = new AccountId("team");
    static final AccountId USER = new AccountId("user");
    static final Duration TTL = Duration.ofMinutes(10);

    static final ReserveResult GRANTED = new ReserveResult.Granted();
    static final ReserveResult CONFLICT = new ReserveResult.Conflict();

    private ManualClock manualClock = new ManualClock();
    private QuotaLedger quotaLedger = new LedgerModel(manualClock);

    /**
     * An empty ledger that runs by this clock. Called once for each test, and several times by the random histories; it may
     * be the same store, emptied.
     */
    protected abstract QuotaLedger newLedger(ManualClock clock);

    @BeforeEach
    void openTheBooks() {
        manualClock = new ManualClock();
        quotaLedger = newLedger(manualClock);
    }

    final ManualClock clock() {
        return manualClock;
    }

    final QuotaLedger ledger() {
        return quotaLedger;
    }

    final void limit(AccountId account, long nanos) {
        ledger().setLimit(account, QuotaLimit.of(nanos));
    }

    final ReserveResult reserve(String id, long amount, AccountId... accounts) {
        return ledger().reserve(new ReservationId(id), List.of(accounts), amount, TTL);
    }

    /** Reserves and insists that it was granted. */
    final void hold(String id, long amount, AccountId... accounts) {
        assertThat(reserve(id, amount, accounts)).isEqualTo(GRANTED);
    }

    final SettleResult confirm(String id, long actual) {
        return withoutBalances(ledger().confirm(new ReservationId(id), actual, UsageSource.REPORTED));
    }

    final SettleResult release(String id) {
        return withoutBalances(ledger().release(new ReservationId(id), "test"));
    }

    final void renew(String id, long accrued) {
        ledger().renew(new ReservationId(id), TTL, accrued);
    }

    /** The time of all holds passes, and they are expired. */
    final int expireAll() {
        clock().advance(TTL);
        return ledger().expireDue(1_000);
    }

    final void assertBalance(AccountId account, long held, long used, long overage) {
        AccountBalance balance = ledger().balance(account).orElseThrow();
        assertThat(balance)
                .as("balance of %s", account)
                .isEqualTo(new AccountBalance(balance.limit(), held, used, overage));
    }

    static SettleResult done(long charged, long overage) {
        return new SettleResult.Done(charged, overage, List.of());
    }

    /** Most rules are about what was charged; the balances that come with it have rules of their own. */
    static SettleResult withoutBalances(SettleResult result) {
        return result instanceof SettleResult.Done done ? done(done.charged(), done.overage()) : result;
    }

    static SettleResult replay(ReservationState state, long charged, long overage) {
        return new SettleResult.Replay(state, charged, overage);
    }

    static ReserveResult replay(ReservationState state) {
        return new ReserveResult.Replay(state);
    }

    static SettleResult unknown() {
        return new SettleResult.Unknown();
    }

    static ReserveResult insufficient(AccountId account) {
        return new ReserveResult.Insufficient(account);
    }

    /** What each of several threads does. */
    interface Work {
        List<?> of(int thread) throws Exception;
    }

    /** Lets so many threads start at once and collects what they give. */
    static List<Object> together(int threads, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Callable<List<?>>> tasks = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                tasks.add(() -> {
                    start.await();
                    return work.of(thread);
                });
            }
            List<Object> results = new ArrayList<>();
            for (Future<List<?>> future : pool.invokeAll(tasks)) {
                results.addAll(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
