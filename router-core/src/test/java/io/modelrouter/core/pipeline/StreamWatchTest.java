package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The watch over streams")
class StreamWatchTest {
    private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
    private final StreamWatch watch =
            new StreamWatch(Runnable::run, now::get, Duration.ofSeconds(10), Duration.ofSeconds(30));

    private final class FakeStream implements StreamWatch.Watched {
        private final List<String> happened = new ArrayList<>();
        private long last = now.get();
        private boolean blocked;

        @Override
        public boolean isSilentSince(long nanos) {
            return !blocked && last <= nanos;
        }

        @Override
        public boolean isBlockedSince(long nanos) {
            return blocked && last <= nanos;
        }

        @Override
        public void heartbeat() {
            happened.add("heartbeat");
            last = now.get();
        }

        @Override
        public void abandon() {
            happened.add("abandoned");
        }
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now.addAndGet(1_000_000_000L);
            watch.tick();
        }
    }

    @Test
    @Tag("R4.5")
    void givesAHeartbeatForEveryTenSecondsOfSilence() {
        FakeStream stream = new FakeStream();
        watch.add(stream);

        pass(9);
        assertThat(stream.happened).isEmpty();
        pass(21);
        assertThat(stream.happened).containsExactly("heartbeat", "heartbeat", "heartbeat");
    }

    @Test
    @Tag("R4.3")
    void givesUpAClientThatBlocksAWriteForThirtySeconds() {
        FakeStream stream = new FakeStream();
        stream.blocked = true;
        watch.add(stream);

        pass(29);
        assertThat(stream.happened).isEmpty();
        pass(1);
        assertThat(stream.happened).containsExactly("abandoned");
    }

    @Test
    void leavesStreamsAloneThatHaveEnded() {
        FakeStream stream = new FakeStream();
        watch.add(stream);
        watch.remove(stream);

        pass(60);

        assertThat(stream.happened).isEmpty();
    }
}
