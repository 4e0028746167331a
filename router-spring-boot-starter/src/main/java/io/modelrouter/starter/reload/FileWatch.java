package io.modelrouter.starter.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a file again and again and tells when its content is another. A change is told when two looks in a row have seen
 * the same, so that a file that is being written is not taken for a whole one. It compares bytes, because times of files are
 * coarse, and mounted ones are swapped by links. The timer calls it on one thread at a time.
 */
final class FileWatch {
    private static final Duration SECOND_LOOK = Duration.ofMillis(500);
    /** Stands for a file that cannot be read; no settings file is like it. */
    private static final byte[] UNREADABLE = {0};

    private final Path file;
    private final Duration interval;
    private final Timer timer;
    private final Runnable changed;
    private byte[] told;
    private byte @Nullable [] seen;

    /** Calls back after a while. */
    interface Timer {
        void after(Duration delay, Runnable task);
    }

    FileWatch(Path file, Duration interval, Timer timer, Runnable changed) {
        this.file = file;
        this.interval = interval;
        this.timer = timer;
        this.changed = changed;
        this.told = content();
    }

    void start() {
        timer.after(interval, this::look);
    }

    private void look() {
        Duration next = interval;
        try {
            byte[] now = content();
            if (Arrays.equals(now, told)) {
                seen = null;
            } else if (seen != null && Arrays.equals(now, seen)) {
                told = now;
                seen = null;
                changed.run();
            } else {
                seen = now;
                next = interval.compareTo(SECOND_LOOK) < 0 ? interval : SECOND_LOOK;
            }
        } finally {
            timer.after(next, this::look);
        }
    }

    private byte[] content() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return UNREADABLE;
        }
    }
}
