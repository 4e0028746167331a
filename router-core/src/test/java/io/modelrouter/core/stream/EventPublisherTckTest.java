package io.modelrouter.core.stream;

import io.modelrouter.event.ChatEvent;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Tag;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/**
 * The technology compatibility kit of Reactive Streams 1.0.4 over {@link EventPublisher}. Its classes are TestNG tests; the
 * TestNG engine runs them beside the JUnit ones.
 */
@Tag("R4.3")
public class EventPublisherTckTest extends FlowPublisherVerification<ChatEvent> {
    private static final long WAIT_MILLIS = 1000;
    /** How long the kit looks for signals that must not come. */
    private static final long NO_SIGNAL_MILLIS = 50;

    private ExecutorService executor;
    private ScheduledExecutorService timer;

    public EventPublisherTckTest() {
        super(new TestEnvironment(WAIT_MILLIS, NO_SIGNAL_MILLIS), 500);
    }

    @BeforeClass
    public void startThreads() {
        executor = Executors.newCachedThreadPool();
        timer = Executors.newSingleThreadScheduledExecutor();
    }

    @AfterClass
    public void stopThreads() {
        executor.shutdownNow();
        timer.shutdownNow();
    }

    @Override
    public Flow.Publisher<ChatEvent> createFlowPublisher(long elements) {
        return new EventPublisher(new Counting(elements), executor, StallTimer.of(timer));
    }

    /** One that has its subscriber already, so that the next one fails at once. */
    @Override
    public Flow.Publisher<ChatEvent> createFailedFlowPublisher() {
        EventPublisher publisher = new EventPublisher(new Counting(1), executor, StallTimer.of(timer));
        publisher.subscribe(new RecordingSubscriber(0));
        return publisher;
    }

    /** So many events, as fast as they are asked for. */
    private static final class Counting implements EventSource {
        private final long elements;
        private long given;
        private volatile boolean cancelled;

        Counting(long elements) {
            this.elements = elements;
        }

        @Override
        public ChatEvent next() {
            if (cancelled || given == elements) {
                return null;
            }
            given++;
            return new ChatEvent.TextDelta(0, "x");
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
