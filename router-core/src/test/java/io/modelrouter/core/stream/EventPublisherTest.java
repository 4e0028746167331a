package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules of Reactive Streams 1.0.4 by their numbers, and the router's own. */
@Tag("R4.3")
class EventPublisherTest {
    private static final ChatEvent FINISHED =
            new ChatEvent.Finished(new FinishReason(FinishReason.Kind.STOP, "stop"), Usage.NONE);

    private final ManualExecutor executor = new ManualExecutor();
    private final ManualStallTimer timer = new ManualStallTimer();
    private final List<ScriptedSource> sources = new ArrayList<>();
    private final List<Throwable> uncaught = new ArrayList<>();
    private Thread.UncaughtExceptionHandler before;

    @BeforeEach
    void catchWhatNobodyCatches() {
        before = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
    }

    @AfterEach
    void nothingWasForgotten() {
        Thread.currentThread().setUncaughtExceptionHandler(before);
        assertThat(uncaught).isEmpty();
        assertThat(sources).allSatisfy(source -> assertThat(source.misuses).isEmpty());
    }

    private EventPublisher publisher(ScriptedSource source) {
        sources.add(source);
        return new EventPublisher(source, executor, timer);
    }

    private RecordingSubscriber subscribe(ScriptedSource source, RecordingSubscriber subscriber) {
        publisher(source).subscribe(subscriber);
        executor.runAll();
        return subscriber;
    }

    private void caught(Throwable... expected) {
        assertThat(uncaught).containsExactly(expected);
        uncaught.clear();
    }

    @Nested
    class Publishing {
        @Test
        @DisplayName("1.1: never more events than were asked for")
        void demand() {
            ScriptedSource source = ScriptedSource.texts(10);
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(2));
            assertThat(reader.signals).containsExactly("subscribed", "0", "1");
            reader.subscription.request(1);
            executor.runAll();
            assertThat(reader.signals).containsExactly("subscribed", "0", "1", "2");
            assertThat(source.pulls).as("pulled only what was asked for").isEqualTo(3);
        }

        @Test
        @DisplayName("1.2: fewer, and then the end")
        void fewer() {
            assertThat(subscribe(ScriptedSource.texts(2), new RecordingSubscriber(5)).signals)
                    .containsExactly("subscribed", "0", "1", "complete");
        }

        @Test
        @DisplayName("1.3: no event before onSubscribe has returned, even on the same thread")
        void serial() {
            Executor direct = Runnable::run;
            RecordingSubscriber reader = new RecordingSubscriber(1, (self, event) -> self.subscription.request(1));
            new EventPublisher(ScriptedSource.texts(3), direct, timer).subscribe(reader);
            assertThat(reader.signals).containsExactly("subscribed", "0", "1", "2", "complete");
        }

        @Test
        @DisplayName("1.4: a failure of the source is onError, as it is")
        void failure() {
            RouterException failure =
                    RouterException.of(RouterErrorCode.TRUNCATED, "cut").build();
            RecordingSubscriber reader =
                    subscribe(ScriptedSource.of(ScriptedSource.text(0), failure), new RecordingSubscriber(9));
            assertThat(reader.signals).containsExactly("subscribed", "0", "error");
            assertThat(reader.error).isSameAs(failure);
        }

        @Test
        @DisplayName("1.4: an Error of the source too")
        void error() {
            Error failure = new StackOverflowError();
            assertThat(subscribe(ScriptedSource.of(failure), new RecordingSubscriber(1)).error)
                    .isSameAs(failure);
        }

        @Test
        @DisplayName("1.5: the end of the source is onComplete, and does not cancel it")
        void complete() {
            ScriptedSource source = ScriptedSource.of();
            assertThat(subscribe(source, new RecordingSubscriber(1)).signals).containsExactly("subscribed", "complete");
            assertThat(source.cancels).isZero();
        }

