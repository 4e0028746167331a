package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Param;
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
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes {@code tools} and {@code tool_choice}. */
final class ClaudeToolWriter {
    private final ChatRequest request;
    private final Losses losses;
    private final ToolNames names;
    private final ClaudeServerTools servers;
    /** Written tools by the names the vendor sees, which must differ. */
    private final Map<String, ObjectNode> written = new LinkedHashMap<>();

    private @Nullable ObjectNode choice;
    private boolean forced;

    ClaudeToolWriter(ChatRequest request, Losses losses, ToolNames names, Set<String> betas) {
        this.request = request;
        this.losses = losses;
        this.names = names;
        this.servers = new ClaudeServerTools(losses, betas);
    }

    /** Whether a tool must be called, which excludes thinking. */
    boolean isForced() {
        return forced;
    }

    void write() {
        for (Tool tool : request.tools()) {
            losses.unread(tool.source());
            ObjectNode one = tool(tool);
            if (one != null) {
                add(tool, one);
            }
        }
        chooseTools();
    }

    private void add(Tool tool, ObjectNode one) {
        String path = tool.source().path();
        String name = JsonTree.text(one, "name");
        boolean own = tool.source().dialect() == Dialect.CLAUDE_MESSAGES;
        if (written.putIfAbsent(own || name == null ? path : name, one) != null) {
            losses.hint(path, "a tool of that name is offered already");
        }
    }

    void addTo(ObjectNode body) {
        if (!written.isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            written.values().forEach(tools::add);
        } else if (request.dialect() == Dialect.CLAUDE_MESSAGES && choice == null) {
            return;
        }
        if (choice != null) {
            body.set("tool_choice", choice);
        }
    }

    private @Nullable ObjectNode tool(Tool tool) {
        ObjectNode own = ClaudeBlockWriter.verbatim(tool.source());
        if (own != null) {
            return own;
        }
        if (tool instanceof Tool.Function function) {
            return function(function);
        }
        if (tool instanceof Tool.Custom custom) {
            return custom(custom);
        }
        return servers.write((Tool.Server) tool, request);
    }

    private ObjectNode function(Tool.Function function) {
        String path = function.source().path();
        String name = names.written(function.namespace(), function.name());
        if (function.namespace() != null) {
            losses.approximated(path, "the namespace becomes part of the name");
        } else if (!name.equals(function.name())) {
            losses.approximated(path, "the name is rewritten to the characters and the length the vendor takes");
        }
        ObjectNode tool = JsonNodeFactory.instance.objectNode().put("name", name);
        if (function.description() != null) {
            tool.put("description", function.description());
        }
        ObjectNode schema = schema(function.parameters());
        if (Boolean.TRUE.equals(function.strict())) {
            strict(tool, schema, path);
        }
        tool.set("input_schema", schema);
        ClaudeBlockWriter.mark(tool, function.cache());
        return tool;
    }

    private void strict(ObjectNode tool, ObjectNode schema, String path) {
        if (!EnforcedSchemas.isEnforceable(schema)) {
            losses.approximated(path, "the vendor cannot enforce the schema of a strict tool");
            return;
        }
        if (EnforcedSchemas.close(schema)) {
            losses.approximated(path, "the schema of a strict tool is rewritten to what the vendor enforces");
        }
        tool.put("strict", true);
    }

    /** The vendor wants the schema of an object, even for a tool without parameters. */
    private static ObjectNode schema(@Nullable RawJson parameters) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        if (parameters != null && ClaudeBlockWriter.tree(parameters) instanceof ObjectNode own) {
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

    private ObjectNode custom(Tool.Custom custom) {
        String path = custom.source().path();
        losses.approximated(path, "a tool that takes free text becomes a function with the argument input");
        if (custom.format() != null) {
            losses.hint(custom.source(), "the vendor does not enforce a grammar", "format", "custom.format");
        }
        ObjectNode tool =
                JsonNodeFactory.instance.objectNode().put("name", names.written(custom.namespace(), custom.name()));
        if (custom.description() != null) {
            tool.put("description", custom.description());
        }
        ObjectNode schema = tool.putObject("input_schema").put("type", "object");
        schema.putObject("properties").putObject(ObjectArguments.WRAPPER).put("type", "string");
        schema.putArray("required").add(ObjectArguments.WRAPPER);
        return tool;
    }

    private void chooseTools() {
        ToolChoice wanted = losses.take(Param.TOOL_CHOICE);
        Boolean parallel = losses.take(Param.PARALLEL_TOOL_CALLS);
        boolean own = request.dialect() == Dialect.CLAUDE_MESSAGES;
        if (wanted != null) {
            choice = choice(wanted);
        }
        if (parallel != null && (own || !parallel)) {
            oneAtATime(!parallel);
        }
        if (written.isEmpty() && !own) {
            if (forced) {
                losses.semantic(Param.TOOL_CHOICE, "no tool is left that could be called");
            }
            choice = null;
            forced = false;
        }
    }

    private void oneAtATime(boolean only) {
        if (choice == null) {
            choice = JsonNodeFactory.instance.objectNode().put("type", "auto");
        }
        if (!"none".equals(JsonTree.text(choice, "type")) || request.dialect() == Dialect.CLAUDE_MESSAGES) {
            choice.put("disable_parallel_tool_use", only);
        }
    }

    private ObjectNode choice(ToolChoice wanted) {
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        if (wanted.mode() == ToolChoice.Mode.NONE) {
            return said.put("type", "none");
        }
        forced = wanted.mode() == ToolChoice.Mode.REQUIRED;
        if (forced && wanted.names().size() == 1) {
            return named(said, wanted.names().get(0));
        }
        if (!wanted.names().isEmpty()) {
            allow(wanted.names());
        }
        return said.put("type", forced ? "any" : "auto");
    }

    private ObjectNode named(ObjectNode said, String name) {
        String known = writtenName(name);
        if (request.dialect() != Dialect.CLAUDE_MESSAGES && !written.containsKey(known)) {
            losses.semantic(Param.TOOL_CHOICE, "the tool that must be called cannot be offered");
        }
        return said.put("type", "tool").put("name", known);
    }

    /** The vendor cannot be told which of the tools are allowed, so the others are not offered. */
    private void allow(List<String> allowed) {
        Set<String> kept = allowed.stream().map(this::writtenName).collect(Collectors.toSet());
        written.keySet().retainAll(kept);
        losses.approximated(Param.TOOL_CHOICE, "only the allowed tools are offered");
    }

    private String writtenName(String name) {
        for (Tool tool : request.tools()) {
            if (tool.name().equals(name)) {
                if (tool instanceof Tool.Function function) {
                    return names.written(function.namespace(), name);
                }
                if (tool instanceof Tool.Custom custom) {
                    return names.written(custom.namespace(), name);
                }
                return ClaudeServerTools.name((Tool.Server) tool);
            }
        }
        return names.written(null, name);
    }
}
