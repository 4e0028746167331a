package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the tools of a request, and which of them to call. */
final class ResponsesToolReader {
    private static final Set<String> FUNCTION = Set.of("type", "name", "description", "parameters", "strict");
    private static final Set<String> CUSTOM = Set.of("type", "name", "description", "format");

    private final ChatRequest.Builder request;
    private final Set<Offered> offered = new HashSet<>();

    /** What a tool is told from others by. */
    private record Offered(@Nullable String namespace, String name) {}

    ResponsesToolReader(ChatRequest.Builder request) {
        this.request = request;
    }

    /** A group of tools is taken apart; what it says of itself is kept for its own dialect. */
    void read(ResponsesPiece tool) {
        if (!tool.json().isObject()) {
            throw tool.refused("A tool must be an object.");
        }
        if (isGroup(tool)) {
            request.extra(tool.path(), tool.raw(), null);
        }
        add(tool, false);
    }

    /**
     * Reads a tool that the input adds to those of the request, which only this dialect can do: for others it is offered
     * from the start.
     */
    void readAdded(ResponsesPiece tool) {
        if (tool.json().isObject()) {
            add(tool, true);
        }
    }

    private void add(ResponsesPiece tool, boolean onlyNew) {
        String namespace = isGroup(tool) ? tool.text("name") : null;
        for (ResponsesPiece one : namespace == null ? List.of(tool) : tool.elements("tools")) {
            Tool read = tool(one, namespace);
            if (offered.add(new Offered(namespace, read.name())) || !onlyNew) {
                request.tool(read);
            }
        }
    }

    private static boolean isGroup(ResponsesPiece tool) {
        return tool.type().equals("namespace")
                && tool.text("name") != null
                && !tool.elements("tools").isEmpty();
    }

    private static Tool tool(ResponsesPiece tool, @Nullable String namespace) {
        String name = tool.text("name");
        if (name != null && tool.type().equals("function")) {
            ResponsesPiece parameters = tool.member("parameters");
            JsonNode strict = tool.json().path("strict");
            return new Tool.Function(
                    namespace,
                    name,
                    tool.text("description"),
                    parameters == null ? null : parameters.raw(),
                    strict.isBoolean() ? strict.booleanValue() : null,
                    null,
                    tool.source(FUNCTION));
        }
        if (name != null && tool.type().equals("custom")) {
            ResponsesPiece format = tool.member("format");
            return new Tool.Custom(
                    namespace,
                    name,
                    tool.text("description"),
                    format == null ? null : format.raw(),
                    tool.source(CUSTOM));
        }
        return new Tool.Server(
                kind(tool.type()), serverName(tool.json()), Dialect.OPENAI_RESPONSES, tool.raw(), tool.source());
    }

    /** By what a choice of it is told from others: a remote server by its label, anything else by its type. */
    static String serverName(JsonNode tool) {
        String label = tool.path("server_label").asString("");
        return label.isEmpty() ? tool.path("type").asString("") : label;
    }

    private static Tool.ServerKind kind(String type) {
        if (type.startsWith("web_search")) {
            return Tool.ServerKind.WEB_SEARCH;
        }
        if (type.startsWith("computer")) {
            return Tool.ServerKind.COMPUTER;
        }
        switch (type) {
            case "code_interpreter":
                return Tool.ServerKind.CODE_EXECUTION;
            case "file_search":
                return Tool.ServerKind.FILE_SEARCH;
            case "image_generation":
                return Tool.ServerKind.IMAGE_GENERATION;
            case "mcp":
                return Tool.ServerKind.MCP;
            default:
                return Tool.ServerKind.OTHER;
        }
    }

    /** Reads which tools to call; what cannot be read is kept as it is. */
    static void readChoice(ResponsesPiece choice, ChatRequest.Builder request) {
        ToolChoice read = choice.json().isString()
                ? mode(choice.json().stringValue(), List.of())
                : choice.json().isObject() ? named(choice) : null;
        if (read == null) {
            request.extra(choice.path(), choice.raw(), Param.TOOL_CHOICE.severity());
            return;
        }
        request.set(Param.TOOL_CHOICE, read, choice.path());
        if (choice.json().isObject()) {
            request.extra(choice.path(), choice.raw(), null);
        }
    }

    private static @Nullable ToolChoice mode(String mode, List<String> names) {
        try {
            return new ToolChoice(ToolChoice.Mode.valueOf(mode.toUpperCase(Locale.ROOT)), names);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable ToolChoice named(ResponsesPiece choice) {
        if (choice.type().equals("allowed_tools")) {
            List<String> names = new ArrayList<>();
            choice.elements("tools").forEach(tool -> names.add(name(tool)));
            return mode(choice.json().path("mode").asString("auto"), names);
        }
        String name = name(choice);
        return name.isEmpty() ? null : ToolChoice.named(name);
    }

    private static String name(ResponsesPiece choice) {
        String name = choice.type().equals("function") || choice.type().equals("custom") ? choice.text("name") : null;
        return name == null ? serverName(choice.json()) : name;
    }
}
