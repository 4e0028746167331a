package io.modelrouter.core.stream;

import io.modelrouter.event.ChatEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A source that gives these events and then ends, or throws. Once cancelled it throws on, as a source may, and it notices
 * when it is used against its contract.
 */
final class ScriptedSource implements EventSource {
    private final Deque<Object> script = new ArrayDeque<>();
    private boolean inside;
    private boolean over;
    private boolean waits;
    int pulls;
    int cancels;
    final List<String> misuses = new java.util.concurrent.CopyOnWriteArrayList<>();

    static ScriptedSource of(Object... eventsAndThrowables) {
        ScriptedSource source = new ScriptedSource();
        source.script.addAll(List.of(eventsAndThrowables));
        return source;
    }

    /** Text deltas "0", "1", and so on. */
    static ScriptedSource texts(int count) {
        ScriptedSource source = new ScriptedSource();
        for (int i = 0; i < count; i++) {
            source.script.add(text(i));
        }
        return source;
    }

    static ChatEvent text(int i) {
        return new ChatEvent.TextDelta(0, Integer.toString(i));
    }

    /** Waits behind the last event, as an upstream that is silent. */
    ScriptedSource thenWaits() {
        waits = true;
        return this;
    }

    @Override
    public synchronized ChatEvent next() {
        if (inside) {
            misuses.add("next by two threads");
        }
        if (over) {
            misuses.add("next behind the end");
        }
        pulls++;
        inside = true;
        try {
            while (script.isEmpty() && waits && cancels == 0) {
                wait();
            }
            Object step = script.poll();
            if (cancels > 0) {
                over = true;
                throw new IllegalStateException("cancelled");
            }
            if (step instanceof ChatEvent event) {
                return event;
            }
            over = true;
            if (step instanceof RuntimeException failure) {
                throw failure;
            }
            if (step instanceof Error failure) {
                throw failure;
            }
            return null;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            inside = false;
        }
    }

    @Override
    public synchronized void cancel() {
        cancels++;
        notifyAll();
    }
}
