package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the publisher share: tasks and time that a test runs by hand, and eyes on what nobody may forget. */
abstract class PublisherFixture {
    final ManualExecutor executor = new ManualExecutor();
    final ManualStallTimer timer = new ManualStallTimer();
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

    EventPublisher publisher(ScriptedSource source) {
        sources.add(source);
        return new EventPublisher(source, executor, timer);
    }

    RecordingSubscriber subscribe(ScriptedSource source, RecordingSubscriber subscriber) {
        publisher(source).subscribe(subscriber);
        executor.runAll();
        return subscriber;
    }

    void caught(Throwable... expected) {
        assertThat(uncaught).containsExactly(expected);
        uncaught.clear();
    }
}
