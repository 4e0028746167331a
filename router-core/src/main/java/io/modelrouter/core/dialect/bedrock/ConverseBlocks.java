package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The blocks of one answer. Text and reasoning have no start on the wire, only deltas (48 of 55 recorded streams); tool calls
 * and pictures have one.
 *
 * <p>Citations may come in a block of their own, behind the text that rests on them
 * ({@code ruby-llm-chat-web-search-with-bedrock-amazon-nova-2-lite-v1-0-grounds-the-answe-0-73ca8f42}), and before the text of
 * their own block ({@code langchain-aws-test-citations-0-aabeac76}). So a text ends with the next block that is more than
 * citations, and the citations of a block that has not begun wait for its text. Not thread-safe.
 */
final class ConverseBlocks {
    private final Map<Integer, ConverseBlock> open = new LinkedHashMap<>();
    private int nextIndex;
    /** The text that has stopped, for citations that may follow; null if something else came since. */
    private ConverseBlock.@Nullable Text stopped;

    /** A block begins that says what it is. */
    void start(int index, JsonNode start, Consumer<ChatEvent> events) {
        stop(index, events);
        if (!start.isEmpty()) {
            ConverseBlock block = block(start);
            begin(index, block, events);
            block.delta(start, events);
        }
    }

    void delta(int index, JsonNode delta, Consumer<ChatEvent> events) {
        ConverseBlock block = open.get(index);
        if (block == null) {
            block = block(delta);
            begin(index, block, events);
        }
        block.delta(delta, events);
    }

    void stop(int index, Consumer<ChatEvent> events) {
        ConverseBlock block = open.remove(index);
        if (block instanceof ConverseBlock.Text text) {
            if (!text.hasBegun() && stopped != null) {
                stopped.takeOver(text, events);
                return;
            }
            endStopped(events);
            stopped = text;
        } else if (block != null) {
            block.end(events);
        }
    }

    /** A block of a whole answer: what a stream tells in a start and deltas stands in it at once. */
    void whole(int index, JsonNode block, Consumer<ChatEvent> events) {
        JsonNode cited = JsonTree.member(block, "citationsContent");
        if (cited == null) {
            start(index, block, events);
        } else {
            for (JsonNode text : cited.path("content")) {
                delta(index, text, events);
            }
            for (JsonNode citation : cited.path("citations")) {
                delta(index, JsonNodeFactory.instance.objectNode().set("citation", citation), events);
            }
        }
        stop(index, events);
    }

    void endAll(Consumer<ChatEvent> events) {
        for (Integer index : open.keySet().toArray(new Integer[0])) {
            stop(index, events);
        }
        endStopped(events);
    }

    private void endStopped(Consumer<ChatEvent> events) {
        ConverseBlock.Text text = stopped;
        if (text != null) {
            stopped = null; // first, for its end may want an index
            text.end(events);
        }
    }

    private void begin(int index, ConverseBlock block, Consumer<ChatEvent> events) {
        if (!(block instanceof ConverseBlock.Text)) {
            endStopped(events);
        }
        open.put(index, block);
    }

    private int take(Consumer<ChatEvent> events) {
        endStopped(events);
        return nextIndex++;
    }

    private ConverseBlock block(JsonNode told) {
        JsonNode tool = told.get("toolUse");
        if (tool != null && !"server_tool_use".equals(JsonTree.text(tool, "type"))) {
            return new ConverseBlock.ToolUse(this::take, tool);
        }
        if (told.has("reasoningContent")) {
            return new ConverseBlock.Reasoning(this::take);
        }
        if (told.has("image")) {
            return new ConverseBlock.Media(this::take, "image");
        }
        if (told.has("audio")) {
            return new ConverseBlock.Media(this::take, "audio");
        }
        return told.has("text") || told.has("citation")
                ? new ConverseBlock.Text(this::take)
                : new ConverseBlock.Foreign();
    }
}
