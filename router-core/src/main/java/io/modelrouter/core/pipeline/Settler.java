package io.modelrouter.core.pipeline;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.quota.Charge;
import io.modelrouter.core.quota.LedgerRetry;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.UsageSource;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where holds end: the table "what is charged". A settlement that does not reach the ledger waits in a
 * bounded queue and is tried again by {@link #retryPending}; what is still there when the process dies is settled by the
 * hold's expiry.
 */
final class Settler {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final int MOST_PENDING = 10_000;

    private final QuotaLedger ledger;
    private final LedgerRetry retry;
    private final Queue<Pending> pending = new ArrayBlockingQueue<>(MOST_PENDING);

    private record Pending(ReservationId id, @Nullable Long nanos, UsageSource source) {}

    /**
     * What a call came to.
     *
     * @param nanos charged; null where the model has no price
     */
    record Outcome(
            Usage usage, UsageSource source, @Nullable Long nanos) {}

    /** The outcome of a call that was never admitted. */
    static final Outcome NOTHING = new Outcome(Usage.NONE, UsageSource.REPORTED, 0L);

    Settler(QuotaLedger ledger, LedgerRetry retry) {
        this.ledger = ledger;
        this.retry = retry;
    }

    /** Ends the hold of a call, if it has one. Called once for each call. */
    Outcome settle(CallSession session) {
        Admission.Hold hold = session.hold;
        if (hold == null) {
            return NOTHING;
        }
        ReservationId id = new ReservationId(session.id);
        Exchange exchange = session.exchange;
        if (exchange == null && (!session.promptSpent || session.spentOn == null)) {
            send(new Pending(id, null, UsageSource.REPORTED));
            return NOTHING;
        }
        Charge charge;
        Candidate served;
        if (exchange == null) {
            charge = Charge.of(Usage.NONE, false, false, 0, hold.promptTokens());
            served = Objects.requireNonNull(session.spentOn);
        } else {
            charge = charge(exchange, hold);
            served = exchange.candidate;
        }
        Price price = hold.price(served);
        long nanos = cost(charge, price, served.channel().multiplier(), hold);
        send(new Pending(id, nanos, charge.source()));
        return new Outcome(charge.usage(), charge.source(), price == null ? null : nanos);
    }

    private static Charge charge(Exchange exchange, Admission.Hold hold) {
        return Charge.of(
                exchange.usage(),
                exchange.usageReported(),
                exchange.complete(),
                exchange.outputChars(),
                hold.promptTokens());
    }

    /** What the call would cost if it ended now; null where the model has no price. */
    @Nullable
    Long preview(Exchange exchange, Admission.Hold hold) {
        Price price = hold.price(exchange.candidate);
        return price == null
                ? null
                : cost(
                        charge(exchange, hold),
                        price,
                        exchange.candidate.channel().multiplier(),
                        hold);
    }

    private static long cost(Charge charge, @Nullable Price price, BigDecimal multiplier, Admission.Hold hold) {
        try {
            return charge.nanos(price, multiplier);
        } catch (ArithmeticException e) {
            LOG.error("A reported usage is too large to price; the hold is charged instead");
            return hold.amount();
        }
    }

    private void send(Pending settlement) {
        try {
            retry.call(() -> apply(settlement));
        } catch (LedgerUnavailableException e) {
            if (pending.offer(settlement)) {
                LOG.warn("The ledger could not be reached to settle call {}; it is tried again", settlement.id);
            } else {
                LOG.error("The queue of unsettled calls is full; the expiry will settle call {}", settlement.id);
            }
        }
    }

    private Object apply(Pending settlement) {
        return settlement.nanos == null
                ? ledger.release(settlement.id, "nothing was answered")
                : ledger.confirm(settlement.id, settlement.nanos, settlement.source);
    }

    /** Releases a reservation whose fate is unknown, now or as soon as the ledger answers (R1.6). */
    void releaseUnclear(ReservationId id) {
        if (!pending.offer(new Pending(id, null, UsageSource.REPORTED))) {
            LOG.error("The queue of unsettled calls is full; the expiry will release call {}", id);
        }
    }

    /** Tries what waits, until the ledger fails again or nothing is left. */
    void retryPending() {
        Pending next;
        while ((next = pending.peek()) != null) {
            try {
                apply(next);
            } catch (LedgerUnavailableException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("Call {} cannot be settled; the expiry of its hold will do it", next.id, e);
            }
            pending.poll();
        }
    }

    int pendingCount() {
        return pending.size();
    }
}
