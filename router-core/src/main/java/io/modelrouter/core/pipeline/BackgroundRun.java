package io.modelrouter.core.pipeline;

import io.modelrouter.channel.Secret;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.RunReport;
import io.modelrouter.core.dialect.RunReport.State;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.ReservationId;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is still being made upstream although its call is over, with all that its settlement and record will need,
 * and nothing that is large. Thread-safe.
 */
final class BackgroundRun {
    final String callId;
    /** Its hold in the ledger. */
    final ReservationId reservation;
    /** The token's name: nobody else can ask for the answer. */
    final String caller;
    /** By which the upstream knows it. */
    final String responseId;
    /** Who makes it. */
    final Candidate candidate;
    /** With which it was asked for, since an upstream may hide it from its other keys; null where the channel has none. */
    final @Nullable Secret key;

    volatile Admission.Hold hold;
    /** All but what is known at the end. */
    final CallRecord record;

    final long startedNanos;
    volatile long renewedNanos;
    /** How often the upstream was asked. */
    final AtomicInteger looks = new AtomicInteger();

    /** Whether the ledger has ended its hold already. */
    volatile boolean gone;

    /** What the ledger was told of its cost. */
    volatile long accrued;

    private volatile boolean missed;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile RunReport report;

    BackgroundRun(
            CallSession call,
            Exchange exchange,
            Admission.Hold hold,
            @Nullable Secret key,
            RunReport report,
            CallRecord record) {
        this.callId = call.id;
        this.reservation = call.reservation;
        this.caller = call.token.name();
        this.responseId = report.id();
        this.candidate = exchange.candidate;
        this.key = key;
        this.hold = hold;
        this.record = record;
        this.startedNanos = call.startedNanos;
        this.renewedNanos = call.renewedNanos;
        this.report = report;
    }

    /** Keeps the news; of two that know no usage, what is longer. Once it has come to its end there is none. */
    synchronized void told(RunReport news) {
        BodyTally before = report.tally();
        BodyTally now = news.tally();
        if (hasCome() || !news.id().equals(responseId)) {
            return;
        }
        BodyTally known = new BodyTally(
                now.usageReported() ? now.usage() : before.usage().max(now.usage()),
                before.usageReported() || now.usageReported(),
                before.usageSuspect() || now.usageSuspect(),
                -1,
                Math.max(before.outputChars(), now.outputChars()),
                null);
        report = new RunReport(responseId, news.state(), known);
    }

    BodyTally tally() {
        return report.tally();
    }

    State state() {
        return report.state();
    }

    /** Whether the upstream has said that it is over. */
    boolean hasCome() {
        return !report.isRunning();
    }

    /** Whether it was not there twice in a row: now and then an upstream says so of what it has. */
    boolean isGone(RunLook.Seen seen) {
        boolean before = missed;
        missed = seen.gone();
        return before && seen.gone();
    }

    /** True for the one who shall settle it. */
    boolean beginEnd() {
        return ended.compareAndSet(false, true);
    }

    boolean hasEnded() {
        return ended.get();
    }
}
