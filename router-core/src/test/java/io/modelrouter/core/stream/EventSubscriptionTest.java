package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.event.ChatEvent;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules 2 and 3 of Reactive Streams 1.0.4: asking, cancelling, and subscribers that throw. */
@Tag("R4.3")
class EventSubscriptionTest extends PublisherFixture {
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
}
