package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.core.dialect.openai.OpenAiChatLane.Block;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Entries of {@code tool_calls}. */
final class OpenAiChatCallDeltas implements OpenAiChatLane.Target {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ToolNames names;
    private final Consumer<ObjectNode> deltas;
    private final Consumer<Block> ended;
    private int index = -1;
    private boolean custom;

    /**
     * @param ended takes each call that is whole
     */
    OpenAiChatCallDeltas(ToolNames names, Consumer<ObjectNode> deltas, Consumer<Block> ended) {
        this.names = names;
        this.deltas = deltas;
        this.ended = ended;
    }

    @Override
    public void begin(Block block) {
        index++;
        ToolNames.Original tool = names.original(block.name);
        custom = tool.custom();
        ObjectNode entry = JSON.objectNode().put("index", index).put("id", block.id);
        if (custom) {
            entry.put("type", "custom")
                    .putObject("custom")
                    .put("name", tool.name())
                    .put("input", "");
        } else {
            entry.put("type", "function")
                    .putObject("function")
                    .put("name", tool.name())
                    .put("arguments", "");
        }
        send(entry);
    }

    @Override
    public void say(Block block, String more) {
        if (!custom) {
            more("function", "arguments", more);
        }
    }

    @Override
    public void end(Block block) {
        if (custom) {
            more("custom", "input", unwrapped(block.said.toString()));
        } else if (block.said.toString().isBlank()) {
            // Clients parse what they get, and nothing is no JSON.
            more("function", "arguments", "{}");
        }
        ended.accept(block);
    }

    private void more(String kind, String member, String more) {
        ObjectNode entry = JSON.objectNode().put("index", index);
        entry.putObject(kind).put(member, more);
        send(entry);
    }

    private void send(ObjectNode entry) {
        ObjectNode delta = JSON.objectNode();
        delta.putArray("tool_calls").add(entry);
        deltas.accept(delta);
    }

    /** The free text for a custom tool, which other dialects call with one member {@code input}. */
    private static String unwrapped(String arguments) {
        JsonNode read = JsonTree.read(arguments.getBytes(StandardCharsets.UTF_8));
        String input = read != null && read.isObject() && read.size() == 1 ? JsonTree.text(read, "input") : null;
        return input == null ? arguments : input;
    }
}
