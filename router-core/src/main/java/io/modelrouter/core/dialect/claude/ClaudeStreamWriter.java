package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes an answer as a Claude stream. */
final class ClaudeStreamWriter implements StreamWriter {
    private static final byte[] PING =
            "event: ping\ndata: {\"type\": \"ping\"}\n\n".getBytes(StandardCharsets.US_ASCII);
    /** Before {@code message_start} no event may stand, but a comment may. */
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final AnswerContext context;
    private final Frames frames = new Frames();
    private final ClaudeAnswerWriter answer;
    private boolean ended;

    ClaudeStreamWriter(AnswerContext context) {
        this.context = context;
        this.answer = new ClaudeAnswerWriter(context, frames);
    }

    @Override
    public void write(ChatEvent event, ByteArrayOutputStream out) {
        if (!ended) {
            event.accept(answer);
            out.writeBytes(frames.take());
        }
    }

    @Override
    public byte[] error(RouterException failure, String requestId) {
        if (ended) {
            return new byte[0];
        }
        ended = true;
        frames.closeOpen();
        frames.buffer.writeBytes(ClaudeErrorWriter.streamEvent(failure, requestId));
        return frames.take();
    }

    @Override
    public byte[] heartbeat() {
        return (frames.started && !ended ? PING : COMMENT).clone();
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    private final class Frames implements ClaudeAnswerSink {
        final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        boolean started;
        private boolean open;
        private int index = -1;

        byte[] take() {
            byte[] bytes = buffer.toByteArray();
            buffer.reset();
            return bytes;
        }

        private void frame(String type, JsonNode event) {
            buffer.writeBytes(("event: " + type + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
            buffer.writeBytes(JsonTree.bytes(event));
            buffer.writeBytes(new byte[] {'\n', '\n'});
        }

        private ObjectNode event(String type) {
            return JsonNodeFactory.instance.objectNode().put("type", type);
        }

        @Override
        public void start(String id, String model, Usage usage) {
            started = true;
            ObjectNode event = event("message_start");
            ObjectNode message = ClaudeBodyWriter.message(event.putObject("message"), id, model);
            message.putArray("content");
            message.putNull("stop_reason").putNull("stop_sequence");
            message.set("usage", ClaudeUsageWriter.first(usage));
            frame("message_start", event);
            buffer.writeBytes(PING);
        }

        @Override
        public void open(ObjectNode block) {
            index++;
            open = true;
            ObjectNode event = event("content_block_start").put("index", index);
            frame("content_block_start", event.set("content_block", block));
        }

        @Override
        public void delta(ObjectNode delta) {
            ObjectNode event = event("content_block_delta").put("index", index);
            frame("content_block_delta", event.set("delta", delta));
        }

        @Override
        public void close() {
            open = false;
            frame("content_block_stop", event("content_block_stop").put("index", index));
        }

        void closeOpen() {
            if (open) {
                close();
            }
        }

        /** An answer that failed has no clean ending. */
        @Override
        public void end(ClaudeEnding ending, Usage usage) {
            ended = true;
            if (ending.failed()) {
                RouterException failure = RouterException.of(
                                RouterErrorCode.UPSTREAM_FAILED, "the upstream reported that its answer failed")
                        .build();
                buffer.writeBytes(ClaudeErrorWriter.streamEvent(failure, context.callId()));
                return;
            }
            ObjectNode event = event("message_delta");
            ObjectNode delta = event.putObject("delta");
            ending.addTo(delta, event);
            event.set("usage", ClaudeUsageWriter.last(usage));
            frame("message_delta", event);
            frame("message_stop", event("message_stop"));
        }
    }
}
