package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules 1 of Reactive Streams 1.0.4, what a publisher does, by their numbers, and the router's own. */
@Tag("R4.3")
class EventPublisherTest extends PublisherFixture {
    private static final ChatEvent FINISHED =
            new ChatEvent.Finished(new FinishReason(FinishReason.Kind.STOP, "stop"), Usage.NONE);

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
