package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.event.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Turns a whole response into events. */
final class ResponsesBodyReader {
    private ResponsesBodyReader() {}

    static List<ChatEvent> read(byte[] body) {
        JsonNode whole = JsonTree.read(body);
        if (whole == null || !whole.path("output").isArray()) {
            throw new MalformedAnswerException("the upstream's answer is no response with output", null);
        }
        List<ChatEvent> events = new ArrayList<>();
        new ResponsesEvents().takeWhole(whole, events::add);
        return events;
    }
}
