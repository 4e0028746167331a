package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.WireFrame;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Turns the events of a Responses stream into events. The terminal one finishes the answer. */
final class ResponsesStreamReader implements StreamReader {
    private final ResponsesEvents answer = new ResponsesEvents();

    @Override
    public void read(WireFrame frame, Consumer<ChatEvent> events) {
        JsonNode event = frame.dataEquals("[DONE]") ? null : JsonTree.read(frame);
        if (event == null || !event.isObject()) {
            return;
        }
        String told = JsonTree.text(event, "type");
        String type = told != null ? told : frame.event();
        if (type != null && !type.equals("response.failed")) {
            answer.take(type, event, events);
        }
    }

    @Override
    public void end(Consumer<ChatEvent> events) {
        answer.end(events);
    }
}
