package io.modelrouter.core.pipeline;

import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.lane.SealedSignatures;
import io.modelrouter.core.lane.UpstreamStream;
import io.modelrouter.core.stream.EventSource;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call as a source of events. Each {@link #next} reads the upstream only as far as it must: what one read brought waits
 * here, nothing more.
 */
final class CallEvents implements EventSource, StreamConsumer, UpstreamStream.Sink {
    private final CallDriver driver;
    private final Deque<ChatEvent> waiting = new ArrayDeque<>();
    private @Nullable StreamReader reader;
    private Consumer<ChatEvent> taker = waiting::add;
    private @Nullable Exchange exchange;
    private boolean done;
    private boolean finished;

    /**
     * @param sessions makes the session that feeds this consumer
     */
    CallEvents(CallPipeline pipeline, Function<StreamConsumer, CallSession> sessions) {
        this.driver = new CallDriver(pipeline, sessions.apply(this));
    }

    @Override
    public UpstreamStream.Sink begin(Exchange attempt) {
        waiting.clear();
        reader = attempt.chat().newStreamReader(attempt.candidate.channel());
        taker = waiting::add;
        if (attempt.translation != null) {
            SealedSignatures seal = new SealedSignatures(
                    attempt.candidate.dialect(), attempt.candidate.channel().name());
            taker = event -> waiting.add(seal.apply(event));
        }
        return this;
    }

    @Override
    public void frame(WireFrame frame, StreamMeter.Role role) {
        if (reader != null && role != StreamMeter.Role.ERROR && role != StreamMeter.Role.MALFORMED) {
            reader.read(frame, taker);
        }
    }

    @Override
    public @Nullable ChatEvent next() {
        ChatEvent ready = done ? waiting.poll() : null;
        if (ready != null || done) {
            return ready;
        }
        driver.enter();
        try {
            if (exchange == null) {
                exchange = driver.open();
            }
            if (finished) {
                done = true;
                driver.end(null);
                return null;
            }
            while (waiting.isEmpty() && read(exchange.stream(), exchange)) {
                // comments and pings give no event
            }
            ChatEvent event = waiting.poll();
            finished = event instanceof ChatEvent.Finished;
            return event;
        } catch (RouterException e) {
            done = true;
            driver.end(e);
            throw e;
        } catch (Exception e) {
            RouterException failure = driver.failure(e);
            done = true;
            driver.end(failure);
            throw failure;
        } finally {
            driver.leave();
        }
    }

    /** Reads once more; false at the end of the answer. */
    private boolean read(UpstreamStream stream, Exchange serving) throws Exception {
        StreamMeter meter = stream.meter();
        boolean more = stream.pump(this);
        if (meter.error().isPresent()) {
            throw driver.inStream(meter, serving);
        }
        if (more) {
            return true;
        }
        if (!meter.complete()) {
            throw driver.truncated();
        }
        if (reader != null) {
            reader.end(taker);
        }
        done = true;
        driver.end(null);
        return false;
    }

    @Override
    public void cancel() {
        driver.cancel();
    }

    CallSession session() {
        return driver.session;
    }
}
