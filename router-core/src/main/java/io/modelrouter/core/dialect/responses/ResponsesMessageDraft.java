package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.Citation;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A message: each block of text and each refusal is a part of it. */
final class ResponsesMessageDraft extends ResponsesDraft {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ArrayNode parts;
    private final StringBuilder said = new StringBuilder();
    private ArrayNode annotations = JSON.arrayNode();
    private final List<Citation> unplaced = new ArrayList<>();
    private boolean partOpen;
    private boolean refusing;

    ResponsesMessageDraft(ResponsesFrames frames, int output, String id) {
        super(
                frames,
                output,
                id,
                JSON.objectNode().put("id", id).put("type", "message").put("status", "completed"));
        parts = item.putArray("content");
        item.put("role", "assistant");
        ObjectNode begun =
                JSON.objectNode().put("id", id).put("type", "message").put("status", "in_progress");
        begun.set("content", JSON.arrayNode());
        added(begun.put("role", "assistant"));
    }

    private ObjectNode partEvent(String type) {
        return event(type).put("content_index", parts.size());
    }

    private ObjectNode part() {
        if (refusing) {
            return JSON.objectNode().put("type", "refusal").put("refusal", said.toString());
        }
        ObjectNode part = JSON.objectNode().put("type", "output_text");
        part.set("annotations", annotations.deepCopy());
        part.set("logprobs", JSON.arrayNode());
        return part.put("text", said.toString());
    }

    private void open(boolean refusal) {
        if (partOpen) {
            return;
        }
        partOpen = true;
        refusing = refusal;
        said.setLength(0);
        annotations = JSON.arrayNode();
        ObjectNode event = partEvent("response.content_part.added");
        event.set("part", part());
        frames.send(event);
    }

    /** More of the open part, or the beginning of one. */
    void say(boolean refusal, String text) {
        open(refusal);
        said.append(text);
        ObjectNode event = partEvent(refusing ? "response.refusal.delta" : "response.output_text.delta")
                .put("delta", text);
        if (!refusing) {
            event.set("logprobs", JSON.arrayNode());
        }
        frames.send(event);
    }

    /** Where the open part comes from; one that does not say which words it means is told with the whole of them. */
    void cite(Citation citation) {
        open(false);
        if (citation.end() < 0) {
            unplaced.add(citation);
        } else {
            annotate(citation);
        }
    }

    private void annotate(Citation citation) {
        ObjectNode annotation = ResponsesCitation.write(citation, 0, said.length());
        if (annotation != null && !refusing) {
            ObjectNode event =
                    partEvent("response.output_text.annotation.added").put("annotation_index", annotations.size());
            event.set("annotation", annotation);
            frames.send(event);
            annotations.add(annotation);
        }
    }

    void endPart() {
        if (!partOpen) {
            return;
        }
        unplaced.forEach(this::annotate);
        unplaced.clear();
        ObjectNode part = part();
        if (refusing) {
            frames.send(partEvent("response.refusal.done").put("refusal", said.toString()));
        } else {
            ObjectNode event = partEvent("response.output_text.done").put("text", said.toString());
            event.set("logprobs", JSON.arrayNode());
            frames.send(event);
        }
        ObjectNode event = partEvent("response.content_part.done");
        event.set("part", part);
        frames.send(event);
        parts.add(part);
        partOpen = false;
    }

    @Override
    void finish(String status) {
        endPart();
        item.put("status", status);
    }
}
