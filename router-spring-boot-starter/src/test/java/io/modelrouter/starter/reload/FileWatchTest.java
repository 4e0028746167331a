package io.modelrouter.starter.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A watched file")
class FileWatchTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private record Look(Duration delay, Runnable task) {}

    private final Deque<Look> looks = new ArrayDeque<>();
    private final AtomicInteger changes = new AtomicInteger();
    private Path file;

    @BeforeEach
    void start() throws IOException {
        file = directory.resolve("channels.yaml");
        Files.writeString(file, "one");
        new FileWatch(file, INTERVAL, (delay, task) -> looks.add(new Look(delay, task)), changes::incrementAndGet)
                .start();
    }

    /** Lets the next look happen; how long after the one before. */
    private Duration look() {
        Look next = looks.remove();
        next.task().run();
        assertThat(looks).hasSize(1);
        return next.delay();
    }

    @Test
    void isLookedAtInItsIntervalAndToldOfNothingWhileItStaysTheSame() {
        assertThat(look()).isEqualTo(INTERVAL);
        assertThat(look()).isEqualTo(INTERVAL);
        assertThat(changes).hasValue(0);
    }

    @Test
    void isToldOnceWhenTwoLooksHaveSeenTheSameChange() throws IOException {
        Files.writeString(file, "two");
        look();
        assertThat(changes).hasValue(0);
        assertThat(look()).isLessThan(INTERVAL);
        assertThat(changes).hasValue(1);

        look();
        look();
        assertThat(changes).hasValue(1);
    }

    @Test
    void isNotToldWhileItIsStillBeingWritten() throws IOException {
        Files.writeString(file, "tw");
        look();
        Files.writeString(file, "two");
        look();
        assertThat(changes).hasValue(0);
        look();
        assertThat(changes).hasValue(1);
    }

    @Test
    void isToldWhenItGoesAndWhenItComesBack() throws IOException {
        Files.delete(file);
        look();
        look();
        assertThat(changes).hasValue(1);

        Files.writeString(file, "one");
        look();
        look();
        assertThat(changes).hasValue(2);
    }

    @Test
    void isNotToldWhenAChangeIsTakenBackAtOnce() throws IOException {
        Files.writeString(file, "two");
        look();
        Files.writeString(file, "one");
        look();
        look();
        assertThat(changes).hasValue(0);
    }
}
