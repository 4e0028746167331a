package io.modelrouter.core.pipeline;

import io.modelrouter.WireAnswer;
import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.lane.ClientStream;
import io.modelrouter.core.lane.TranslatedStream;
import io.modelrouter.core.lane.UpstreamStream;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer in the caller's dialect. The thread that calls {@link #writeTo} reads the upstream and writes the
 * client; heartbeats come from another thread, between whole events only, under this stream's own lock.
 */
final class WireStreamAnswer implements WireAnswer, StreamConsumer, UpstreamStream.Sink, StreamWatch.Watched {
    private final CallDriver driver;
    private final AnswerWriters writers;
    private final ResponseMemory memory;
    private final StreamWatch watch;
    /** One writer at a time (R4.7); held while a piece is written, never while the upstream is read. */
    private final ReentrantLock writing = new ReentrantLock();

    private ByteArrayOutputStream held = new ByteArrayOutputStream(0);
    private @Nullable ClientStream stream;
    private @Nullable String contentType;
    /** The channel whose answer is to be remembered as it is; null if none is. */
    private @Nullable String remembered;

    private @Nullable Exchange exchange;
    private volatile @Nullable OutputStream client;
    private volatile long writeBegan;
    private volatile boolean blocked;
    private volatile long lastWrite;
    private volatile boolean clientGone;

    WireStreamAnswer(
            CallPipeline pipeline,
            Function<StreamConsumer, CallSession> sessions,
            AnswerWriters writers,
            ResponseMemory memory,
            StreamWatch watch) {
        this.driver = new CallDriver(pipeline, sessions.apply(this));
        this.writers = writers;
        this.memory = memory;
        this.watch = watch;
    }

    CallDriver driver() {
        return driver;
    }

    /** Waits for the commit. */
    WireStreamAnswer open() {
        driver.enter();
        try {
            exchange = driver.open();
            return this;
        } finally {
            driver.leave();
        }
    }

    @Override
    public UpstreamStream.Sink begin(Exchange attempt) {
        held = new ByteArrayOutputStream(1024);
        ClientStream made = writers.stream(driver.session, attempt, held);
        stream = made;
        contentType = made instanceof TranslatedStream translated ? translated.contentType() : null;
        boolean remembers = attempt.translation == null && memory.wants(driver.session.request);
        remembered = remembers ? attempt.candidate.channel().name() : null;
        return new PreambleSink(made);
    }

    private Exchange serving() {
        return Objects.requireNonNull(exchange, "the answer is not open");
    }

    @Override
    public int status() {
        return 200;
    }

    @Override
    public HttpHeaders headers() {
        return WireHeaders.of(driver.session, serving(), contentType);
    }

    @Override
    public boolean streaming() {
        return true;
    }

