package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.Dialect;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What writers of chat answers are tested with. */
final class ChatContexts {
    static final String ID = "0123-abc";

    private ChatContexts() {}

    static AnswerContext from(Dialect origin) {
        return from(origin, ChatRequest.builder(Dialect.OPENAI_CHAT, "shown").build());
    }

    static AnswerContext from(Dialect origin, ChatRequest request) {
        return new AnswerContext(
                ID, "shown", Instant.ofEpochSecond(1_700_000_000L), origin, "ch", request, true, false, () -> null);
    }

    static AnswerContext withoutUsage(Dialect origin) {
        AnswerContext all = from(origin);
        return new AnswerContext(
                ID, "shown", all.created(), origin, "ch", all.request(), false, false, all.usageMembers());
    }

    static AnswerContext withMembers(Dialect origin, ObjectNode members) {
        AnswerContext all = from(origin);
        return new AnswerContext(ID, "shown", all.created(), origin, "ch", all.request(), true, false, () -> members);
    }

    /** The whole stream. */
    static byte[] stream(StreamWriter writer, List<ChatEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        events.forEach(event -> writer.write(event, out));
        return out.toByteArray();
    }

    /** The payloads of a stream, without {@code [DONE]}. */
    static List<JsonNode> chunks(byte[] sse) {
        List<JsonNode> chunks = new ArrayList<>();
        for (var frame : Frames.of(sse)) {
            if (!frame.dataEquals("[DONE]")) {
                chunks.add(io.modelrouter.core.dialect.JsonTree.read(frame));
            }
        }
        return chunks;
    }
}
