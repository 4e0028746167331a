package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EventStreamIteratorTest {

    @Test
    @DisplayName("gives the events in order and then ends; closing then cancels nothing")
    void all() {
        ScriptedSource source = ScriptedSource.texts(3);
        List<ChatEvent> events = new ArrayList<>();
        try (EventStreamIterator stream = new EventStreamIterator(source)) {
            stream.forEach(events::add);
        }
        assertThat(events).containsExactly(ScriptedSource.text(0), ScriptedSource.text(1), ScriptedSource.text(2));
        assertThat(source.cancels).isZero();
    }

    @Test
    @DisplayName("touches the source only when an event is asked for, and once for each")
    void lazy() {
        ScriptedSource source = ScriptedSource.texts(3);
        Iterator<ChatEvent> events = new EventStreamIterator(source).iterator();
        assertThat(source.pulls).isZero();
        assertThat(events.hasNext()).isTrue();
        assertThat(events.hasNext()).isTrue();
        events.next();
        assertThat(source.pulls).isEqualTo(1);
    }

    @Test
    @DisplayName("can be iterated once")
    void once() {
        EventStreamIterator stream = new EventStreamIterator(ScriptedSource.texts(1));
        stream.iterator();
        assertThatIllegalStateException().isThrownBy(stream::iterator);
    }

    @Test
    @DisplayName("next behind the end is NoSuchElementException, and the source is not asked again")
    void behindTheEnd() {
        ScriptedSource source = ScriptedSource.texts(1);
        Iterator<ChatEvent> events = new EventStreamIterator(source).iterator();
        events.next();
        assertThatThrownBy(events::next).isInstanceOf(NoSuchElementException.class);
        assertThat(events.hasNext()).isFalse();
        assertThat(source.pulls).isEqualTo(2);
        assertThat(source.misuses).isEmpty();
    }

    @Test
    @DisplayName("a failure is thrown as it is, once; closing then cancels nothing")
    void failure() {
        RouterException failure =
                RouterException.of(RouterErrorCode.TRUNCATED, "cut").build();
        ScriptedSource source = ScriptedSource.of(ScriptedSource.text(0), failure);
        try (EventStreamIterator stream = new EventStreamIterator(source)) {
            Iterator<ChatEvent> events = stream.iterator();
            events.next();
            assertThatThrownBy(events::hasNext).isSameAs(failure);
            assertThat(events.hasNext()).isFalse();
        }
        assertThat(source.cancels).isZero();
        assertThat(source.misuses).isEmpty();
    }

    @Test
    @Tag("R4.4")
    @DisplayName("closing before the end cancels once")
    void closed() {
        ScriptedSource source = ScriptedSource.texts(3);
        EventStreamIterator stream = new EventStreamIterator(source);
        Iterator<ChatEvent> events = stream.iterator();
        events.next();
        stream.close();
        stream.close();
        assertThat(source.cancels).isEqualTo(1);
        assertThatThrownBy(events::hasNext)
                .isInstanceOfSatisfying(
                        RouterException.class, e -> assertThat(e.code()).isEqualTo(RouterErrorCode.CANCELLED));
        assertThat(source.pulls).isEqualTo(1);
    }

    @Test
    @DisplayName("closing without ever iterating cancels")
    void neverIterated() {
        ScriptedSource source = ScriptedSource.texts(3);
        new EventStreamIterator(source).close();
        assertThat(source.cancels).isEqualTo(1);
        assertThat(source.pulls).isZero();
    }

    @Test
    @DisplayName("a source that ends because it was closed does not look like the end of the answer")
    void closedWhileWaiting() throws InterruptedException {
        AtomicReference<EventStreamIterator> stream = new AtomicReference<>();
        EventSource endsQuietly = new EventSource() {
            @Override
            public ChatEvent next() {
                stream.get().close();
                return null;
            }

            @Override
            public void cancel() {}
        };
        stream.set(new EventStreamIterator(endsQuietly));
        Iterator<ChatEvent> events = stream.get().iterator();
        assertThatThrownBy(events::hasNext).isInstanceOf(RouterException.class);
    }

    @Test
    @Tag("R4.4")
    @DisplayName("closing from another thread wakes a reader that waits")
    void closedByAnother() throws InterruptedException {
        ScriptedSource source = ScriptedSource.texts(0).thenWaits();
        EventStreamIterator stream = new EventStreamIterator(source);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                stream.iterator().next();
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        reader.start();
        while (reader.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        stream.close();
        reader.join();
        assertThat(thrown.get()).isNotNull();
    }

    @Test
    @DisplayName("closing behind the end is nothing")
    void closedBehindTheEnd() {
        ScriptedSource source = ScriptedSource.texts(0);
        EventStreamIterator stream = new EventStreamIterator(source);
        assertThat(stream.iterator().hasNext()).isFalse();
        assertThatNoException().isThrownBy(stream::close);
        assertThat(source.cancels).isZero();
    }
}
