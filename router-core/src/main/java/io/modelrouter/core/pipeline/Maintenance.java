package io.modelrouter.core.pipeline;

import io.modelrouter.core.record.RecordRetention;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.RenewResult;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens beside the calls: looking after streams each second, after holds, limits and unsettled calls every ten, or more often. */
final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final int EXPIRE_AT_ONCE = 1_000;
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(10);
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(100);

    private final QuotaLedger ledger;
    private final Settler settler;
    private final CallLimits limits;
    private final ActiveCalls active;
    private final BackgroundRuns runs;
    private final StreamWatch watch;
    private final LongSupplier nanos;
    private final Duration holdTime;

    Maintenance(
            QuotaLedger ledger,
            Settler settler,
            CallLimits limits,
            ActiveCalls active,
            BackgroundRuns runs,
            StreamWatch watch,
            LongSupplier nanos,
            Duration holdTime) {
        this.ledger = ledger;
        this.settler = settler;
        this.limits = limits;
        this.active = active;
        this.runs = runs;
        this.watch = watch;
        this.nanos = nanos;
        this.holdTime = holdTime;
    }

    void start(ScheduledExecutorService timer, Executor executor) {
        timer.scheduleWithFixedDelay(watch::tick, 1, 1, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        executor.execute(this::tend);
                    } catch (RejectedExecutionException e) {
                        LOG.warn("The executor is full; ledger and limits are tended later");
                    }
                },
                period(holdTime).toMillis(),
                period(holdTime).toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Ten seconds, or less where holds are so short that they would end before they are renewed (R1.8). */
    static Duration period(Duration holdTime) {
        Duration third = holdTime.dividedBy(3);
        if (third.compareTo(LONGEST_PERIOD) > 0) {
            return LONGEST_PERIOD;
        }
        return third.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : third;
    }

    void tend() {
        limits.tend(active.all());
        tendLedger();
    }

    /** Has old records forgotten, every ten minutes. */
    void startRetention(ScheduledExecutorService timer, Executor executor, RecordRetention retention) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        executor.execute(retention::tend);
                    } catch (RejectedExecutionException e) {
                        LOG.warn("The executor is full; old records are forgotten later");
                    }
                },
                1,
                10,
                TimeUnit.MINUTES);
    }

    /** Renews holds at a third of their time, expires those that are due, settles what could not be settled before. */
    private void tendLedger() {
        try {
            settler.retryPending();
            renew();
            while (ledger.expireDue(EXPIRE_AT_ONCE) == EXPIRE_AT_ONCE) {
                LOG.warn("{} holds had expired at once", EXPIRE_AT_ONCE);
            }
        } catch (LedgerUnavailableException e) {
            LOG.warn("The ledger cannot be reached; holds are tended later");
        } catch (RuntimeException e) {
            LOG.error("Tending the ledger failed", e);
        }
    }

    private void renew() {
        long now = nanos.getAsLong();
        for (CallSession call : active.all()) {
            Admission.Hold hold = call.hold;
            if (hold != null && !call.hasEnded() && now - call.renewedNanos >= holdTime.toNanos() / 3) {
                Exchange exchange = call.exchange;
                if (!hold.held() && !heldNow(call, hold)) {
                    continue;
                }
                Long accrued = exchange == null ? null : settler.preview(exchange, hold);
                long soFar = accrued == null ? 0 : Math.max(0, accrued);
                // One that is gone keeps its time, so that its settlement asks whether it comes late.
                if (ledger.renew(call.reservation, holdTime, soFar) == RenewResult.OK) {
                    call.renewedNanos = now;
                }
            }
        }
        for (BackgroundRun run : runs.all()) {
            if (!run.hasEnded() && settler.isRenewalDue(run)) {
                settler.renew(run);
            }
        }
    }

    /** A call that was admitted while the ledger was away gets its hold now that it is back. */
    private boolean heldNow(CallSession call, Admission.Hold hold) {
        boolean held = settler.holdNow(call.reservation, hold);
        if (held) {
            call.hold = hold.granted();
        }
        return held;
    }
}
