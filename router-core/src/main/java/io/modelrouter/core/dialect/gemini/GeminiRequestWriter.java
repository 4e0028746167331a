package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a neutral request for Gemini. Model and streaming are in the path. */
final class GeminiRequestWriter {
    private GeminiRequestWriter() {}

    static WrittenRequest write(ChatRequest request, WriteTarget target) {
        Losses losses = new Losses(request, Dialect.GEMINI_GENERATE);
        ToolNames names = new ToolNames(request);
        boolean jsonSchema = target.channelType().equals("gemini");
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        new GeminiContentWriter(request, names, losses).write(body);
        new GeminiToolWriter(request, names, losses, jsonSchema).write(body);
        ObjectNode config = new GeminiConfigWriter(request, losses, jsonSchema).write();
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
        if (request.dialect() == Dialect.GEMINI_GENERATE) {
            request.extras().forEach((path, value) -> put(body, path.split("\\."), JsonTree.read(value.toBytes())));
        }
        return new WrittenRequest(WireBody.of(JsonTree.bytes(body)), Map.of(), losses.finish());
    }

    private static void put(ObjectNode body, String[] path, @Nullable JsonNode value) {
        ObjectNode at = body;
        for (int i = 0; i < path.length - 1; i++) {
            String name = GeminiFields.camel(path[i]);
            at = at.get(name) instanceof ObjectNode inner ? inner : at.putObject(name);
        }
        at.set(GeminiFields.camel(path[path.length - 1]), value);
    }
}
