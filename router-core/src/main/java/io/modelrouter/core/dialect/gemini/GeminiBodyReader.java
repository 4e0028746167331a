package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.event.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Turns a whole Gemini answer into events: it is the same message as a stream's chunk, and read as the only one. */
final class GeminiBodyReader {
    private GeminiBodyReader() {}

    static List<ChatEvent> read(byte[] body) {
        JsonNode answer = JsonTree.read(body);
        if (answer == null || !answer.isObject()) {
            throw new MalformedAnswerException("the answer is not one whole JSON object", null);
        }
        boolean blocked =
                GeminiFinishReasons.blockName(answer.path("promptFeedback").get("blockReason")) != null;
        if (answer.path("candidates").isEmpty() && !blocked) {
            throw new MalformedAnswerException("the answer has no candidates", null);
        }
        List<ChatEvent> events = new ArrayList<>();
        GeminiStreamReader reader = new GeminiStreamReader();
        reader.read(answer, events::add);
        reader.end(events::add);
        return events;
    }
}
