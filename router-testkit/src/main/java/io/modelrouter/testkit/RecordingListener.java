package io.modelrouter.testkit;

import io.modelrouter.error.AttemptFailure;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what a listener is told, as short lines that a test can list:
 *
 * <pre>
 * callStarted openai-chat gpt-4o stream
 * attemptStarted 1 a
 * attemptFailed 1 a RATE_LIMITED
 * attemptStarted 2 b
 * firstContent b
 * callEnded ok
 * </pre>
 *
 * A call that failed ends with {@code callEnded} and its error code. Safe from any thread.
 */
public final class RecordingListener implements RouterListener {
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final List<CallRecord> records = new CopyOnWriteArrayList<>();
    private final Semaphore ended = new Semaphore(0);

    private record Line(String callId, String text) {}

    @Override
    public void callStarted(String callId, Dialect dialect, String model, boolean stream) {
        add(callId, "callStarted " + dialect + " " + model + (stream ? " stream" : ""));
    }

    @Override
    public void attemptStarted(String callId, int number, String channel) {
        add(callId, "attemptStarted " + number + " " + channel);
    }

    @Override
    public void attemptFailed(String callId, AttemptFailure failure) {
        add(callId, "attemptFailed " + failure.number() + " " + failure.channel() + " " + failure.kind());
    }

    @Override
    public void firstContent(String callId, String channel) {
        add(callId, "firstContent " + channel);
    }

    @Override
    public void callEnded(CallRecord record) {
        add(record.id(), "callEnded " + (record.error() == null ? "ok" : record.error()));
        records.add(record);
        ended.release();
    }

    /** All lines, of all calls. */
    public List<String> lines() {
        return lines.stream().map(Line::text).toList();
    }

    /** The lines of one call. */
    public List<String> lines(String callId) {
        return lines.stream()
                .filter(line -> line.callId.equals(callId))
                .map(Line::text)
                .toList();
    }

    /** The records of the calls that have ended, in order. */
    public List<CallRecord> records() {
        return List.copyOf(records);
    }

    /**
     * The record of the only call that has ended.
     *
     * @throws AssertionError if none has, or several have
     */
    public CallRecord record() {
        List<CallRecord> all = records();
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " calls have ended, not one");
        }
        return all.get(0);
    }

    /**
     * Waits until one more call has ended than earlier calls of this method have seen.
     *
     * @throws AssertionError if that does not happen in time
     */
    public void awaitEnded(Duration atMost) throws InterruptedException {
        if (!ended.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("no call ended within " + atMost + "; so far: " + lines());
        }
    }

    /** Forgets everything. */
    public void clear() {
        lines.clear();
        records.clear();
        ended.drainPermits();
    }

    private void add(String callId, String text) {
        lines.add(new Line(callId, text));
    }
}
