package io.modelrouter.core.stream;

import io.modelrouter.event.ChatEvent;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The one publisher of events. Cold: the source is not touched before a subscriber asks for something. It has one
 * subscriber; a further one gets {@code onSubscribe} and then {@code onError(IllegalStateException)}. The numbers in the
 * comments here and in {@link EventSubscription} are rules of the
 * <a href="https://github.com/reactive-streams/reactive-streams-jvm/blob/v1.0.4/README.md#specification">Reactive Streams
 * specification</a> 1.0.4, which {@link Flow} repeats.
 *
 * <p>Demand drives everything: while there is some, one task on the executor pulls events and hands them on; when there is
 * none left the task ends and gives its thread back, and the next {@code request} starts another. After
 * {@link ChatEvent.Finished} the end is looked for, and told, without further demand. A subscriber that asks for nothing,
 * or does not come back from a signal, for 30 seconds counts as gone (R4.3): the source is cancelled, and it gets a
 * {@link io.modelrouter.error.RouterException} with the code {@code CANCELLED}.
 *
 * <p>An exception that the subscriber throws cancels the source, ends all signals, and goes to the thread's uncaught
 * exception handler (2.13). If the executor refuses the task, the subscriber gets {@code onError} on the thread that asked.
 */
public final class EventPublisher implements Flow.Publisher<ChatEvent> {
    /** How long a subscriber may ask for nothing. */
    public static final Duration STALL_LIMIT = Duration.ofSeconds(30);

    private final EventSource source;
    private final Executor executor;
    private final StallTimer timer;
    private final Duration stallLimit;
    private final AtomicBoolean taken = new AtomicBoolean();

    /** With the default limit for silent subscribers. */
    public EventPublisher(EventSource source, Executor executor, StallTimer timer) {
        this(source, executor, timer, STALL_LIMIT);
    }

    /**
     * @param source pulled on the executor's threads, one at a time
     * @param executor runs the pulling, which blocks while the upstream is silent
     * @param timer watches for silent subscribers
     * @param stallLimit how long a subscriber may be silent; positive
     */
    public EventPublisher(EventSource source, Executor executor, StallTimer timer, Duration stallLimit) {
        this.source = Objects.requireNonNull(source, "source");
        this.executor = Objects.requireNonNull(executor, "executor");
        this.timer = Objects.requireNonNull(timer, "timer");
        if (stallLimit.isNegative() || stallLimit.isZero()) {
            throw new IllegalArgumentException("the stall limit must be positive");
        }
        this.stallLimit = stallLimit;
    }

    /** Throws nothing but {@link NullPointerException}, for null (1.9). */
    @Override
    public void subscribe(Flow.Subscriber<? super ChatEvent> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        if (taken.compareAndSet(false, true)) {
            new EventSubscription(subscriber, source, executor, timer, stallLimit).start();
        } else {
            refuse(subscriber);
        }
    }

    /** 1.9: {@code onSubscribe} comes first, also before this error. */
    private static void refuse(Flow.Subscriber<? super ChatEvent> subscriber) {
        AtomicBoolean cancelled = new AtomicBoolean();
        try {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {
                    cancelled.set(true);
                }
            });
            if (!cancelled.get()) {
                subscriber.onError(new IllegalStateException("the events of a call can be subscribed to once"));
            }
        } catch (Throwable thrown) {
            EventSubscription.report(thrown);
        }
    }
}
