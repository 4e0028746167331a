package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.Citation;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message: a block for each part that is text or a refusal, with what it cites. Annotations of other kinds and the rest
 * are unmapped.
 */
final class ResponsesMessage extends ResponsesItem {
    private static final Set<String> KNOWN = Set.of("id", "type", "role", "status", "content");
    private static final Set<String> KNOWN_IN_PART = Set.of("type", "text", "refusal");

    private final Map<Integer, Part> parts = new HashMap<>();
    private boolean textSeen;
    private boolean refusalSeen;

    ResponsesMessage(IntSupplier nextBlock) {
        super(nextBlock);
    }

    @Override
    void step(String type, JsonNode event, Consumer<ChatEvent> events) {
        Part part = part(event.path("content_index").asInt(0));
        switch (type) {
            case "response.output_text.delta":
                part.say(BlockKind.TEXT, JsonTree.text(event, "delta"), events);
                break;
            case "response.refusal.delta":
                part.say(BlockKind.REFUSAL, JsonTree.text(event, "delta"), events);
                break;
            case "response.output_text.done":
                part.sayUnlessSaid(BlockKind.TEXT, JsonTree.text(event, "text"), events);
                break;
            case "response.refusal.done":
                part.sayUnlessSaid(BlockKind.REFUSAL, JsonTree.text(event, "refusal"), events);
                break;
            case "response.output_text.annotation.added":
                part.cite(event.path("annotation_index").asInt(part.annotations), event.path("annotation"), events);
                break;
            case "response.content_part.done":
                whole(part, event.path("part"), events);
                break;
            default:
        }
    }

    @Override
    void complete(JsonNode item, Consumer<ChatEvent> events) {
        JsonNode content = item.path("content");
        ObjectNode more = JsonNodeFactory.instance.objectNode();
        // Bedrock Mantle counts the parts of a stream in another way than the whole message does.
        boolean told = parts.values().stream().filter(Part::isSaid).count() >= content.size();
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.path(i);
            if (!told) {
                whole(part(i), part, events);
            } else if (parts.containsKey(i)) {
                part(i).citeAll(part.path("annotations"), events);
            }
            ObjectNode rest = rest(part);
            if (!rest.isEmpty()) {
                more.withArrayProperty("content").add(rest);
            }
        }
        unmapped(item, KNOWN, more, events);
    }

    private static ObjectNode rest(JsonNode part) {
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        boolean known = part.has("text") || part.has("refusal");
        for (Map.Entry<String, JsonNode> member : part.properties()) {
            JsonNode value = member.getKey().equals("annotations") ? others(member.getValue()) : member.getValue();
            if (!(known && KNOWN_IN_PART.contains(member.getKey())) && JsonTree.saysSomething(value)) {
                rest.set(member.getKey(), value);
            }
        }
        return rest;
    }

    /** The annotations that say something else than where a text comes from. */
    private static JsonNode others(JsonNode annotations) {
        ArrayNode others = JsonNodeFactory.instance.arrayNode();
        for (JsonNode annotation : annotations) {
            if (ResponsesCitation.read(annotation) == null) {
                others.add(annotation);
            }
        }
        return others;
    }

    private static void whole(Part part, JsonNode json, Consumer<ChatEvent> events) {
        part.sayUnlessSaid(BlockKind.TEXT, JsonTree.text(json, "text"), events);
        part.sayUnlessSaid(BlockKind.REFUSAL, JsonTree.text(json, "refusal"), events);
        part.citeAll(json.path("annotations"), events);
        part.end(events);
    }

    @Override
    void end(Consumer<ChatEvent> events) {
        parts.values().forEach(part -> part.end(events));
    }

    @Override
    boolean isRefusal() {
        return refusalSeen && !textSeen;
    }

    private Part part(int index) {
        return parts.computeIfAbsent(index, i -> new Part());
    }

    private final class Part {
        private int block = -1;
        private boolean ended;
        private boolean refusal;
        private int annotations;

        boolean isSaid() {
            return block >= 0;
        }

        void say(BlockKind kind, @Nullable String text, Consumer<ChatEvent> events) {
            if (text == null || text.isEmpty() || ended) {
                return;
            }
            if (block < 0) {
                block = nextBlock.getAsInt();
                events.accept(new ChatEvent.BlockStarted(block, 0, kind));
                textSeen |= kind == BlockKind.TEXT;
                refusal = kind == BlockKind.REFUSAL;
                refusalSeen |= refusal;
            }
            events.accept(new ChatEvent.TextDelta(block, text));
        }

        void sayUnlessSaid(BlockKind kind, @Nullable String text, Consumer<ChatEvent> events) {
            if (block < 0) {
                say(kind, text, events);
            }
        }

        /** Hands on an annotation that is a citation and was not handed on yet; before any text it waits for the whole. */
        void cite(int index, JsonNode annotation, Consumer<ChatEvent> events) {
            if (block < 0 || ended || refusal || index < annotations) {
                return;
            }
            annotations = index + 1;
            Citation citation = ResponsesCitation.read(annotation);
            if (citation != null) {
                events.accept(new ChatEvent.CitationAdded(block, citation));
            }
        }

        void citeAll(JsonNode all, Consumer<ChatEvent> events) {
            for (int i = annotations; i < all.size(); i++) {
                cite(i, all.path(i), events);
            }
        }

        void end(Consumer<ChatEvent> events) {
            if (block >= 0 && !ended) {
                ended = true;
                events.accept(new ChatEvent.BlockEnded(block));
            }
        }
    }
}
