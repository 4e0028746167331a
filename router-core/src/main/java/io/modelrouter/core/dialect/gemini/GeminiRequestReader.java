package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Turns a Gemini request into neutral words. The model and the stream flag come from the path, not from the body. */
final class GeminiRequestReader {
    private GeminiRequestReader() {}

    static ChatRequest read(RouterRequest request) {
        JsonNode body = JsonTree.read(request.json().toBytes());
        if (body == null || !body.isObject()) {
            throw GeminiContentReader.refusal("", "the body must be an object");
        }
        ChatRequest.Builder builder =
                ChatRequest.builder(Dialect.GEMINI_GENERATE, request.model()).stream(request.stream());
        GeminiContentReader contents = new GeminiContentReader();
        List<Turn> turns = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            JsonNode value = member.getValue();
            String name = member.getKey();
            if (value.isNull()) {
                continue;
            }
            switch (GeminiFields.camel(name)) {
                case "contents":
                    int index = 0;
                    boolean list = value.isArray();
                    for (JsonNode content : GeminiFields.list(value)) {
                        turns.add(contents.turn(content, list ? name + "." + index++ : name));
                    }
                    break;
                case "systemInstruction":
                    Turn instruction = contents.instruction(value, name);
                    if (instruction != null) {
                        turns.add(0, instruction);
                    }
                    break;
                case "tools":
                    GeminiToolReader.read(value, name, builder);
                    break;
                case "toolConfig":
                    GeminiToolReader.readConfig(value, name, builder);
                    break;
                case "generationConfig":
                    GeminiConfigReader.read(value, name, builder);
                    break;
                case "cachedContent":
                    if (JsonTree.saysSomething(value)) {
                        // It is the beginning of the prompt.
                        builder.extra(name, JsonTree.raw(value), Loss.Severity.SEMANTIC);
                    }
                    break;
                case "model":
                    // Some clients repeat the model of the path.
                    break;
                default:
                    extra(builder, name, value);
            }
        }
        return builder.turns(turns).build();
    }

    /** Keeps a member without a word; false asks for nothing. */
    static void extra(ChatRequest.Builder builder, String path, JsonNode value) {
        if (JsonTree.saysSomething(value)) {
            boolean off = value.isBoolean() && !value.booleanValue();
            builder.extra(path, JsonTree.raw(value), off ? null : Loss.Severity.HINT);
        }
    }
}
