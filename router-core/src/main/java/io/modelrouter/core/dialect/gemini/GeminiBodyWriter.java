package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a whole answer: the parts of a stream, with the texts that belong together in one. */
final class GeminiBodyWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final AnswerContext context;
    private final Map<Integer, ArrayNode> choices = new TreeMap<>();

    private GeminiBodyWriter(AnswerContext context) {
        this.context = context;
    }

    static byte[] write(List<ChatEvent> events, AnswerContext context) {
        return new GeminiBodyWriter(context).write(events);
    }

    private byte[] write(List<ChatEvent> events) {
        GeminiAnswerParts parts = new GeminiAnswerParts(context, this::part);
        ObjectNode answer = NODES.objectNode();
        for (ChatEvent event : events) {
            event.accept(parts);
            if (event instanceof ChatEvent.Finished finished) {
                finish(finished, parts, answer);
            }
        }
        GeminiAnswers.close(answer, context, parts.model());
        return JsonTree.bytes(answer);
    }

    private void finish(ChatEvent.Finished finished, GeminiAnswerParts parts, ObjectNode answer) {
        JsonNode feedback = parts.promptFeedback();
        if (feedback != null) {
            answer.set("promptFeedback", feedback);
        }
        if (feedback == null || parts.begun()) {
            ArrayNode candidates = answer.putArray("candidates");
            for (int choice = 0; choice < finished.reasons().size(); choice++) {
                String carried = parts.carried(choice);
                if (carried != null) {
                    part(choice, NODES.objectNode().put("text", "").put("thoughtSignature", carried));
                }
                ArrayNode list = choices.computeIfAbsent(choice, key -> NODES.arrayNode());
                if (list.isEmpty()) {
                    list.addObject().put("text", "");
                }
                ObjectNode candidate = GeminiAnswers.candidate(list, choice);
                candidate.put(
                        "finishReason",
                        GeminiAnswers.finishReason(finished.reasons().get(choice), context));
                candidate.setAll(parts.members(choice));
                candidates.add(candidate);
            }
        }
        GeminiAnswers.usage(finished.usage(), answer);
    }

    private void part(int choice, ObjectNode part) {
        ArrayNode list = choices.computeIfAbsent(choice, key -> NODES.arrayNode());
        JsonNode last = list.isEmpty() ? null : list.get(list.size() - 1);
        if (last instanceof ObjectNode before && isText(before) && isText(part) && continues(before, part)) {
            String text = before.path("text").stringValue() + part.path("text").stringValue();
            before.put("text", text);
            if (part.has("thoughtSignature")) {
                before.set("thoughtSignature", part.get("thoughtSignature"));
            }
        } else {
            list.add(part);
        }
    }

    private static boolean isText(ObjectNode part) {
        return part.path("text").isString()
                && part.size() == 1 + count(part, "thought") + count(part, "thoughtSignature");
    }

    private static int count(ObjectNode part, String name) {
        return part.has(name) ? 1 : 0;
    }

    private static boolean continues(ObjectNode before, ObjectNode part) {
        return before.has("thought") == part.has("thought") && !before.has("thoughtSignature");
    }
}
