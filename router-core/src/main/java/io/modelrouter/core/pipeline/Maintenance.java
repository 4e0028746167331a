package io.modelrouter.core.pipeline;

import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.ReservationId;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens beside the calls: looking after streams each second, after holds, limits and unsettled calls every ten. */
final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final int EXPIRE_AT_ONCE = 1_000;

    private final QuotaLedger ledger;
    private final Settler settler;
    private final CallLimits limits;
    private final ActiveCalls active;
    private final StreamWatch watch;
    private final LongSupplier nanos;
    private final Duration holdTime;

    Maintenance(
            QuotaLedger ledger,
            Settler settler,
            CallLimits limits,
            ActiveCalls active,
            StreamWatch watch,
            LongSupplier nanos,
            Duration holdTime) {
        this.ledger = ledger;
        this.settler = settler;
        this.limits = limits;
        this.active = active;
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
                10,
                10,
                TimeUnit.SECONDS);
    }

    void tend() {
        limits.tend(active.all());
        tendLedger();
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
                Long accrued = exchange == null ? null : settler.preview(exchange, hold);
                ledger.renew(new ReservationId(call.id), holdTime, accrued == null ? 0 : Math.max(0, accrued));
                call.renewedNanos = now;
            }
        }
    }
}
