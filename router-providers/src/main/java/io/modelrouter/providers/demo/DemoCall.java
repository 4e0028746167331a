package io.modelrouter.providers.demo;

import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** One exchange with the demo. */
final class DemoCall implements ProviderCall {
    private final Supplier<DemoReply> answering;
    private final Pace pace;
    private final DemoPause pause;
    private final AtomicBoolean executed = new AtomicBoolean();

    DemoCall(Supplier<DemoReply> answering, Pace pace, DemoPause pause) {
        this.answering = answering;
        this.pace = pace;
        this.pause = pause;
    }

    @Override
    public ProviderResponse execute() throws ProviderException {
        if (!executed.compareAndSet(false, true)) {
            throw new IllegalStateException("a call is executed once");
        }
        pause.await(pace.firstByte());
        return new Response(answering.get(), pace.betweenChunks(), pause);
    }

    @Override
    public void cancel() {
        pause.end();
    }

    private static final class Response implements ProviderResponse {
        private final DemoReply reply;
        private final Duration betweenChunks;
        private final DemoPause pause;
        private byte[] piece = {};
        private int at;

        Response(DemoReply reply, Duration betweenChunks, DemoPause pause) {
            this.reply = reply;
            this.betweenChunks = betweenChunks;
            this.pause = pause;
        }

        @Override
        public int status() {
            return reply.status();
        }

        @Override
        public HttpHeaders headers() {
            return reply.headers();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws ProviderException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            pause.await(Duration.ZERO);
            if (length == 0) {
                return 0;
            }
            while (at == piece.length) {
                if (!reply.frames().hasNext()) {
                    return -1;
                }
                DemoReply.Frame frame = reply.frames().next();
                if (frame.paced()) {
                    pause.await(betweenChunks);
                }
                piece = frame.text().getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            int count = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, buffer, offset, count);
            at += count;
            return count;
        }

        @Override
        public void close() {
            pause.end();
        }
    }
}
