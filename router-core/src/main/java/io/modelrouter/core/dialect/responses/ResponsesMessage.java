package io.modelrouter.core.dialect.responses;

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
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A message: a block for each part that is text or a refusal. Annotations and the rest are unmapped. */
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
            if (!(known && KNOWN_IN_PART.contains(member.getKey())) && JsonTree.saysSomething(member.getValue())) {
                rest.set(member.getKey(), member.getValue());
            }
        }
        return rest;
    }

    private static void whole(Part part, JsonNode json, Consumer<ChatEvent> events) {
        part.sayUnlessSaid(BlockKind.TEXT, JsonTree.text(json, "text"), events);
        part.sayUnlessSaid(BlockKind.REFUSAL, JsonTree.text(json, "refusal"), events);
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
                refusalSeen |= kind == BlockKind.REFUSAL;
            }
            events.accept(new ChatEvent.TextDelta(block, text));
        }

        void sayUnlessSaid(BlockKind kind, @Nullable String text, Consumer<ChatEvent> events) {
            if (block < 0) {
                say(kind, text, events);
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
