package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.core.dialect.EnforcedSchemas;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ObjectArguments;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code toolConfig}. The vendor has no word for tools that must not be called, and refuses earlier calls in a request
 * without tools: where none may be called, none is offered, and the calls become text ({@link #callsInWords}).
 */
final class ConverseToolWriter {
    private final ChatRequest request;
    private final Losses losses;
    private final ToolNames names;
    private final ConverseModel model;
    /** Written tools by the names the vendor sees, which must differ. */
    private final Map<String, ObjectNode> written = new LinkedHashMap<>();
    /** Those tools as the caller gave them, for their cache marks. */
    private final Map<String, Tool> given = new LinkedHashMap<>();

    private @Nullable ObjectNode choice;
    private boolean forced;

    ConverseToolWriter(ChatRequest request, Losses losses, ToolNames names, ConverseModel model) {
        this.request = request;
        this.losses = losses;
        this.names = names;
        this.model = model;
    }

    /** Whether a tool must be called, which excludes Claude's thinking. */
    boolean isForced() {
        return forced;
    }

    /** Whether earlier calls and results must become text. */
    boolean callsInWords() {
        return written.isEmpty() && holdsCalls();
    }

    private boolean holdsCalls() {
        return request.turns().stream()
                .flatMap(turn -> turn.blocks().stream())
                .anyMatch(block -> block instanceof PromptBlock.ToolCall || block instanceof PromptBlock.ToolResult);
    }

    void write() {
        ToolChoice wanted = losses.take(Param.TOOL_CHOICE);
        Boolean parallel = losses.take(Param.PARALLEL_TOOL_CALLS);
        for (Tool tool : request.tools()) {
            losses.unread(tool.source());
            write(tool);
        }
        if (Boolean.FALSE.equals(parallel) && !written.isEmpty()) {
            losses.hint(Param.PARALLEL_TOOL_CALLS, "the vendor cannot be told to call one tool at a time");
        }
        if (wanted != null) {
            choose(wanted);
        }
    }

    void addTo(ObjectNode body, ConverseCacheMarks marks) {
        if (written.isEmpty()) {
            return;
        }
        ObjectNode config = body.putObject("toolConfig");
        ArrayNode tools = config.putArray("tools");
        written.forEach((name, one) -> {
            tools.add(one);
            if (given.get(name) instanceof Tool.Function function) {
                marks.addToTools(tools, function.cache(), function.source());
            }
        });
        if (choice != null) {
            config.set("toolChoice", choice);
        }
    }

    private void write(Tool tool) {
        ObjectNode one;
        String name;
        if (tool instanceof Tool.Function function) {
            name = names.written(function.namespace(), function.name());
            one = function(function, name);
        } else if (tool instanceof Tool.Custom custom) {
            name = names.written(custom.namespace(), custom.name());
            one = custom(custom, name);
        } else {
            Tool.Server server = (Tool.Server) tool;
            name = Objects.requireNonNullElse(systemTool(server.kind()), "");
            one = server(server, name);
        }
        if (one == null) {
            return;
        }
        if (written.putIfAbsent(name, one) == null) {
            given.put(name, tool);
        } else {
            losses.hint(tool.source().path(), "a tool of that name is offered already");
        }
    }

    private ObjectNode function(Tool.Function function, String name) {
        String path = function.source().path();
        if (function.namespace() != null) {
            losses.approximated(path, "the namespace becomes part of the name");
        } else if (!name.equals(function.name())) {
            losses.approximated(path, "the name is rewritten to the characters and the length the vendor takes");
        }
        ObjectNode schema = schema(function.parameters());
        boolean strict = Boolean.TRUE.equals(function.strict()) && strict(schema, path);
        return tool(name, function.description(), schema, strict);
    }

    /** Whether the vendor can hold the model to the schema, which is rewritten for that. */
    private boolean strict(ObjectNode schema, String path) {
        if (!model.enforcesSchemas()) {
            losses.approximated(path, "the model is not known to enforce the schema of a strict tool");
            return false;
        }
        if (!EnforcedSchemas.isEnforceable(schema)) {
            losses.approximated(path, "the vendor cannot enforce the schema of a strict tool");
            return false;
        }
        if (EnforcedSchemas.close(schema)) {
            losses.approximated(path, "the schema of a strict tool is rewritten to what the vendor enforces");
        }
        return true;
    }

    private static ObjectNode tool(String name, @Nullable String description, ObjectNode schema, boolean strict) {
        ObjectNode tool = JsonNodeFactory.instance.objectNode();
        ObjectNode spec = tool.putObject("toolSpec").put("name", name);
        if (description != null && !description.isBlank()) {
            spec.put("description", description);
        }
        spec.putObject("inputSchema").set("json", schema);
        if (strict) {
            spec.put("strict", true);
        }
        return tool;
    }

    /** The vendor wants the schema of an object, even for a tool without parameters. */
    private static ObjectNode schema(@Nullable RawJson parameters) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        JsonNode tree = parameters == null ? null : JsonTree.read(parameters.toBytes());
        if (tree instanceof ObjectNode own) {
            if ("object".equals(JsonTree.text(own, "type"))) {
                return own;
            }
            own.remove("type");
            schema.setAll(own);
        }
        if (!schema.has("properties") && schema.size() == 1) {
            schema.putObject("properties");
        }
        return schema;
    }

    private ObjectNode custom(Tool.Custom custom, String name) {
        losses.approximated(
                custom.source().path(), "a tool that takes free text becomes a function with the argument input");
        if (custom.format() != null) {
            losses.hint(custom.source(), "the vendor does not enforce a grammar", "format", "custom.format");
        }
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties").putObject(ObjectArguments.WRAPPER).put("type", "string");
        schema.putArray("required").add(ObjectArguments.WRAPPER);
        return tool(name, custom.description(), schema, false);
    }

    /**
     * The tools that Nova's second generation runs itself; no other model has any in Converse. Recorded:
     * {@code pydantic-test-bedrock-model-with-code-execution-tool-0-a6fb1f11}.
     */
    private @Nullable String systemTool(Tool.ServerKind kind) {
        if (model.family() != ConverseModel.Family.NOVA_2) {
            return null;
        }
        switch (kind) {
            case WEB_SEARCH:
                return "nova_grounding";
            case CODE_EXECUTION:
                return "nova_code_interpreter";
            default:
                return null;
        }
    }

    private @Nullable ObjectNode server(Tool.Server tool, String name) {
        String path = tool.source().path();
        if (name.isEmpty()) {
            losses.hint(path, "has no counterpart in " + Dialect.BEDROCK_CONVERSE);
            return null;
        }
        losses.approximated(path, "another vendor's tool is replaced by the one of the same kind");
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        written.putObject("systemTool").put("name", name);
        return written;
    }

    private void choose(ToolChoice wanted) {
        if (wanted.mode() == ToolChoice.Mode.NONE) {
            written.clear();
            return;
        }
        forced = wanted.mode() == ToolChoice.Mode.REQUIRED;
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        if (forced && wanted.names().size() == 1) {
            String known = writtenName(wanted.names().get(0));
            said.putObject("tool").put("name", known);
            if (!written.containsKey(known)) {
                losses.semantic(Param.TOOL_CHOICE, "the tool that must be called cannot be offered");
            }
        } else {
            if (!wanted.names().isEmpty()) {
                allow(wanted.names());
            }
            said.putObject(forced ? "any" : "auto");
        }
        if (written.isEmpty() && forced) {
            losses.semantic(Param.TOOL_CHOICE, "no tool is left that could be called");
        }
        choice = said;
    }

    /** The vendor cannot be told which of the tools are allowed, so the others are not offered. */
    private void allow(List<String> allowed) {
        Set<String> kept = allowed.stream().map(this::writtenName).collect(Collectors.toSet());
        written.keySet().retainAll(kept);
        losses.approximated(Param.TOOL_CHOICE, "only the allowed tools are offered");
    }

    private String writtenName(String name) {
        for (Map.Entry<String, Tool> one : given.entrySet()) {
            if (one.getValue().name().equals(name)) {
                return one.getKey();
            }
        }
        return names.written(null, name);
    }
}
