package io.modelrouter.core.pipeline;

import io.modelrouter.WireAnswer;
import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.lane.PassThroughStream;
import io.modelrouter.core.lane.UpstreamStream;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    private final CostMembers costs;
    private final StreamWatch watch;
    /** One writer at a time (R4.7); held while a piece is written, never while the upstream is read. */
    private final ReentrantLock writing = new ReentrantLock();

    private ByteArrayOutputStream held = new ByteArrayOutputStream(0);
    private @Nullable PassThroughStream pass;
    private @Nullable Exchange exchange;
    private volatile @Nullable OutputStream client;
    private volatile long writeBegan;
    private volatile boolean blocked;
    private volatile long lastWrite;
    private volatile boolean clientGone;

    WireStreamAnswer(
            CallPipeline pipeline,
            Function<StreamConsumer, CallSession> sessions,
            CostMembers costs,
            StreamWatch watch) {
        this.driver = new CallDriver(pipeline, sessions.apply(this));
        this.costs = costs;
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
        pass = new PassThroughStream(
                attempt.stream(),
                attempt.withholdUsage,
                () -> costs.preview(driver.session, attempt).bytes(),
                held);
        return pass;
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
        return WireHeaders.of(driver.session, serving());
    }

    @Override
    public boolean streaming() {
        return true;
    }

    @Override
    public long contentLength() {
        return -1;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Exchange serving = serving();
        PassThroughStream passing = Objects.requireNonNull(pass);
        StreamMeter meter = serving.stream().meter();
        driver.enter();
        try {
            client = out;
            beginPiece();
            try {
                held.writeTo(out);
                out.flush();
                held = new ByteArrayOutputStream(0);
                passing.redirect(out);
            } finally {
                unlock();
            }
            watch.add(this);
            copy(serving, passing, meter, out);
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
            client = null;
            driver.leave();
        }
    }

    private void copy(Exchange serving, PassThroughStream passing, StreamMeter meter, OutputStream out)
            throws IOException {
        UpstreamStream stream = serving.stream();
        boolean more = true;
        while (more && meter.error().isEmpty()) {
            try {
                more = stream.pump(this);
            } catch (ProviderException e) {
                if (clientGone) {
                    throw new IOException("the client is gone", e);
                }
                if (meter.complete()) {
                    more = false;
                    continue;
                }
                fail(driver.failure(e), meter, out);
                return;
            }
        }
        if (meter.error().isPresent()) {
            failInStream(serving, meter, out);
        } else if (!meter.complete()) {
            fail(driver.truncated(), meter, out);
        } else {
            beginPiece();
            try {
                passing.writeTail();
            } finally {
                unlock();
            }
            driver.end(null);
        }
    }

    /** The upstream's own error event has gone out as it came; Responses clients also need their terminal event. */
    private void failInStream(Exchange serving, StreamMeter meter, OutputStream out) throws IOException {
        RouterException failure = driver.inStream(meter, serving);
        if (serving.codec.dialect() == Dialect.OPENAI_RESPONSES && !meter.complete()) {
            fail(failure, meter, out);
        } else {
            driver.end(failure);
        }
    }

    private void fail(RouterException failure, StreamMeter meter, OutputStream out) throws IOException {
        driver.end(failure);
        beginPiece();
        try {
            out.write(meter.streamError(failure, driver.session.id));
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
        Objects.requireNonNull(pass).frame(frame, role);
    }

    @Override
    public void skippable() {
        Objects.requireNonNull(pass).skippable();
    }

    @Override
    public void endPiece() throws IOException {
        try {
            Objects.requireNonNull(pass).endPiece();
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
        OutputStream out = client;
        if (out == null || !writing.tryLock()) {
            return;
        }
        writeBegan = watch.nanos();
        blocked = true;
        try {
            out.write(serving().stream().meter().heartbeat());
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

    @Override
    public void close() {
        if (!driver.session.hasEnded()) {
            driver.cancel();
        }
    }
}
