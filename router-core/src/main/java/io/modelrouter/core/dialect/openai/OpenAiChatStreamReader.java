package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.WireFrame;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Turns chat chunks into events. The answer is finished at {@code [DONE]} or at the end, when all usage was told. */
final class OpenAiChatStreamReader implements StreamReader {
    private final OpenAiChatEvents answer;

    /**
     * @param thinkTags whether thinking stands in the text
     */
    OpenAiChatStreamReader(OpenAiChatThinkTags thinkTags) {
        this.answer = new OpenAiChatEvents(false, thinkTags);
    }

    @Override
    public void read(WireFrame frame, Consumer<ChatEvent> events) {
        if (frame.dataEquals("[DONE]")) {
            answer.end(events);
            return;
        }
        JsonNode chunk = JsonTree.read(frame);
        if (chunk != null && !"error".equals(frame.event()) && !JsonTree.saysSomething(chunk.get("error"))) {
            answer.take(chunk, events);
        }
    }

    @Override
    public void end(Consumer<ChatEvent> events) {
        answer.end(events);
    }
}
