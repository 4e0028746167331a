package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads {@code tools} and {@code toolConfig}. */
final class GeminiToolReader {
    private static final Set<String> FUNCTION = Set.of("name", "description", "parameters", "parametersJsonSchema");

    private GeminiToolReader() {}

    static void read(JsonNode tools, String at, ChatRequest.Builder builder) {
        int index = 0;
        boolean list = tools.isArray();
        for (JsonNode tool : GeminiFields.list(tools)) {
            String path = list ? at + "." + index++ : at;
            if (!tool.isObject()) {
                throw GeminiContentReader.refusal(path, "a tool must be an object");
            }
            for (Map.Entry<String, JsonNode> member : tool.properties()) {
                JsonNode value = member.getValue();
                String inside = path + "." + member.getKey();
                if (GeminiFields.camel(member.getKey()).equals("functionDeclarations")) {
                    int number = 0;
                    for (JsonNode function : GeminiFields.list(value)) {
                        builder.tool(function(function, inside + "." + number++));
                    }
                } else if (!value.isNull()) {
                    builder.tool(server(member.getKey(), value, inside));
                }
            }
        }
    }

    private static Tool function(JsonNode function, String path) {
        String name = GeminiFields.text(function, "name");
        if (!function.isObject() || name == null) {
            throw GeminiContentReader.refusal(path + ".name", "a function needs a name");
        }
        JsonNode json = GeminiFields.get(function, "parametersJsonSchema");
        JsonNode openApi = GeminiFields.get(function, "parameters");
        RawJson schema = null;
        if (json != null) {
            schema = JsonTree.raw(json);
        } else if (openApi != null && openApi.isObject()) {
            schema = JsonTree.raw(GeminiSchemas.toJsonSchema(openApi));
        }
        Source source = Source.of(
                Dialect.GEMINI_GENERATE, path, JsonTree.raw(function), GeminiFields.unread(function, FUNCTION));
        return new Tool.Function(null, name, GeminiFields.text(function, "description"), schema, null, null, source);
    }

    private static Tool server(String name, JsonNode value, String path) {
        List<String> unread = new ArrayList<>();
        value.properties().forEach(member -> {
            if (JsonTree.saysSomething(member.getValue())) {
                unread.add(member.getKey());
            }
        });
        RawJson json = JsonTree.raw(JsonNodeFactory.instance.objectNode().set(name, value));
        Source source = Source.of(Dialect.GEMINI_GENERATE, path, json, unread);
        return new Tool.Server(kind(GeminiFields.camel(name)), name, Dialect.GEMINI_GENERATE, json, source);
    }

    private static Tool.ServerKind kind(String name) {
        switch (name) {
            case "googleSearch":
            case "googleSearchRetrieval":
            case "enterpriseWebSearch":
                return Tool.ServerKind.WEB_SEARCH;
            case "urlContext":
                return Tool.ServerKind.WEB_FETCH;
            case "codeExecution":
                return Tool.ServerKind.CODE_EXECUTION;
            case "fileSearch":
                return Tool.ServerKind.FILE_SEARCH;
            case "computerUse":
                return Tool.ServerKind.COMPUTER;
            case "mcpServers":
                return Tool.ServerKind.MCP;
            default:
                return Tool.ServerKind.OTHER;
        }
    }

    static void readConfig(JsonNode config, String at, ChatRequest.Builder builder) {
        if (!config.isObject()) {
            GeminiRequestReader.extra(builder, at, config);
            return;
        }
        config.properties().forEach(member -> {
            String path = at + "." + member.getKey();
            JsonNode value = member.getValue();
            if (GeminiFields.camel(member.getKey()).equals("functionCallingConfig") && value.isObject()) {
                choice(value, path, builder);
            } else {
                GeminiRequestReader.extra(builder, path, value);
            }
        });
    }

    private static void choice(JsonNode calling, String at, ChatRequest.Builder builder) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : GeminiFields.list(GeminiFields.get(calling, "allowedFunctionNames"))) {
            names.add(name.asString(""));
        }
        JsonNode told = GeminiFields.get(calling, "mode");
        String mode = told == null ? "" : told.asString("").toUpperCase(Locale.ROOT);
        String path = at + "." + GeminiFields.name(calling, "mode");
        switch (mode) {
            case "ANY":
            case "2":
                builder.set(Param.TOOL_CHOICE, new ToolChoice(ToolChoice.Mode.REQUIRED, names), path);
                break;
            case "NONE":
            case "3":
                builder.set(Param.TOOL_CHOICE, new ToolChoice(ToolChoice.Mode.NONE, names), path);
                break;
            default:
                if (told != null || !names.isEmpty()) {
                    builder.set(Param.TOOL_CHOICE, new ToolChoice(ToolChoice.Mode.AUTO, names), path);
                }
                if (told != null && !mode.equals("AUTO") && !mode.equals("1")) {
                    // VALIDATED is AUTO with calls that are held to their schemas.
                    builder.extra(path, JsonTree.raw(told), Loss.Severity.HINT);
                }
        }
        for (String member : GeminiFields.unread(calling, Set.of("mode", "allowedFunctionNames"))) {
            builder.extra(at + "." + member, JsonTree.raw(calling.path(member)));
        }
    }
}
