package io.modelrouter.core.pipeline;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.pipeline.UnsettledCall.Settlement;
import io.modelrouter.core.quota.Charge;
import io.modelrouter.core.quota.LedgerRetry;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.Multipliers;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
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
    private final ToLongFunction<String> contextSizes;
    private final Thresholds thresholds;
    private final UnlimitedAccounts unlimited;
    private final Consumer<CallRecord> rewrite;
    private final LongSupplier nanoTime;
    private final Duration holdTime;
    private final boolean chargeFailedPrompts;
    private final UnheldCalls unheld;
    private final Queue<UnsettledCall> pending = new ArrayBlockingQueue<>(MOST_PENDING);

    /**
     * What a call came to.
     *
     * @param usageSuspect whether the provider's own counts were not believed
     * @param nanos charged, by the ledger's words once it has spoken; null where the model has no price
     * @param rates the price that was used; null where there was none
     * @param multipliers the factors on it
     * @param group by which the caller used the serving channel; null where none served
     * @param overage the largest part of it beyond an account's limit, by the ledger's words
     * @param settlement what became of the hold; null where there was none or the ledger has not said it
     * @param accounts how the accounts stood right after; empty where the ledger did not say it
     * @param unsettled what waits for the ledger; null where nothing does
     */
    record Outcome(
            Usage usage,
            UsageSource source,
            boolean usageSuspect,
            @Nullable Long nanos,
            @Nullable Price rates,
            Multipliers multipliers,
            @Nullable String group,
            long overage,
            @Nullable ReservationState settlement,
            List<AccountState> accounts,
            @Nullable UnsettledCall unsettled) {

        /** Adds what the call came to. */
        CallRecord.Builder on(CallRecord.Builder record) {
            return record.usage(usage)
                    .source(source)
                    .usageSuspect(usageSuspect)
                    .cost(nanos)
                    .rates(rates)
                    .multipliers(multipliers)
                    .group(group)
                    .overage(overage)
                    .settlement(settlement);
        }

        private Outcome settled(Sent sent) {
            Settlement said = sent.settlement;
            return new Outcome(
                    usage,
                    source,
                    usageSuspect,
                    said == null || nanos == null ? nanos : Long.valueOf(said.charged()),
                    rates,
                    multipliers,
                    group,
                    said == null ? 0 : said.overage(),
                    said == null ? null : said.state(),
                    sent.accounts,
                    sent.unsettled);
        }
    }

    /** The outcome of a call that was never admitted, and what a released hold came to. */
    static final Outcome NOTHING = new Outcome(
            Usage.NONE, UsageSource.REPORTED, false, 0L, null, Multipliers.NONE, null, 0, null, List.of(), null);

    /** What became of an attempt to tell the ledger: its words, or what waits. */
    private record Sent(
            @Nullable Settlement settlement,
            List<AccountState> accounts,
            @Nullable UnsettledCall unsettled) {}

    /**
     * @param contextSizes the most tokens that models can have before them, by their upstream names
     * @param rewrite takes records again that were written before the ledger had spoken
     */
    Settler(
            QuotaLedger ledger,
            LedgerRetry retry,
            ToLongFunction<String> contextSizes,
            Thresholds thresholds,
            UnlimitedAccounts unlimited,
            Consumer<CallRecord> rewrite,
            LongSupplier nanoTime,
            RouterSettings settings) {
        this.ledger = ledger;
        this.retry = retry;
        this.contextSizes = contextSizes;
        this.thresholds = thresholds;
        this.unlimited = unlimited;
        this.unheld = new UnheldCalls(ledger);
        this.rewrite = rewrite;
        this.nanoTime = nanoTime;
        this.holdTime = settings.quota().holdTime();
        this.chargeFailedPrompts = settings.quota().chargeFailedPrompts();
    }

    /** Ends the hold of a call, if it has one. Called once for each call. */
    Outcome settle(CallSession session) {
        Admission.Hold hold = session.hold;
        if (hold == null) {
            return NOTHING;
        }
        Exchange exchange = session.exchange;
        Candidate spentOn = session.spentOn;
        boolean promptSpent = session.promptSpent && spentOn != null && chargeFailedPrompts;
        if (exchange == null && !promptSpent) {
            return NOTHING.settled(send(unsettled(session, hold, null, UsageSource.REPORTED)));
        }
        Charge charge = exchange == null ? Charge.ofPrompt(hold.prompt().exact()) : charge(exchange, hold);
        Candidate served = exchange == null ? Objects.requireNonNull(spentOn) : exchange.candidate;
        Outcome outcome = outcome(charge, exchange != null && exchange.usageSuspect(), served, exchange != null, hold);
        if (exchange == null && session.key != null) {
            return outcome.settled(chargeBesideTheKey(session, hold, outcome));
        }
        return outcome.settled(send(unsettled(session, hold, charged(outcome), charge.source())));
    }

    /**
     * A client's key names a call that was answered. One that failed is to be repeated with it, and what its prompt cost is
     * charged under the call's own id.
     */
    private Sent chargeBesideTheKey(CallSession session, Admission.Hold hold, Outcome outcome) {
        send(unsettled(session, hold, null, UsageSource.REPORTED));
        return send(new UnsettledCall(
                new ReservationId(session.id),
                charged(outcome),
                outcome.source(),
                hold.watched(),
                session.renewedNanos,
                hold.terms()));
    }

    /** Ends the hold of a run that went on when its call was over. Called once for each run, whose call was not settled. */
    Outcome settle(BackgroundRun run) {
        Outcome outcome = accrued(run);
        return outcome.settled(send(new UnsettledCall(
                run.reservation,
                charged(outcome),
                outcome.source(),
                run.hold.watched(),
                run.renewedNanos,
                run.hold.held() ? null : run.hold.terms())));
    }

    /** What a run has come to so far, by all that is known of it; nothing is told the ledger. */
    Outcome accrued(BackgroundRun run) {
        BodyTally told = run.tally();
        Charge charge = charge(
                told.usage(),
                told.usageReported(),
                run.hasCome(),
                told.outputChars(),
                told::outputChars,
                run.candidate,
                run.hold);
        return outcome(charge, told.usageSuspect(), run.candidate, true, run.hold);
    }

    /**
     * Keeps the hold of a run, and tells the ledger what it has come to, so that the expiry can charge it.
     *
     * @throws LedgerUnavailableException if it is away
     */
    void renew(BackgroundRun run) {
        long accrued = charged(accrued(run));
        if (!run.hold.held()) {
            if (!holdNow(run.reservation, run.hold)) {
                return;
            }
            run.hold = run.hold.granted();
        }
        if (ledger.renew(run.reservation, holdTime, accrued) == RenewResult.OK) {
            run.renewedNanos = nanoTime.getAsLong();
        } else {
            // It keeps its time, so that its settlement asks whether it comes late.
            run.gone = true;
        }
        run.accrued = accrued;
    }

    /**
     * Holds what was admitted while the ledger was away, now that it is back; whether it is held.
     *
     * @throws LedgerUnavailableException if it is away again
     */
    boolean holdNow(ReservationId id, Admission.Hold wanted) {
        HoldTerms terms = wanted.terms();
        ReserveResult result = ledger.reserve(id, terms.accounts(), terms.amount(), terms.ttl());
        return !(result instanceof ReserveResult.Insufficient);
    }

    /** Whether {@link #renew} is due: at a third of the hold time, and when there is more to charge. */
    boolean isRenewalDue(BackgroundRun run) {
        if (run.gone) {
            return false;
        }
        return nanoTime.getAsLong() - run.renewedNanos >= holdTime.toNanos() / 3 || charged(accrued(run)) > run.accrued;
    }

    private static Outcome outcome(
            Charge charge, boolean suspect, Candidate served, boolean answered, Admission.Hold hold) {
        Price price = hold.rates().price(served);
        Multipliers multipliers = hold.rates().multipliers(served);
        return new Outcome(
                charge.usage(),
                charge.source(),
                suspect || answered && charge.suspect(),
                price == null ? null : cost(charge, price, multipliers, hold),
                price,
                multipliers,
                answered ? hold.rates().group(served) : null,
                0,
                null,
                List.of(),
                null);
    }

    /** A model without a price is confirmed with nothing. */
    private static long charged(Outcome outcome) {
        return outcome.nanos() == null ? 0 : outcome.nanos();
    }

    private static UnsettledCall unsettled(
            CallSession session, Admission.Hold hold, @Nullable Long nanos, UsageSource source) {
        return new UnsettledCall(
                session.reservation,
                nanos,
                source,
                hold.watched(),
                session.renewedNanos,
                hold.held() ? null : hold.terms());
    }

    private Charge charge(Exchange exchange, Admission.Hold hold) {
        return charge(
                exchange.usage(),
                exchange.usageReported(),
                exchange.complete(),
                exchange.outputChars(),
                () -> OutputChars.of(exchange),
                exchange.candidate,
                hold);
    }

    /**
     * @param ownChars asked for where the reported usage cannot be true
     */
    private Charge charge(
            Usage reported,
            boolean usageReported,
            boolean complete,
            long outputChars,
            LongSupplier ownChars,
            Candidate served,
            Admission.Hold hold) {
        if (Charge.isLong(reported) && Charge.exceeds(reported, contextSizes.applyAsLong(served.upstreamModel()))) {
            return Charge.own(ownChars.getAsLong(), hold.prompt().exact());
        }
        return Charge.of(reported, usageReported, complete, outputChars, hold.prompt()::exact);
    }

    /** What the call would cost if it ended now; null where the model has no price. */
    @Nullable
    Long preview(Exchange exchange, Admission.Hold hold) {
        Price price = hold.rates().price(exchange.candidate);
        return price == null
                ? null
                : cost(charge(exchange, hold), price, hold.rates().multipliers(exchange.candidate), hold);
    }

    private static long cost(Charge charge, @Nullable Price price, Multipliers multipliers, Admission.Hold hold) {
        try {
            return charge.nanos(price, multipliers.product());
        } catch (ArithmeticException e) {
            LOG.error("A reported usage is too large to price; the hold is charged instead");
            return hold.amount();
        }
    }

    private Sent send(UnsettledCall call) {
        try {
            Told told = retry.call(() -> apply(call));
            return new Sent(
                    settlement(call, told),
                    told.result instanceof SettleResult.Done done ? done.accounts() : List.of(),
                    null);
        } catch (LedgerUnavailableException e) {
            LOG.warn("The ledger could not be reached to settle call {}; it is tried again", call.id);
        } catch (RuntimeException e) {
            LOG.error("The ledger failed to settle call {}; it is tried again", call.id, e);
        }
        later(call);
        return new Sent(null, List.of(), call);
    }

    private void later(UnsettledCall call) {
        if (!pending.offer(call)) {
            LOG.error("The queue of unsettled calls is full; the expiry will settle call {}", call.id);
        }
    }

    /**
     * What the ledger said.
     *
     * @param now how accounts stand that a share may have been passed of unseen, because the first answer was lost
     */
    private record Told(SettleResult result, List<AccountState> now) {}

    private Told apply(UnsettledCall call) {
        SettleResult result = call.terms == null ? settle(call) : unheld.settle(call, call.terms);
        boolean lost = result instanceof SettleResult.Replay replay && replay.charged() > 0;
        return new Told(result, lost && thresholds.any() ? balances(call.watched) : List.of());
    }

    private SettleResult settle(UnsettledCall call) {
        return call.nanos == null
                ? ledger.release(call.id, "nothing was answered")
                : ledger.confirm(call.id, call.nanos, call.source);
    }

    private List<AccountState> balances(Set<AccountId> accounts) {
        List<AccountState> states = new ArrayList<>();
        for (AccountId account : accounts) {
            ledger.balance(account).ifPresent(balance -> states.add(new AccountState(account, balance)));
        }
        return states;
    }

    /** What the ledger said, and what follows from it. */
    private Settlement settlement(UnsettledCall call, Told told) {
        SettleResult result = told.result;
        if (result instanceof SettleResult.Replay replay) {
            thresholds.chargedBefore(told.now);
            return new Settlement(replay.state(), replay.charged(), replay.overage());
        }
        if (result instanceof SettleResult.Done done) {
            unlimited.told(done.accounts());
            thresholds.charged(done, call.watched);
            return new Settlement(state(call), done.charged(), done.overage());
        }
        LOG.error("The ledger does not know the hold of call {}; {} nano-credits are not charged", call.id, call.nanos);
        return new Settlement(null, 0, 0);
    }

    /** The state that this settlement made. Whether it came after the expiry only a repeat tells. */
    private ReservationState state(UnsettledCall call) {
        if (call.nanos == null) {
            return ReservationState.RELEASED;
        }
        if (nanoTime.getAsLong() - call.renewedNanos >= holdTime.toNanos()) {
            try {
                if (settle(call) instanceof SettleResult.Replay replay) {
                    return replay.state();
                }
            } catch (RuntimeException e) {
                LOG.warn("The ledger could not be asked whether call {} was settled late", call.id);
            }
        }
        return ReservationState.CONFIRMED;
    }

    /** The record of a call whose settlement waits was written; it is written again when the ledger has spoken. */
    void recorded(Outcome outcome, CallRecord record) {
        if (outcome.unsettled != null) {
            rewrite(outcome.unsettled.recorded(record));
        }
    }

    private void rewrite(@Nullable CallRecord record) {
        if (record != null) {
            rewrite.accept(record);
        }
    }

    /**
     * Releases a reservation whose fate is unknown, now or as soon as the ledger answers (R1.6). One by a client's key may be
     * another call's, which the ledger tells by its terms.
     */
    void releaseUnclear(CallSession call, Admission.Hold wanted) {
        later(new UnsettledCall(
                call.reservation,
                null,
                UsageSource.REPORTED,
                Set.of(),
                nanoTime.getAsLong(),
                call.key == null ? null : wanted.terms()));
    }

    /**
     * Whether a call may go out that the ledger could not be asked for (R1.10): it is an option, the accounts had no limit
     * when they were last heard of, no budget counts, and there is room to remember what it costs.
     */
    boolean admitsUnheld(Admission.Hold wanted) {
        return wanted.periods().isEmpty()
                && unlimited.all(wanted.terms().accounts())
                && pending.size() < MOST_PENDING / 2;
    }

    /** Tries what waits, until the ledger fails again or nothing is left. */
    void retryPending() {
        List<UnsettledCall> again = new ArrayList<>();
        try {
            retryPending(again);
        } finally {
            again.forEach(this::later);
        }
    }

    private void retryPending(List<UnsettledCall> again) {
        UnsettledCall next;
        while ((next = pending.poll()) != null) {
            try {
                rewrite(next.settled(settlement(next, apply(next))));
            } catch (LedgerUnavailableException e) {
                later(next);
                return;
            } catch (RuntimeException e) {
                if (next.terms != null && next.nanos != null) {
                    LOG.error("Call {}, which has no hold, cannot be settled; it is tried again", next.id, e);
                    again.add(next);
                } else {
                    LOG.error("Call {} cannot be settled; the expiry of its hold will do it", next.id, e);
                }
            }
        }
    }

    int pendingCount() {
        return pending.size();
    }
}
