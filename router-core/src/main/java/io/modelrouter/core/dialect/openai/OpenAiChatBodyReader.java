package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.event.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Turns a whole chat answer into events. */
final class OpenAiChatBodyReader {
    private OpenAiChatBodyReader() {}

    /**
     * @param thinkTags whether thinking stands in the text
     */
    static List<ChatEvent> read(byte[] body, OpenAiChatThinkTags thinkTags) {
        JsonNode whole = JsonTree.read(body);
        if (whole == null
                || !whole.path("choices").isArray()
                || whole.path("choices").isEmpty()) {
            throw new MalformedAnswerException("the upstream's answer is no chat completion with choices", null);
        }
        List<ChatEvent> events = new ArrayList<>();
        OpenAiChatEvents answer = new OpenAiChatEvents(true, thinkTags);
        answer.take(whole, events::add);
        answer.end(events::add);
        return events;
    }
}
