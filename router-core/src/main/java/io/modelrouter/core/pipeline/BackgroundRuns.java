package io.modelrouter.core.pipeline;

import io.modelrouter.core.dialect.RunReport;
import io.modelrouter.core.limit.InFlightLimit;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.OpenAiStoredResponseRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.RawJson;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs whose calls are over and whose cost nobody knows yet. Each is settled and recorded once: when the caller's own
 * questions tell its end, when the upstream does that is asked from time to time, or when neither can be had any more.
 * Thread-safe.
 */
final class BackgroundRuns {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundRuns.class);
    /** Questions to one channel at the same time: one that hangs keeps its own runs waiting alone. */
    private static final int MOST_LOOKS = 16;

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Map<Key, BackgroundRun> runs = new ConcurrentHashMap<>();
    private final InFlightLimit looks = new InFlightLimit(MOST_LOOKS);
    private final RunLook look;
    private final Settler settler;
    private final RecordQueue records;
    private final Listeners listeners;
    private final Executor executor;
    private final Alarm alarm;
    private final LongSupplier nanos;
    private final BackgroundSettings settings;
    private volatile boolean closed;

    private record Key(String caller, String id) {}

    /** Runs something short after a while, on a thread of its own. */
    interface Alarm {
        /**
         * @throws RejectedExecutionException once the router closes
         */
        void after(Duration delay, Runnable task);
    }

    BackgroundRuns(
            RunLook look,
            Settler settler,
            RecordQueue records,
            Listeners listeners,
            Executor executor,
            Alarm alarm,
            LongSupplier nanos,
            BackgroundSettings settings) {
        this.look = look;
        this.settler = settler;
        this.records = records;
        this.listeners = listeners;
        this.executor = executor;
        this.alarm = alarm;
        this.nanos = nanos;
        this.settings = settings;
    }

    /** Whether the answer is to be made while nobody waits for it. */
    static boolean isAsked(RouterRequest request) {
        return request instanceof OpenAiResponsesRequest
                && request.operation().isEmpty()
                && request.get("background").flatMap(RawJson::asBoolean).orElse(false);
    }

    /** What a call leaves running upstream when it is over; null where nothing. */
    static @Nullable RunReport leftBy(CallSession call) {
        Exchange exchange = call.exchange;
        if (exchange == null || call.hold == null || !isAsked(call.request)) {
            return null;
        }
        RunReport report;
        if (!exchange.isStream()) {
            // Only what has not ended has no usage, so that no other answer is read twice.
            report = exchange.usageReported() ? null : exchange.codec.readRun(exchange.body());
        } else {
            report = exchange.complete() ? null : exchange.stream().meter().run();
        }
        // Under another id nobody could ask for it, the router itself not either.
        return report != null && report.isRunning() && OpenAiStoredResponseRequest.isId(report.id()) ? report : null;
    }

    /** Takes a run into its care, and settles it at once where there is no room left. */
    void keep(BackgroundRun run) {
        if (runs.size() >= settings.most()) {
            end(run, settings.most() + " others are open");
            return;
        }
        if (runs.putIfAbsent(key(run), run) != null) {
            end(run, "another has the same id");
            return;
        }
        if (closed) {
            renew(run);
            leave(run);
            return;
        }
        lookLater(run, settings.pause(0));
    }

    private static Key key(BackgroundRun run) {
        return new Key(run.caller, run.responseId);
    }

    /** A run of this caller's that is not settled. */
    Optional<BackgroundRun> find(String caller, String responseId) {
        return Optional.ofNullable(runs.get(new Key(caller, responseId)));
    }

    Collection<BackgroundRun> all() {
        return runs.values();
    }

    /** Takes note of what was said of a run, and settles it if that was its end. */
    void told(BackgroundRun run, @Nullable RunReport report) {
        if (report != null) {
            run.told(report);
            if (run.hasCome()) {
                end(run, null);
            }
        }
    }

    /** Asks now, on this thread and no longer than that, before it is too late; settles the run if it has come to its end. */
    void lastLook(BackgroundRun run, Duration atMost) {
        told(run, look.at(run, atMost).report());
    }

    private void lookLater(BackgroundRun run, Duration delay) {
        try {
            alarm.after(delay, () -> lookSoon(run));
        } catch (RejectedExecutionException e) {
            LOG.debug("Run {} is not asked for any more, because the router closes", run.responseId);
        }
    }

    /** On the alarm's thread, which may not wait. */
    private void lookSoon(BackgroundRun run) {
        if (run.hasEnded()) {
            return;
        }
        InFlightLimit.Permit permit =
                looks.tryAcquire(run.candidate.channel().name()).orElse(null);
        if (permit == null) {
            lookLater(run, SOON);
            return;
        }
        try {
            executor.execute(() -> {
                boolean done = false;
                try {
                    lookAt(run);
                    done = true;
                } finally {
                    permit.close();
                    if (!done && !run.hasEnded()) {
                        lookLater(run, settings.longest());
                    }
                }
            });
        } catch (RuntimeException | Error e) {
            permit.close();
            lookLater(run, SOON);
        }
    }

    private void lookAt(BackgroundRun run) {
        RunLook.Seen seen = look.at(run, RunLook.LONGEST);
        told(run, seen.report());
        if (run.hasEnded()) {
            return;
        }
        if (run.isGone(seen)) {
            end(run, "the upstream does not know it any more");
        } else if (nanos.getAsLong() - run.startedNanos >= settings.limit().toNanos()) {
            end(run, "it has not ended within " + settings.limit());
        } else {
            lookLater(run, settings.pause(run.looks.incrementAndGet()));
        }
    }

    /**
     * Settles and records a run, once.
     *
     * @param why it is settled although its end is not known; null where it is
     */
    void end(BackgroundRun run, @Nullable String why) {
        if (!run.beginEnd()) {
            return;
        }
        runs.remove(key(run), run);
        if (why != null) {
            LOG.warn(
                    "The background run {} of call {} is charged by what is known of it: {}",
                    run.responseId,
                    run.callId,
                    why);
        }
        Settler.Outcome outcome = null;
        try {
            outcome = settler.settle(run);
        } finally {
            CallRecord record = record(run, outcome == null ? Settler.NOTHING : outcome);
            records.add(record);
            if (outcome != null) {
                settler.recorded(outcome, record);
            }
            listeners.callEnded(record);
        }
    }

    private CallRecord record(BackgroundRun run, Settler.Outcome outcome) {
        return outcome.on(run.record.toBuilder())
                .error(error(run))
                .elapsed(Duration.ofNanos(nanos.getAsLong() - run.startedNanos))
                .build();
    }

    private static @Nullable RouterErrorCode error(BackgroundRun run) {
        RouterErrorCode ofCall = run.record.error();
        switch (run.state()) {
            case FAILED:
                return RouterErrorCode.UPSTREAM_FAILED;
            case CANCELLED:
                return RouterErrorCode.CANCELLED;
            case COMPLETED, INCOMPLETE:
                // That nobody listened to the stream any more broke nothing off.
                return ofCall == RouterErrorCode.CANCELLED ? null : ofCall;
            default:
                return ofCall;
        }
    }

    /** Asks for each run once more, for this long in all. What is not settled then is left to the expiry of its hold. */
    void close(Duration atMost) {
        closed = true;
        List<BackgroundRun> left = List.copyOf(runs.values());
        CountDownLatch open = new CountDownLatch(left.size());
        for (BackgroundRun run : left) {
            try {
                executor.execute(() -> {
                    try {
                        told(run, look.at(run, atMost).report());
                    } finally {
                        open.countDown();
                    }
                });
            } catch (RejectedExecutionException e) {
                open.countDown();
            }
        }
        try {
            if (!open.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("Not every background run could be asked for");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean reached = true;
        for (BackgroundRun run : List.copyOf(runs.values())) {
            // One that is away is not waited for again and again.
            reached = reached && renew(run);
            leave(run);
        }
    }

    /** Whether the ledger could be told what the run has come to. */
    private boolean renew(BackgroundRun run) {
        try {
            settler.renew(run);
            return true;
        } catch (LedgerUnavailableException e) {
            LOG.warn("The ledger could not be reached to renew the hold of call {}", run.callId);
            return false;
        }
    }

    /** Its hold stays, and its expiry charges what has accrued: so the record says. */
    private void leave(BackgroundRun run) {
        if (!run.hold.held()) {
            end(run, "the router closes, and there is no hold whose expiry could charge it");
            return;
        }
        if (!run.beginEnd()) {
            return;
        }
        runs.remove(key(run), run);
        LOG.warn(
                "The background run {} of call {} has not ended; the expiry of its hold charges what is known of it",
                run.responseId,
                run.callId);
        CallRecord record = record(run, settler.accrued(run));
        records.add(record);
        listeners.callEnded(record);
    }
}
