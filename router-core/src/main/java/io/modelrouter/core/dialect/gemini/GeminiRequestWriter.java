package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a neutral request for Gemini. Model and streaming are in the path. */
final class GeminiRequestWriter {
    private static final Set<String> GOOGLE = Set.of("gemini", "vertex");

    private GeminiRequestWriter() {}

    static WrittenRequest write(ChatRequest request, WriteTarget target) {
        Losses losses = new Losses(request, Dialect.GEMINI_GENERATE);
        ToolNames names = new ToolNames(request);
        boolean jsonSchema = GOOGLE.contains(target.channelType());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        new GeminiContentWriter(request, names, losses).write(body);
        new GeminiToolWriter(request, names, losses, jsonSchema).write(body);
        ObjectNode config = new GeminiConfigWriter(request, losses, jsonSchema).write();
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
        if (request.dialect() == Dialect.GEMINI_GENERATE) {
            request.extras().forEach((path, value) -> JsonTree.put(body, camel(path), value));
        }
        return new WrittenRequest(WireBody.of(JsonTree.bytes(body)), Map.of(), losses.finish());
    }

    private static String camel(String path) {
        return Arrays.stream(path.split("\\.")).map(GeminiFields::camel).collect(Collectors.joining("."));
    }
}
