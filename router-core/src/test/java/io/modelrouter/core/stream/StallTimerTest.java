package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StallTimerTest {
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private final StallTimer timer = StallTimer.of(scheduler);

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    @DisplayName("an alarm goes off")
    void goesOff() throws InterruptedException {
        CountDownLatch rung = new CountDownLatch(1);
        timer.after(1, rung::countDown);
        assertThat(rung.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("a cancelled alarm does not, and is forgotten")
    void cancelled() {
        scheduler.setRemoveOnCancelPolicy(true);
        StallTimer.Alarm alarm = timer.after(TimeUnit.HOURS.toNanos(1), () -> {});
        assertThat(scheduler.getQueue()).hasSize(1);
        alarm.cancel();
        alarm.cancel();
        assertThat(scheduler.getQueue()).isEmpty();
    }

    @Test
    @DisplayName("a scheduler that was shut down sets no alarm and throws nothing")
    void shutDown() {
        scheduler.shutdown();
        assertThatNoException().isThrownBy(() -> timer.after(1, () -> {}).cancel());
    }

    @Test
    @DisplayName("the time is the system's")
    void time() {
        long before = System.nanoTime();
        assertThat(timer.nanoTime() - before).isBetween(0L, TimeUnit.MINUTES.toNanos(1));
    }
}
