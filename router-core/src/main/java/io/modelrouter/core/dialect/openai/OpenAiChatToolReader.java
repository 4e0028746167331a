package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.Tool.ServerKind;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads tools, old functions, and what is said about calling them. */
final class OpenAiChatToolReader {
    private static final Dialect CHAT = Dialect.OPENAI_CHAT;
    private static final Set<String> OF_FUNCTION = Set.of("name", "description", "parameters", "strict");
    private static final Set<String> OF_CUSTOM = Set.of("name", "description", "format");

    private OpenAiChatToolReader() {}

    /** An entry of {@code tools}. Mistral's SDK leaves the type of functions out. */
    static Tool tool(RawJson json, String path) {
        JsonNode entry = object(json);
        String type = JsonTree.text(entry, "type");
        JsonNode function = entry.path("function");
        if (function.isObject() && (type == null || type.equals("function"))) {
            List<String> unread = OpenAiChatMembers.unread(entry, Set.of("type", "function", "cache_control"));
            return function(function, "function.", OpenAiChatMembers.cacheMark(entry), json, path, unread);
        }
        JsonNode custom = entry.path("custom");
        if (custom.isObject() && "custom".equals(type)) {
            List<String> unread = OpenAiChatMembers.unread(entry, Set.of("type", "custom"));
            OpenAiChatMembers.unread(custom, OF_CUSTOM).forEach(member -> unread.add("custom." + member));
            return new Tool.Custom(
                    null,
                    name(custom),
                    JsonTree.text(custom, "description"),
                    format(custom.path("format")),
                    Source.of(CHAT, path, json, unread));
        }
        String name = type == null ? name(entry) : type;
        return new Tool.Server(kind(name), name, CHAT, json, Source.of(CHAT, path, json, List.of()));
    }

    /** An entry of the old {@code functions}. */
    static Tool legacy(RawJson json, String path) {
        return function(object(json), "", null, json, path, new ArrayList<>());
    }

    /** {@code web_search_options}, by which OpenAI's search models are told how to search. */
    static Tool webSearch(RawJson json, String path) {
        return new Tool.Server(ServerKind.WEB_SEARCH, "web_search", CHAT, json, Source.of(CHAT, path, json, List.of()));
    }

    private static Tool function(
            JsonNode function,
            String scope,
            @Nullable CacheMark cache,
            RawJson json,
            String path,
            List<String> unread) {
        OpenAiChatMembers.unread(function, OF_FUNCTION).forEach(member -> unread.add(scope + member));
        JsonNode parameters = JsonTree.member(function, "parameters");
        JsonNode strict = function.path("strict");
        return new Tool.Function(
                null,
                name(function),
                JsonTree.text(function, "description"),
                parameters == null ? null : JsonTree.raw(parameters),
                strict.isBoolean() ? strict.booleanValue() : null,
                cache,
                Source.of(CHAT, path, json, unread));
    }

    /** The grammar as the Responses API writes it; here it stands one level deeper. */
    private static @Nullable RawJson format(JsonNode format) {
        if (!(format instanceof ObjectNode object)) {
            return null;
        }
        JsonNode grammar = object.path("grammar");
        if (!grammar.isObject()) {
            return JsonTree.raw(object);
        }
        ObjectNode flat = object.deepCopy();
        flat.remove("grammar");
        grammar.properties().forEach(member -> flat.set(member.getKey(), member.getValue()));
        return JsonTree.raw(flat);
    }

    private static ServerKind kind(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("web_search") || lower.contains("browser_search")) {
            return ServerKind.WEB_SEARCH;
        }
        if (lower.contains("web_fetch") || lower.contains("url_context") || lower.contains("visit_website")) {
            return ServerKind.WEB_FETCH;
        }
        if (lower.contains("code_interpreter") || lower.contains("code_execution")) {
            return ServerKind.CODE_EXECUTION;
        }
        if (lower.contains("file_search")) {
            return ServerKind.FILE_SEARCH;
        }
        if (lower.contains("image_generation")) {
            return ServerKind.IMAGE_GENERATION;
        }
        if (lower.contains("computer")) {
            return ServerKind.COMPUTER;
        }
        return lower.equals("mcp") ? ServerKind.MCP : ServerKind.OTHER;
    }

    /** {@code tool_choice}; null where it is not understood. */
    static @Nullable ToolChoice choice(JsonNode choice) {
        if (choice.isString()) {
            return mode(choice.stringValue());
        }
        JsonNode allowed = choice.path("allowed_tools");
        if (allowed.isObject()) {
            ToolChoice mode = mode(String.valueOf(JsonTree.text(allowed, "mode")));
            List<String> names = new ArrayList<>();
            for (JsonNode tool : allowed.path("tools")) {
                String name = named(tool);
                if (name != null) {
                    names.add(name);
                }
            }
            return mode == null || names.isEmpty() ? null : new ToolChoice(mode.mode(), names);
        }
        String name = choice.isObject() ? named(choice) : null;
        return name == null ? null : ToolChoice.named(name);
    }

    /** The old {@code function_call}: a word, or an object with a name. */
    static @Nullable ToolChoice legacyChoice(JsonNode choice) {
        String name = JsonTree.text(choice, "name");
        return name != null ? ToolChoice.named(name) : choice(choice);
    }

    private static @Nullable ToolChoice mode(String word) {
        switch (word) {
            case "auto":
                return ToolChoice.AUTO;
            case "none":
                return ToolChoice.NONE;
            case "required":
            // Mistral's word (docs.mistral.ai, function calling).
            case "any":
                return ToolChoice.REQUIRED;
            default:
                return null;
        }
    }

    private static @Nullable String named(JsonNode tool) {
        for (String kind : List.of("function", "custom")) {
            String name = JsonTree.text(tool.path(kind), "name");
            if (name != null) {
                return name;
            }
        }
        return null;
    }

    private static String name(JsonNode object) {
        String name = JsonTree.text(object, "name");
        return name == null ? "" : name;
    }

    private static JsonNode object(RawJson json) {
        JsonNode node = JsonTree.read(json.toBytes());
        return node == null ? JsonNodeFactory.instance.objectNode() : node;
    }
}
