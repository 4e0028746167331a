package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.core.dialect.openai.OpenAiChatLane.Block;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The one {@code function_call} of an old client; it has no room for another. */
final class OpenAiChatLegacyCall implements OpenAiChatLane.Target {
    private final ToolNames names;
    private final Consumer<ObjectNode> deltas;
    private @Nullable Block first;

    OpenAiChatLegacyCall(ToolNames names, Consumer<ObjectNode> deltas) {
        this.names = names;
        this.deltas = deltas;
    }

    @Override
    public void begin(Block block) {
        if (first == null) {
            first = block;
            more(names.original(block.name).name(), "");
        }
    }

    @Override
    public void say(Block block, String more) {
        if (block == first) {
            more(null, more);
        }
    }

    @Override
    public void end(Block block) {
        if (block == first && block.said.toString().isBlank()) {
            more(null, "{}");
        }
    }

    private void more(@Nullable String name, String arguments) {
        ObjectNode delta = JsonNodeFactory.instance.objectNode();
        ObjectNode call = delta.putObject("function_call");
        if (name != null) {
            call.put("name", name);
        }
        call.put("arguments", arguments);
        deltas.accept(delta);
    }
}
