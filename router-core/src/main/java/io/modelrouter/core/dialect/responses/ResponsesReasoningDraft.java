package io.modelrouter.core.dialect.responses;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A reasoning item: what can be read is one part of its summary. */
final class ResponsesReasoningDraft extends ResponsesDraft {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ArrayNode summary;
    private final StringBuilder said = new StringBuilder();
    private @Nullable String sealed;

    ResponsesReasoningDraft(ResponsesFrames frames, int output, String id) {
        super(frames, output, id, JSON.objectNode().put("id", id).put("type", "reasoning"));
        summary = item.putArray("summary");
        added(item.deepCopy());
    }

    private ObjectNode partEvent(String type) {
        return event(type).put("summary_index", 0);
    }

    private ObjectNode part() {
        return JSON.objectNode().put("type", "summary_text").put("text", said.toString());
    }

    void say(String text) {
        if (said.isEmpty()) {
            ObjectNode event = partEvent("response.reasoning_summary_part.added");
            event.set("part", part());
            frames.send(event);
        }
        said.append(text);
        frames.send(partEvent("response.reasoning_summary_text.delta").put("delta", text));
    }

    /** What the client shall send back; the last one counts. */
    void seal(String encrypted) {
        sealed = encrypted;
    }

    boolean isSealed() {
        return sealed != null;
    }

    @Override
    void finish(String status) {
        if (!said.isEmpty()) {
            frames.send(partEvent("response.reasoning_summary_text.done").put("text", said.toString()));
            ObjectNode event = partEvent("response.reasoning_summary_part.done");
            event.set("part", part());
            frames.send(event);
            summary.add(part());
        }
        if (sealed != null) {
            item.put("encrypted_content", sealed);
        }
    }
}
