package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.event.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Turns a whole Converse answer into the events its stream would have given. */
final class ConverseBodyReader {
    private ConverseBodyReader() {}

    static List<ChatEvent> read(byte[] body) {
        JsonNode answer = JsonTree.read(body);
        if (answer == null || !answer.isObject()) {
            throw new MalformedAnswerException("the answer is not one whole JSON object", null);
        }
        JsonNode content = answer.path("output").path("message").path("content");
        if (!content.isArray()) {
            throw new MalformedAnswerException("the answer has no content", null);
        }
        List<ChatEvent> events = new ArrayList<>();
        ConverseStreamReader reader = new ConverseStreamReader();
        reader.start(events::add);
        int index = 0;
        for (JsonNode block : content) {
            reader.wholeBlock(index++, block, events::add);
        }
        reader.stop(answer);
        reader.metadata(answer, events::add);
        reader.end(events::add);
        return events;
    }
}
