package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.event.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Threads that ask, cancel and misbehave at random, over a source that ends, fails or waits, and an executor that may
 * refuse. Whatever happens: signals are serial and in order, events are never more than asked for, there is at most one
 * last signal, and exactly one of last signal and cancel ends the story.
 */
@Tag("R4.3")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventPublisherStressTest {
    private static final int RUNS = 10_000;
    private static final int THREADS = 3;

    private ExecutorService pumps;
    private ExecutorService askers;

    @BeforeAll
    void start() {
        pumps = Executors.newFixedThreadPool(4);
        askers = Executors.newFixedThreadPool(THREADS);
    }

    @AfterAll
    void stop() {
        pumps.shutdownNow();
        askers.shutdownNow();
    }

    @Test
    @DisplayName("10000 seeded runs")
    void runs() throws Exception {
        int[] endings = new int[3];
        for (int seed = 0; seed < RUNS; seed++) {
            endings[new Run(seed).run()]++;
        }
        assertThat(endings[0]).as("runs that were cancelled").isGreaterThan(RUNS / 20);
        assertThat(endings[1]).as("runs that completed").isGreaterThan(RUNS / 20);
        assertThat(endings[2]).as("runs that failed").isGreaterThan(RUNS / 20);
    }

    /** One publisher, one subscriber, three asking threads. */
    private final class Run implements EventSource, Flow.Subscriber<ChatEvent> {
        private final int seed;
        private final Random random;
        private final int elements;
        private final boolean fails;
        private final boolean waits;
        private final boolean rejects;
        private final boolean cancels;
        private final boolean asksBadly;

        private final AtomicBoolean insideSource = new AtomicBoolean();
        private final AtomicBoolean insideSignal = new AtomicBoolean();
        private final AtomicInteger sourceCancels = new AtomicInteger();
        private final CountDownLatch sourceCancelled = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private final CountDownLatch endedOrCancelled = new CountDownLatch(1);
        private final AtomicLong asked = new AtomicLong();
        private final AtomicInteger executions = new AtomicInteger();
        private final AtomicInteger lastSignals = new AtomicInteger();
        private final List<String> wrongs = java.util.Collections.synchronizedList(new ArrayList<>());
        private volatile Flow.Subscription subscription;
        private volatile boolean sourceFailed;
        private volatile boolean completed;
        private int given;
        private int received;

        Run(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.elements = random.nextInt(30);
            this.fails = random.nextInt(4) == 0;
            this.waits = random.nextInt(4) == 0;
            this.rejects = random.nextInt(8) == 0;
            this.asksBadly = random.nextInt(6) == 0;
            this.cancels = waits || random.nextInt(3) == 0;
        }

        /** 0 if it was cancelled, 1 if it completed, 2 if it failed. */
        int run() throws Exception {
            ManualStallTimer timer = new ManualStallTimer();
            new EventPublisher(this, this::execute, timer).subscribe(this);
            CyclicBarrier together = new CyclicBarrier(THREADS);
            CountDownLatch done = new CountDownLatch(THREADS);
            for (int i = 0; i < THREADS; i++) {
                Random own = new Random(seed * 31L + i);
                boolean canceller = cancels && i == 0;
                boolean wrongdoer = asksBadly && i == 1;
                askers.execute(() -> ask(own, together, canceller, wrongdoer, done));
            }
            assertThat(done.await(10, TimeUnit.SECONDS))
                    .as("seed %d: askers end", seed)
                    .isTrue();
            if (!cancels) {
                request(Long.MAX_VALUE / 2);
                assertThat(ended.await(10, TimeUnit.SECONDS))
                        .as("seed %d: a last signal comes", seed)
                        .isTrue();
            } else {
                assertThat(endedOrCancelled.await(10, TimeUnit.SECONDS))
                        .as("seed %d: a last signal or a cancel comes", seed)
                        .isTrue();
            }
            assertThat(wrongs).as("seed %d", seed).isEmpty();
            assertThat(lastSignals.get()).as("seed %d", seed).isLessThanOrEqualTo(1);
            if (!cancels && !asksBadly && !rejects) {
                assertThat(sourceCancels.get()).as("seed %d: cancels", seed).isZero();
            } else if (lastSignals.get() == 0 || !completed && !sourceFailed) {
                assertThat(sourceCancels.get()).as("seed %d: cancels", seed).isPositive();
            }
            long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (timer.running() > 0 && System.nanoTime() < giveUp) {
                Thread.onSpinWait(); // the last signal may still be under way
            }
            assertThat(timer.running()).as("seed %d: alarms", seed).isZero();
            if (lastSignals.get() == 0) {
                assertThat(cancels).isTrue();
                return 0;
            }
            return completed ? 1 : 2;
        }

        private void ask(
                Random own, CyclicBarrier together, boolean canceller, boolean wrongdoer, CountDownLatch done) {
            try {
                together.await(10, TimeUnit.SECONDS);
                int times = own.nextInt(12);
                for (int i = 0; i < times; i++) {
                    request(1 + own.nextInt(4));
                    if (own.nextInt(4) == 0) {
                        Thread.yield();
                    }
                }
                if (wrongdoer) {
                    subscription.request(-own.nextInt(2));
                }
                if (canceller) {
                    subscription.cancel();
                }
            } catch (Exception e) {
                wrongs.add(e.toString());
            } finally {
                done.countDown();
            }
        }

        private void request(long n) {
            asked.addAndGet(n);
            subscription.request(n);
        }

        private void execute(Runnable task) {
            if (rejects && executions.incrementAndGet() > 3) {
                throw new RejectedExecutionException();
            }
            pumps.execute(task);
        }

        @Override
        public ChatEvent next() {
            if (!insideSource.compareAndSet(false, true)) {
                wrongs.add("two threads in the source");
            }
            try {
                if (given == elements) {
                    if (waits) {
                        sourceCancelled.await();
                        throw new IllegalStateException("cancelled");
                    }
                    if (fails) {
                        sourceFailed = true;
                        throw new IllegalStateException("failed");
                    }
                    return null;
                }
                return ScriptedSource.text(given++);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                insideSource.set(false);
            }
        }

        @Override
        public void cancel() {
            sourceCancels.incrementAndGet();
            sourceCancelled.countDown();
            endedOrCancelled.countDown();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            enter();
            if (random.nextBoolean()) {
                request(1 + random.nextInt(5));
            }
            insideSignal.set(false);
        }

        @Override
        public void onNext(ChatEvent event) {
            enter();
            if (!event.equals(ScriptedSource.text(received++))) {
                wrongs.add("out of order");
            }
            if (received > asked.get()) {
                wrongs.add("more than asked for");
            }
            if (received % 5 == 0) {
                request(1);
            }
            insideSignal.set(false);
        }

        @Override
        public void onError(Throwable thrown) {
            enter();
            end();
        }

        @Override
        public void onComplete() {
            enter();
            completed = true;
            if (received != elements) {
                wrongs.add("complete with events missing");
            }
            end();
        }

        private void end() {
            lastSignals.incrementAndGet();
            insideSignal.set(false);
            ended.countDown();
            endedOrCancelled.countDown();
        }

        private void enter() {
            if (!insideSignal.compareAndSet(false, true)) {
                wrongs.add("two signals at a time");
            }
            if (lastSignals.get() > 0) {
                wrongs.add("a signal behind the last");
            }
        }
    }
}