    @Override
    public long contentLength() {
        Exchange answer = serving();
        if (answer.translation != null || answer.stream().meter().isFramed()) {
            return -1;
        }
        try {
            return Long.parseLong(answer.headers().first("content-length").orElse("-1"));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Exchange serving = serving();
        ClientStream client = clientStream();
        StreamMeter meter = serving.stream().meter();
        driver.enter();
        try {
            this.client = out;
            beginPiece();
            try {
                held.writeTo(out);
                out.flush();
                held = new ByteArrayOutputStream(0);
                client.redirect(out);
            } finally {
                unlock();
            }
            watch.add(this);
            copy(serving, client, meter, out);
        } catch (IOException e) {
            clientGone = true;
            driver.session.cancel();
            driver.end(meter.complete() ? null : driver.session.cancelledFailure());
            throw e;
        } catch (RuntimeException | Error e) {
            driver.end(driver.failure(e));
            throw e;
        } finally {
            watch.remove(this);
            // Under the lock, so that no heartbeat writes once the container may use the response for somebody else.
            writing.lock();
            try {
                this.client = null;
            } finally {
                writing.unlock();
            }
            driver.leave();
        }
    }

    private void copy(Exchange serving, ClientStream client, StreamMeter meter, OutputStream out) throws IOException {
        UpstreamStream upstream = serving.stream();
        boolean more = true;
        while (more && meter.error().isEmpty()) {
            try {
                more = upstream.pump(this);
            } catch (ProviderException e) {
                if (clientGone) {
                    throw new IOException("the client is gone", e);
                }
                if (meter.complete()) {
                    more = false;
                    continue;
                }
                fail(driver.failure(e), client, out);
                return;
            }
        }
        if (meter.error().isPresent()) {
            failInStream(serving, client, meter, out);
        } else if (!meter.complete()) {
            fail(driver.truncated(), client, out);
        } else {
            beginPiece();
            try {
                client.writeTail();
            } finally {
                unlock();
            }
            driver.end(null);
        }
    }

    /** An upstream's own error event has gone out as it came; Responses clients also need their terminal event. */
    private void failInStream(Exchange serving, ClientStream client, StreamMeter meter, OutputStream out)
            throws IOException {
        RouterException failure = driver.inStream(meter, serving);
        boolean terminal = serving.codec.dialect() != Dialect.OPENAI_RESPONSES || meter.complete();
        if (client.handsOnErrors() && terminal) {
            driver.end(failure);
        } else {
            fail(failure, client, out);
        }
    }

    private void fail(RouterException failure, ClientStream client, OutputStream out) throws IOException {
        driver.end(failure);
        if (!serving().stream().meter().isFramed()) {
            // Nothing can be said inside of it, so the connection has to tell.
            throw failure;
        }
        beginPiece();
        try {
            out.write(client.error(failure, driver.session.id));
            out.flush();
        } finally {
            unlock();
        }
    }

    // A piece from the upstream, written under the lock.

    @Override
    public void beginPiece() {
        writing.lock();
        writeBegan = watch.nanos();
        blocked = true;
    }

    @Override
    public void frame(WireFrame frame, StreamMeter.Role role) throws IOException {
        remember(frame);
        clientStream().frame(frame, role);
    }

    @Override
    public void skippable() throws IOException {
        clientStream().skippable();
    }

    private ClientStream clientStream() {
        return Objects.requireNonNull(stream);
    }

    /**
     * Keeps the one event of a Responses stream that holds the whole answer, before the client can refer to it; and of a
     * background run its first, which tells the id by which it can be found again.
     */
    private void remember(WireFrame frame) {
        String maker = remembered;
        String event = frame.event();
        boolean begins = ("response.created".equals(event) || "response.queued".equals(event))
                && BackgroundRuns.isAsked(driver.session.request);
        if (maker != null && (begins || "response.completed".equals(event) || "response.incomplete".equals(event))) {
            byte[] data = Arrays.copyOfRange(frame.buffer(), frame.dataStart(), frame.dataEnd());
            memory.put(driver.session.token.name(), driver.session.request, data, maker, false);
        }
    }

    @Override
    public void endPiece() throws IOException {
        try {
            clientStream().endPiece();
        } finally {
            unlock();
        }
    }

    private void unlock() {
        blocked = false;
        lastWrite = watch.nanos();
        writing.unlock();
    }

    // Watched from another thread.

    @Override
    public boolean isSilentSince(long nanos) {
        return !blocked && lastWrite - nanos <= 0;
    }

    @Override
    public boolean isBlockedSince(long nanos) {
        return blocked && writeBegan - nanos <= 0;
    }

    @Override
    public void heartbeat() {
        if (!writing.tryLock()) {
            return;
        }
        OutputStream out = client;
        if (out == null) {
            writing.unlock();
            return;
        }
        writeBegan = watch.nanos();
        blocked = true;
        try {
            out.write(clientStream().heartbeat());
            out.flush();
        } catch (IOException e) {
            clientGone = true;
            driver.session.cancel();
        } finally {
            unlock();
        }
    }

    @Override
    public void abandon() {
        clientGone = true;
        driver.session.cancel();
    }

    /** What is read before the commit, into the buffer that is held back. */
    private final class PreambleSink implements UpstreamStream.Sink {
        private final ClientStream behind;

        PreambleSink(ClientStream behind) {
            this.behind = behind;
        }

        @Override
        public void frame(WireFrame frame, StreamMeter.Role role) throws IOException {
            remember(frame);
            behind.frame(frame, role);
        }

        @Override
        public void skippable() throws IOException {
            behind.skippable();
        }

        @Override
        public void endPiece() throws IOException {
            behind.endPiece();
        }
    }

    @Override
    public void close() {
        if (!driver.session.hasEnded()) {
            driver.cancel();
        }
    }
}