        @Test
        @DisplayName("1.7: nothing comes behind the end, and nothing is pulled")
        void nothingBehindTheEnd() {
            ScriptedSource source = ScriptedSource.texts(1);
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(5));
            reader.subscription.request(5);
            reader.subscription.request(-1);
            reader.subscription.cancel();
            timer.advance(Duration.ofHours(1));
            executor.runAll();
            assertThat(reader.signals).containsExactly("subscribed", "0", "complete");
            assertThat(source.pulls).isEqualTo(2);
            assertThat(source.cancels).isZero();
        }

        @Test
        @DisplayName("1.9: a null subscriber is a NullPointerException and does not use up the publisher")
        void nullSubscriber() {
            EventPublisher publisher = publisher(ScriptedSource.of());
            assertThatNullPointerException().isThrownBy(() -> publisher.subscribe(null));
            RecordingSubscriber reader = new RecordingSubscriber(1);
            publisher.subscribe(reader);
            executor.runAll();
            assertThat(reader.signals).containsExactly("subscribed", "complete");
        }

        @Test
        @DisplayName("1.9, 1.11: a second subscriber gets onSubscribe, then an error, and disturbs nobody")
        void second() {
            EventPublisher publisher = publisher(ScriptedSource.texts(1));
            RecordingSubscriber first = new RecordingSubscriber(1);
            RecordingSubscriber second = new RecordingSubscriber(1);
            publisher.subscribe(first);
            publisher.subscribe(second);
            assertThat(second.signals).containsExactly("subscribed", "error");
            assertThat(second.error).isInstanceOf(IllegalStateException.class);
            second.subscription.cancel();
            executor.runAll();
            assertThat(first.signals).containsExactly("subscribed", "0");
        }

        @Test
        @DisplayName("1.8: a second subscriber that cancels in onSubscribe gets no error")
        void secondCancels() {
            EventPublisher publisher = publisher(ScriptedSource.of());
            publisher.subscribe(new RecordingSubscriber(0));
            List<Throwable> errors = new ArrayList<>();
            publisher.subscribe(new RecordingSubscriber(0) {
                @Override
                public void onSubscribe(java.util.concurrent.Flow.Subscription given) {
                    given.cancel();
                }

                @Override
                public void onError(Throwable thrown) {
                    errors.add(thrown);
                }
            });
            assertThat(errors).isEmpty();
        }

        @Test
        @DisplayName("cold: without a request the source is not touched")
        void cold() {
            ScriptedSource source = ScriptedSource.texts(1);
            EventPublisher publisher = publisher(source);
            assertThat(timer.running()).isZero();
            publisher.subscribe(new RecordingSubscriber(0));
            assertThat(executor.waiting()).isZero();
            assertThat(source.pulls).isZero();
        }

        @Test
        @DisplayName("behind Finished the end is told without further demand")
        void finished() {
            ScriptedSource source = ScriptedSource.of(FINISHED);
            assertThat(subscribe(source, new RecordingSubscriber(1)).signals)
                    .containsExactly("subscribed", "Finished", "complete");
        }

        @Test
        @DisplayName("behind Finished a failure is told without further demand")
        void failureBehindFinished() {
            ScriptedSource source = ScriptedSource.of(FINISHED, new IllegalStateException("x"));
            assertThat(subscribe(source, new RecordingSubscriber(1)).signals)
                    .containsExactly("subscribed", "Finished", "error");
        }

        @Test
        @DisplayName("behind Finished a further event is an error of the source")
        void eventBehindFinished() {
            ScriptedSource source = ScriptedSource.of(FINISHED, ScriptedSource.text(1));
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(9));
            assertThat(reader.signals).containsExactly("subscribed", "Finished", "error");
            assertThat(reader.error).isInstanceOf(IllegalStateException.class);
            assertThat(source.cancels).isEqualTo(1);
        }
    }

    @Nested
    class Threads {
        @Test
        @DisplayName("a task ends when the demand is used up, and the next request starts another")
        void tasksEnd() {
            RecordingSubscriber reader = new RecordingSubscriber(2);
            publisher(ScriptedSource.texts(9)).subscribe(reader);
            assertThat(executor.runAll()).isEqualTo(1);
            assertThat(executor.waiting()).isZero();
            reader.subscription.request(1);
            reader.subscription.request(1);
            assertThat(executor.waiting()).as("never two tasks").isEqualTo(1);
            assertThat(executor.runAll()).isEqualTo(1);
            assertThat(reader.signals).hasSize(5);
        }

        @Test
        @DisplayName("3.3: request inside onNext does not grow the stack")
        void recursion() {
            int many = 200_000;
            RecordingSubscriber reader = new RecordingSubscriber(1, (self, event) -> self.subscription.request(1));
            new EventPublisher(ScriptedSource.texts(many), Runnable::run, timer).subscribe(reader);
            assertThat(reader.signals).hasSize(many + 2).endsWith("complete");
        }

        @Test
        @DisplayName("2.2: one task serves all demand that comes while it runs")
        void oneTask() {
            RecordingSubscriber reader = new RecordingSubscriber(1, (self, event) -> self.subscription.request(1));
            publisher(ScriptedSource.texts(100)).subscribe(reader);
            assertThat(executor.runAll()).isEqualTo(1);
            assertThat(reader.signals).hasSize(102);
        }

        @Test
        @DisplayName("R1.7: a rejected task is onError on the thread that asked, and cancels the source")
        void rejected() {
            ScriptedSource source = ScriptedSource.texts(1);
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(0));
            executor.rejecting = true;
            reader.subscription.request(1);
            assertThat(reader.signals).containsExactly("subscribed", "error");
            assertThat(reader.error)
                    .isInstanceOf(RouterException.class)
                    .hasCauseInstanceOf(RejectedExecutionException.class);
            assertThat(((RouterException) reader.error).code()).isEqualTo(RouterErrorCode.OVERLOADED);
            assertThat(source.cancels).isEqualTo(1);
            assertThat(timer.running()).isZero();
        }

        @Test
        @DisplayName("1.3, 1.9: a task rejected for a request inside onSubscribe is told behind onSubscribe")
        void rejectedAtOnce() {
            executor.rejecting = true;
            RecordingSubscriber reader = subscribe(ScriptedSource.texts(1), new RecordingSubscriber(1));
            assertThat(reader.signals).containsExactly("subscribed", "error");
        }
    }

    @Nested
    class Requesting {
        @Test
        @DisplayName("3.9: a request of 0 or less is onError(IllegalArgumentException) and cancels the source")
        void notPositive() {
            for (long n : new long[] {0, -1, Long.MIN_VALUE}) {
                ScriptedSource source = ScriptedSource.texts(9);
                RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(1));
                reader.subscription.request(n);
                assertThat(source.cancels).isEqualTo(1);
                executor.runAll();
                assertThat(reader.signals).containsExactly("subscribed", "0", "error");
                assertThat(reader.error)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("3.9");
            }
        }

        @Test
        @DisplayName("3.9: also inside onNext, with demand left, and only once")
        void notPositiveInside() {
            ScriptedSource source = ScriptedSource.texts(9);
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(5, (self, event) -> {
                self.subscription.request(0);
                self.subscription.request(-1);
                self.subscription.request(3);
            }));
            assertThat(reader.signals).containsExactly("subscribed", "0", "error");
            assertThat(source.cancels).isEqualTo(1);
        }

        @Test
        @DisplayName("3.9: also inside onSubscribe")
        void notPositiveAtOnce() {
            assertThat(subscribe(ScriptedSource.texts(1), new RecordingSubscriber(-1)).signals)
                    .containsExactly("subscribed", "error");
        }

        @Test
        @DisplayName("3.17: demand up to and over Long.MAX_VALUE")
        void unbounded() {
            RecordingSubscriber reader = subscribe(
                    ScriptedSource.texts(5),
                    new RecordingSubscriber(
                            Long.MAX_VALUE, (self, event) -> self.subscription.request(Long.MAX_VALUE)));
            assertThat(reader.signals).containsExactly("subscribed", "0", "1", "2", "3", "4", "complete");
        }

        @Test
        @DisplayName("3.6, 3.7: request and cancel after cancel do nothing")
        void afterCancel() {
            ScriptedSource source = ScriptedSource.texts(9);
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(1));
            reader.subscription.cancel();
            reader.subscription.cancel();
            reader.subscription.request(1);
            reader.subscription.request(-1);
            executor.runAll();
            assertThat(reader.signals).containsExactly("subscribed", "0");
            assertThat(source.cancels).isEqualTo(1);
            assertThat(source.pulls).isEqualTo(1);
        }
    }

    @Nested
    @Tag("R4.4")
    class Cancelling {
        @Test
        @DisplayName("1.8, 3.12: inside onNext no further signal comes and the source is cancelled")
        void inside() {
            ScriptedSource source = ScriptedSource.texts(9);
            RecordingSubscriber reader =
                    subscribe(source, new RecordingSubscriber(9, (self, event) -> self.subscription.cancel()));
            assertThat(reader.signals).containsExactly("subscribed", "0");
            assertThat(source.cancels).isEqualTo(1);
            assertThat(timer.running()).isZero();
        }

        @Test
        @DisplayName("inside onSubscribe nothing starts")
        void atOnce() {
            ScriptedSource source = ScriptedSource.texts(9);
            RecordingSubscriber reader = new RecordingSubscriber(0) {
                @Override
                public void onSubscribe(java.util.concurrent.Flow.Subscription given) {
                    super.onSubscribe(given);
                    given.request(1);
                    given.cancel();
                }
            };
            subscribe(source, reader);
            assertThat(reader.signals).containsExactly("subscribed");
            assertThat(source.pulls).isZero();
            assertThat(source.cancels).isEqualTo(1);
        }

        @Test
        @DisplayName("before the task has run, the task pulls nothing")
        void beforeTheTask() {
            ScriptedSource source = ScriptedSource.texts(9);
            RecordingSubscriber reader = new RecordingSubscriber(1);
            publisher(source).subscribe(reader);
            reader.subscription.cancel();
            executor.runAll();
            assertThat(reader.signals).containsExactly("subscribed");
            assertThat(source.pulls).isZero();
        }

        @Test
        @DisplayName("reaches a source that waits, and what it then throws is nobody's error")
        void waitingSource() throws InterruptedException {
            ScriptedSource source = ScriptedSource.texts(1).thenWaits();
            RecordingSubscriber reader = new RecordingSubscriber(2);
            publisher(source).subscribe(reader);
            Thread pump = new Thread(executor::runAll);
            pump.start();
            while (pump.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            reader.subscription.cancel();
            pump.join();
            assertThat(reader.signals).containsExactly("subscribed", "0");
        }

        @Test
        @DisplayName("an event that comes out of the source all the same is dropped")
        void dropped() {
            RecordingSubscriber reader = new RecordingSubscriber(2);
            new EventPublisher(
                            new EventSource() {
                                @Override
                                public ChatEvent next() {
                                    reader.subscription.cancel();
                                    return ScriptedSource.text(0);
                                }

                                @Override
                                public void cancel() {}
                            },
                            executor,
                            timer)
                    .subscribe(reader);
            assertThat(executor.runAll()).isEqualTo(1);
            assertThat(reader.signals).containsExactly("subscribed");
        }

        @Test
        @DisplayName("3.9 reaches a source that waits, and is the one error told")
        void badRequestWhileWaiting() throws InterruptedException {
            ScriptedSource source = ScriptedSource.texts(1).thenWaits();
            RecordingSubscriber reader = new RecordingSubscriber(2);
            publisher(source).subscribe(reader);
            Thread pump = new Thread(executor::runAll);
            pump.start();
            while (pump.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            reader.subscription.request(0);
            pump.join();
            assertThat(reader.signals).containsExactly("subscribed", "0", "error");
            assertThat(reader.error).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        @DisplayName("3.13: the subscriber is forgotten")
        void forgotten() {
            RecordingSubscriber reader = subscribe(ScriptedSource.texts(9), new RecordingSubscriber(1));
            var subscription = reader.subscription;
            WeakReference<RecordingSubscriber> reference = new WeakReference<>(reader);
            reader = null;
            subscription.cancel();
            for (int i = 0; i < 100 && reference.get() != null; i++) {
                System.gc();
            }
            assertThat(reference.get()).isNull();
            subscription.request(1);
        }
    }

    @Nested
    @Tag("R1.7")
    class ThrowingSubscribers {
        private final RuntimeException thrown = new IllegalStateException("the subscriber's own");

        @Test
        @DisplayName("2.13: onNext that throws cancels the source and ends all signals")
        void onNext() {
            ScriptedSource source = ScriptedSource.texts(9);
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(9, (self, event) -> {
                throw thrown;
            }));
            reader.subscription.request(1);
            executor.runAll();
            assertThat(reader.signals).containsExactly("subscribed", "0");
            assertThat(source.cancels).isEqualTo(1);
            caught(thrown);
        }

        @Test
        @DisplayName("2.13, 1.9: onSubscribe that throws cancels the source; subscribe returns")
        void onSubscribe() {
            ScriptedSource source = ScriptedSource.texts(9);
            publisher(source).subscribe(new RecordingSubscriber(0) {
                @Override
                public void onSubscribe(java.util.concurrent.Flow.Subscription given) {
                    given.request(1);
                    throw thrown;
                }
            });
            executor.runAll();
            assertThat(source.cancels).isEqualTo(1);
            assertThat(source.pulls).isZero();
            caught(thrown);
        }

        @Test
        @DisplayName("2.13: onComplete and onError that throw are the last signal all the same")
        void last() {
            for (ScriptedSource source : List.of(ScriptedSource.of(), ScriptedSource.of(new IllegalStateException()))) {
                subscribe(source, new RecordingSubscriber(1) {
                    @Override
                    public void onComplete() {
                        throw thrown;
                    }

                    @Override
                    public void onError(Throwable error) {
                        throw thrown;
                    }
                });
                assertThat(source.pulls).isEqualTo(1);
                caught(thrown);
            }
        }

        @Test
        @DisplayName("a second subscriber that throws does not throw out of subscribe")
        void second() {
            EventPublisher publisher = publisher(ScriptedSource.of());
            publisher.subscribe(new RecordingSubscriber(0));
            publisher.subscribe(new RecordingSubscriber(0) {
                @Override
                public void onError(Throwable error) {
                    throw thrown;
                }
            });
            caught(thrown);
        }

        @Test
        @DisplayName("a handler of uncaught exceptions that throws changes nothing")
        void handler() {
            Thread.currentThread().setUncaughtExceptionHandler((thread, any) -> {
                throw new IllegalStateException("the handler's own");
            });
            ScriptedSource source = ScriptedSource.texts(1);
            subscribe(source, new RecordingSubscriber(1, (self, event) -> {
                throw thrown;
            }));
            assertThat(source.cancels).isEqualTo(1);
        }
    }

    @Nested
    class Stalling {
        @Test
        @DisplayName("a subscriber that asks for nothing for 30 s is gone")
        void idle() {
            ScriptedSource source = ScriptedSource.texts(9);
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(1));
            timer.advance(Duration.ofSeconds(29));
            assertThat(source.cancels).isZero();
            timer.advance(Duration.ofSeconds(1));
            assertThat(source.cancels).isEqualTo(1);
            executor.runAll();
            assertThat(reader.signals).containsExactly("subscribed", "0", "error");
            assertThat(((RouterException) reader.error).code()).isEqualTo(RouterErrorCode.CANCELLED);
            assertThat(timer.running()).isZero();
        }

        @Test
        @DisplayName("one that never asks too")
        void never() {
            ScriptedSource source = ScriptedSource.texts(9);
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(0));
            timer.advance(Duration.ofSeconds(30));
            executor.runAll();
            assertThat(reader.signals).containsExactly("subscribed", "error");
            assertThat(source.pulls).isZero();
            assertThat(source.cancels).isEqualTo(1);
        }

        @Test
        @DisplayName("the 30 s begin anew with each event")
        void anew() {
            ScriptedSource source = ScriptedSource.texts(99);
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(1));
            for (int i = 0; i < 20; i++) {
                timer.advance(Duration.ofSeconds(29));
                reader.subscription.request(1);
                executor.runAll();
            }
            assertThat(reader.signals).hasSize(22);
            assertThat(timer.running()).as("one alarm for all").isEqualTo(1);
            timer.advance(Duration.ofSeconds(30));
            executor.runAll();
            assertThat(reader.signals).endsWith("error");
        }

        @Test
        @DisplayName("and when it comes back from one")
        void comingBack() {
            ScriptedSource source = ScriptedSource.texts(99);
            RecordingSubscriber reader =
                    new RecordingSubscriber(1, (self, event) -> timer.advance(Duration.ofSeconds(20))) {
                        @Override
                        public void onSubscribe(java.util.concurrent.Flow.Subscription given) {
                            subscription = given;
                            timer.advance(Duration.ofSeconds(20));
                        }
                    };
            publisher(source).subscribe(reader);
            for (int i = 0; i < 3; i++) {
                timer.advance(Duration.ofSeconds(29));
                assertThat(source.cancels).isZero();
                reader.subscription.request(1);
                executor.runAll();
            }
            timer.advance(Duration.ofSeconds(30));
            assertThat(source.cancels).isEqualTo(1);
        }

        @Test
        @DisplayName("one that does not come back from onSubscribe is gone, and learns it when it comes back")
        void blockedAtOnce() {
            ScriptedSource source = ScriptedSource.texts(9);
            RecordingSubscriber reader = new RecordingSubscriber(0) {
                @Override
                public void onSubscribe(java.util.concurrent.Flow.Subscription given) {
                    timer.advance(Duration.ofSeconds(30));
                    assertThat(source.cancels).isEqualTo(1);
                    super.onSubscribe(given);
                }
            };
            subscribe(source, reader);
            assertThat(reader.signals).containsExactly("subscribed", "error");
        }

        @Test
        @DisplayName("a silent upstream is not the subscriber's fault, and neither is a busy executor")
        void silentUpstream() {
            ScriptedSource source = ScriptedSource.texts(9);
            RecordingSubscriber reader = new RecordingSubscriber(1);
            publisher(source).subscribe(reader);
            timer.advance(Duration.ofMinutes(5));
            executor.runAll();
            assertThat(reader.signals).containsExactly("subscribed", "0");
            assertThat(source.cancels).isZero();
        }

        @Test
        @DisplayName("time in a source that waits does not count")
        void waitingSource() throws InterruptedException {
            ScriptedSource source = ScriptedSource.texts(1).thenWaits();
            RecordingSubscriber reader = new RecordingSubscriber(2);
            publisher(source).subscribe(reader);
            Thread pump = new Thread(executor::runAll);
            pump.start();
            while (pump.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            timer.advance(Duration.ofMinutes(5));
            assertThat(source.cancels).isZero();
            reader.subscription.cancel();
            pump.join();
        }

        @Test
        @DisplayName("a subscriber that does not come back from onNext is gone, and learns it when it comes back")
        void blocked() {
            ScriptedSource source = ScriptedSource.texts(9);
            List<Integer> cancelsInside = new ArrayList<>();
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(Long.MAX_VALUE, (self, event) -> {
                timer.advance(Duration.ofSeconds(30));
                cancelsInside.add(source.cancels);
            }));
            assertThat(cancelsInside).containsExactly(1);
            assertThat(reader.signals).containsExactly("subscribed", "0", "error");
        }

        @Test
        @DisplayName("the error tells the usage so far")
        void usage() {
            Usage usage = Usage.builder().input(3).output(4).build();
            ScriptedSource source = ScriptedSource.of(new ChatEvent.UsageUpdated(usage));
            RecordingSubscriber reader = subscribe(source, new RecordingSubscriber(1));
            timer.advance(Duration.ofSeconds(30));
            executor.runAll();
            assertThat(((RouterException) reader.error).partialUsage()).isEqualTo(usage);
        }

        @Test
        @DisplayName("another limit can be set")
        void otherLimit() {
            ScriptedSource source = ScriptedSource.texts(9);
            new EventPublisher(source, executor, timer, Duration.ofSeconds(5)).subscribe(new RecordingSubscriber(0));
            timer.advance(Duration.ofSeconds(5));
            assertThat(source.cancels).isEqualTo(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new EventPublisher(source, executor, timer, Duration.ZERO));
        }

        @Test
        @DisplayName("an executor that refuses to tell it, lets the timer's thread tell it")
        void rejected() {
            RecordingSubscriber reader = subscribe(ScriptedSource.texts(9), new RecordingSubscriber(0));
            executor.rejecting = true;
            timer.advance(Duration.ofSeconds(30));
            assertThat(((RouterException) reader.error).code()).isEqualTo(RouterErrorCode.CANCELLED);
        }
    }

    @Test
    @DisplayName("all events come in order")
    void order() {
        RecordingSubscriber reader = subscribe(ScriptedSource.texts(1000), new RecordingSubscriber(3, (self, event) -> {
            if (self.signals.size() % 3 == 1) {
                self.subscription.request(3);
            }
        }));
        List<String> expected = new ArrayList<>(List.of("subscribed"));
        IntStream.range(0, 1000).mapToObj(Integer::toString).forEach(expected::add);
        expected.add("complete");
        assertThat(reader.signals).isEqualTo(expected);
    }
}
