package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.event.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Turns a whole Claude message into the events its stream would have given. */
final class ClaudeBodyReader {
    private ClaudeBodyReader() {}

    static List<ChatEvent> read(byte[] body) {
        JsonNode message = JsonTree.read(body);
        if (message == null || !message.isObject()) {
            throw new MalformedAnswerException("the answer is not one whole JSON object", null);
        }
        JsonNode content = message.path("content");
        if (!content.isArray()) {
            throw new MalformedAnswerException("the answer has no content", null);
        }
        List<ChatEvent> events = new ArrayList<>();
        ClaudeStreamReader reader = new ClaudeStreamReader();
        reader.startMessage(message, events::add);
        int index = 0;
        for (JsonNode block : content) {
            reader.startBlock(index, block, events::add);
            reader.endBlock(index, events::add);
            index++;
        }
        reader.endMessage(message, events::add);
        reader.readUsage(message.path("usage"), events::add);
        reader.end(events::add);
        return events;
    }
}
