package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.ChatResponse;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.core.stream.ResponseAssembler;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;

/** Writes events as a Claude client gets them, and reads them again as it would. */
final class ClaudeAnswers {
    private static final ClaudeCodec CODEC = new ClaudeCodec();

    private ClaudeAnswers() {}

    static AnswerContext from(Dialect origin, ChatRequest request) {
        return new AnswerContext("call-1", null, Instant.EPOCH, origin, "channel-1", request, false, false, () -> null);
    }

    static AnswerContext from(Dialect origin) {
        return from(origin, ChatRequest.builder(Dialect.CLAUDE_MESSAGES, "m").build());
    }

    static byte[] stream(List<ChatEvent> events, AnswerContext context) {
        StreamWriter writer = CODEC.newStreamWriter(context);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        events.forEach(event -> writer.write(event, out));
        return out.toByteArray();
    }

    static byte[] whole(List<ChatEvent> events, AnswerContext context) {
        return CODEC.writeBody(events, context);
    }

    static ChatResponse readStream(byte[] stream) {
        ResponseAssembler assembler = new ResponseAssembler();
        StreamReader reader = CODEC.newStreamReader();
        for (WireFrame frame : ClaudeRecordings.sse(stream)) {
            reader.read(frame, assembler);
        }
        reader.end(assembler);
        return assembler.response();
    }

    static ChatResponse readWhole(byte[] body) {
        return assembled(CODEC.readBody(body));
    }

    static ChatResponse assembled(List<ChatEvent> events) {
        ResponseAssembler assembler = new ResponseAssembler();
        events.forEach(assembler);
        return assembler.response();
    }
}
