package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the tools of a request, and which of them to call. */
final class ResponsesToolWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ChatRequest request;
    private final Losses losses;
    private final boolean own;
    private final ToolNames names;
    private final ArrayNode written = JSON.arrayNode();
    /** What a choice says of each tool, by the caller's name. */
    private final Map<String, ObjectNode> choices = new HashMap<>();

    private final Set<String> groups = new HashSet<>();

    ResponsesToolWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
        this.own = request.dialect() == Dialect.OPENAI_RESPONSES;
        this.names = new ToolNames(request);
    }

    void write(ObjectNode body) {
        for (Tool tool : request.tools()) {
            losses.unread(tool.source());
            // Tools that stand in the input go back there.
            if (!own || tool.source().path().startsWith("tools.") && !writeGroup(tool)) {
                write(tool);
            }
        }
        if (!written.isEmpty()) {
            body.set("tools", written);
        }
        choice(body);
        Boolean parallel = losses.take(Param.PARALLEL_TOOL_CALLS);
        if (parallel != null && (own || !written.isEmpty())) {
            body.put("parallel_tool_calls", parallel);
        }
    }

    /** Tools of a group are written with their group, once. */
    private boolean writeGroup(Tool tool) {
        String path = tool.source().path();
        int end = path.indexOf(".tools.");
        if (end < 0) {
            return false;
        }
        String group = path.substring(0, end);
        RawJson whole = request.extras().get(group);
        if (whole != null && groups.add(group)) {
            written.add(JsonTree.read(whole.toBytes()));
        }
        return whole != null;
    }

    private void write(Tool tool) {
        RawJson json = tool.source().json();
        if (json != null && tool.source().dialect() == Dialect.OPENAI_RESPONSES) {
            written.add(JsonTree.read(json.toBytes()));
            return;
        }
        if (tool instanceof Tool.Function function) {
            write(function);
        } else if (tool instanceof Tool.Custom custom) {
            write(custom);
        } else if (tool instanceof Tool.Server server) {
            write(server);
        }
    }

    private void write(Tool.Function tool) {
        String name = name(tool, tool.namespace());
        if (tool.cache() != null) {
            losses.cacheMark(tool.source(), "the vendor caches by itself");
        }
        ObjectNode json = JSON.objectNode().put("type", "function").put("name", name);
        if (tool.description() != null) {
            json.put("description", tool.description());
        }
        RawJson parameters = tool.parameters();
        JsonNode schema = parameters == null ? null : JsonTree.read(parameters.toBytes());
        if (schema == null || !schema.isObject()) {
            schema = JSON.objectNode().put("type", "object").set("properties", JSON.objectNode());
        }
        json.set("parameters", schema);
        // OpenAI enforces the schema where this is left out, and refuses those that it cannot enforce.
        json.put("strict", Boolean.TRUE.equals(tool.strict()));
        written.add(json);
        choices.put(tool.name(), JSON.objectNode().put("type", "function").put("name", name));
    }

    private void write(Tool.Custom tool) {
        String name = name(tool, tool.namespace());
        ObjectNode json = JSON.objectNode().put("type", "custom").put("name", name);
        if (tool.description() != null) {
            json.put("description", tool.description());
        }
        RawJson format = tool.format();
        JsonNode tree = format == null ? null : JsonTree.read(format.toBytes());
        if (tree != null && tree.isObject()) {
            json.set("format", flat(tree));
        }
        written.add(json);
        choices.put(tool.name(), JSON.objectNode().put("type", "custom").put("name", name));
    }

    /** Chat completions put a grammar one level deeper. */
    private static JsonNode flat(JsonNode format) {
        JsonNode grammar = format.path("grammar");
        if (!grammar.isObject()) {
            return format;
        }
        ObjectNode flat = JSON.objectNode().put("type", "grammar");
        grammar.properties().forEach(member -> flat.set(member.getKey(), member.getValue()));
        return flat;
    }

    private void write(Tool.Server tool) {
        ObjectNode json = JSON.objectNode();
        switch (tool.kind()) {
            case WEB_SEARCH:
                json.put("type", "web_search");
                break;
            case CODE_EXECUTION:
                json.put("type", "code_interpreter")
                        .set("container", JSON.objectNode().put("type", "auto"));
                break;
            case IMAGE_GENERATION:
                json.put("type", "image_generation");
                break;
            default:
                losses.hint(tool.source().path(), "is a tool that " + Dialect.OPENAI_RESPONSES + " does not have");
                return;
        }
        losses.approximated(tool.source().path(), "is another vendor's tool of the same kind");
        written.add(json);
        choices.put(tool.name(), JSON.objectNode().put("type", json.path("type").asString("")));
    }

    private String name(Tool tool, @Nullable String namespace) {
        String name = names.written(namespace, tool.name());
        if (!name.equals(tool.name())) {
            losses.approximated(tool.source().path(), "has a name that fits " + Dialect.OPENAI_RESPONSES);
        }
        return name;
    }

    private void choice(ObjectNode body) {
        ToolChoice choice = losses.take(Param.TOOL_CHOICE);
        if (choice == null || own && request.extras().containsKey("tool_choice")) {
            return;
        }
        if (written.isEmpty() && !own) {
            if (choice.mode() == ToolChoice.Mode.REQUIRED) {
                losses.semantic(Param.TOOL_CHOICE, "no tool is left to choose");
            }
            return;
        }
        String mode = choice.mode().name().toLowerCase(Locale.ROOT);
        if (choice.names().isEmpty() || choice.mode() == ToolChoice.Mode.NONE) {
            body.put("tool_choice", mode);
            return;
        }
        List<ObjectNode> chosen = choice.names().stream()
                .map(choices::get)
                .filter(Objects::nonNull)
                .toList();
        if (chosen.isEmpty()) {
            if (choice.mode() == ToolChoice.Mode.REQUIRED) {
                losses.semantic(Param.TOOL_CHOICE, "the tool to call is left out");
            } else {
                losses.hint(Param.TOOL_CHOICE, "the tools to choose from are left out");
            }
        } else if (choice.mode() == ToolChoice.Mode.REQUIRED && choice.names().size() == 1) {
            body.set("tool_choice", chosen.get(0));
        } else {
            ArrayNode tools = JSON.arrayNode();
            chosen.forEach(tools::add);
            body.putObject("tool_choice")
                    .put("type", "allowed_tools")
                    .put("mode", mode)
                    .set("tools", tools);
        }
    }

    /** A name for a schema: {@code [a-zA-Z0-9_-]}, at most 64 characters. */
    static String fitting(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return "response";
        }
        String fitting = name.replaceAll("[^a-zA-Z0-9_-]", "_");
        return fitting.length() <= 64 ? fitting : fitting.substring(0, 64);
    }
}
