package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelrouter.chat.Usage;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A reader that is silent for 30 seconds counts as gone. */
@Tag("R4.3")
class StalledSubscriberTest extends PublisherFixture {
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
