package io.modelrouter.core.stream;

import io.modelrouter.chat.Usage;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of {@link EventPublisher}'s one subscriber.
 *
 * <p>The demand is also the lock. Whoever raises it from 0 owns the right to signal and hands it to one task on the
 * executor; that task lowers the demand by one behind each event and ends when it has reached 0. So there are never two
 * tasks, signals are serial (1.3), and a {@code request} inside {@code onNext} only adds a number (3.3). A failure that
 * does not come from the source is left in {@link #failure} and raises the demand by one, to wake a task that tells it.
 */
final class EventSubscription implements Flow.Subscription, Runnable {
    /** The source, or the executor, has the next word. */
    private static final long NOT_WAITING = 0;

    private final EventSource source;
    private final Executor executor;
    private final StallTimer timer;
    private final long stallNanos;

    /** Null once the subscription is cancelled or has ended: no signal after that, and no reference kept (3.13). */
    private final AtomicReference<Flow.@Nullable Subscriber<? super ChatEvent>> subscriber;

    /** Starts at one, which is the right to signal {@code onSubscribe}. */
    private final AtomicLong demand = new AtomicLong(1);

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    /** Since when the subscriber has had the next word, as an odd number of nanoseconds. */
    private volatile long waitingSince;

    private volatile StallTimer.@Nullable Alarm alarm;
    /** What the events told so far, for an error that the source does not make. */
    private volatile Usage usage = Usage.NONE;
    /** Only touched by the owner of the right to signal. */
    private boolean finished;

    EventSubscription(
            Flow.Subscriber<? super ChatEvent> subscriber,
            EventSource source,
            Executor executor,
            StallTimer timer,
            Duration stallLimit) {
        this.subscriber = new AtomicReference<>(subscriber);
        this.source = source;
        this.executor = executor;
        this.timer = timer;
        this.stallNanos = stallLimit.toNanos();
    }

    /** Signals {@code onSubscribe}, before anything else and only once (1.9). Called once. */
    void start() {
        Flow.Subscriber<? super ChatEvent> reader = subscriber.get();
        if (reader == null) {
            return;
        }
        subscriberHasTheWord();
        alarm = timer.after(stallNanos, this::watch);
        try {
            reader.onSubscribe(this);
        } catch (Throwable thrown) {
            cancel();
            report(thrown);
            return;
        }
        if (demand.get() == 1) {
            subscriberHasTheWord();
        }
        if (demand.decrementAndGet() > 0) {
            startTask();
        }
    }

    @Override
    public void request(long n) {
        if (subscriber.get() == null) {
            return; // 3.6
        }
        if (n <= 0) {
            fail(new IllegalArgumentException("the number of events asked for must be positive (3.9), not " + n));
        } else {
            addDemand(n);
        }
    }

    /** 3.5, 3.7: returns at once, any number of times, from any thread. */
    @Override
    public void cancel() {
        if (subscriber.getAndSet(null) != null) {
            stopWatching();
            source.cancel();
        }
    }

    /** Ends the subscription with an error that the source does not know of. */
    private void fail(Throwable reason) {
        if (failure.compareAndSet(null, reason)) {
            source.cancel();
            addDemand(1);
        }
    }

    private void addDemand(long n) {
        // 3.17: what is over Long.MAX_VALUE is Long.MAX_VALUE.
        long before = demand.getAndAccumulate(n, (old, more) -> old + more < 0 ? Long.MAX_VALUE : old + more);
        if (before == 0) {
            startTask();
        }
    }

    private void startTask() {
        waitingSince = NOT_WAITING;
        try {
            executor.execute(this);
        } catch (Throwable refused) {
            source.cancel();
            Throwable earlier = failure.get();
            end(
                    earlier != null
                            ? earlier
                            : RouterException.of(RouterErrorCode.OVERLOADED, "the router's executor takes no more work")
                                    .cause(refused)
                                    .partialUsage(usage)
                                    .build());
        }
    }

    /** Pulls and hands on while there is demand. */
    @Override
    public void run() {
        do {
            if (subscriber.get() == null) {
                return; // cancelled: the demand stays above 0, so no task starts again
            }
            Throwable failed = failure.get();
            if (failed != null) {
                end(failed);
                return;
            }
            waitingSince = NOT_WAITING;
            ChatEvent event;
            try {
                event = source.next();
            } catch (Throwable thrown) {
                Throwable earlier = failure.get();
                end(earlier != null ? earlier : thrown);
                return;
            }
            failed = failure.get();
            if (failed != null || event == null) {
                end(failed);
                return;
            }
            if (finished) {
                source.cancel();
                end(new IllegalStateException("the source gave an event after Finished"));
                return;
            }
            if (!signal(event)) {
                return;
            }
            finished = event instanceof ChatEvent.Finished;
            if (event instanceof ChatEvent.UsageUpdated update) {
                usage = update.usage();
            }
            if (demand.get() == 1) {
                subscriberHasTheWord();
            }
        } while (finished || demand.decrementAndGet() > 0);
    }

    /** Whether the subscriber is still there afterwards. */
    private boolean signal(ChatEvent event) {
        Flow.Subscriber<? super ChatEvent> reader = subscriber.get();
        if (reader == null) {
            return false;
        }
        subscriberHasTheWord();
        try {
            reader.onNext(event);
            return true;
        } catch (Throwable thrown) {
            cancel(); // 2.13
            report(thrown);
            return false;
        }
    }

    /** The last signal (1.7): {@code onError}, or {@code onComplete} for null. Only for the owner of the right to signal. */
    private void end(@Nullable Throwable reason) {
        Flow.Subscriber<? super ChatEvent> reader = subscriber.getAndSet(null);
        stopWatching();
        if (reader == null) {
            return;
        }
        try {
            if (reason == null) {
                reader.onComplete();
            } else {
                reader.onError(reason);
            }
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    private void subscriberHasTheWord() {
        waitingSince = timer.nanoTime() | 1;
    }

    /** One alarm runs for each subscription; it looks who has the word and is set again for what is left of the limit. */
    private void watch() {
        if (subscriber.get() == null) {
            return;
        }
        long since = waitingSince;
        long left = since == NOT_WAITING ? stallNanos : stallNanos - (timer.nanoTime() - since);
        if (left > 0) {
            alarm = timer.after(left, this::watch);
            if (subscriber.get() == null) {
                stopWatching();
            }
        } else {
            fail(RouterException.of(
                            RouterErrorCode.CANCELLED,
                            "the subscriber asked for nothing for "
                                    + Duration.ofNanos(stallNanos).toSeconds() + " s")
                    .partialUsage(usage)
                    .build());
        }
    }

    private void stopWatching() {
        StallTimer.Alarm running = alarm;
        if (running != null) {
            running.cancel();
        }
    }

    /** 2.13: what a subscriber throws is its own affair, but must not vanish. */
    static void report(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable ignored) {
            // As the virtual machine does with a handler that fails.
        }
    }
}
