package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code tools} and {@code toolConfig}. Schemas go into {@code parametersJsonSchema}, which takes JSON Schema as it
 * is and which both Google APIs accept from gemini-2.0 on ({@code pydantic-test-google-vertex-tool-combination-*} for
 * Vertex); imitators know {@code parameters} only. One for each request; not thread-safe.
 */
final class GeminiToolWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ChatRequest request;
    private final ToolNames names;
    private final Losses losses;
    private final boolean jsonSchema;
    private final Set<String> declared = new LinkedHashSet<>();
    private boolean serverTools;
    private boolean dropped;

    GeminiToolWriter(ChatRequest request, ToolNames names, Losses losses, boolean jsonSchema) {
        this.request = request;
        this.names = names;
        this.losses = losses;
        this.jsonSchema = jsonSchema;
    }

    void write(ObjectNode body) {
        ToolChoice choice = losses.take(Param.TOOL_CHOICE);
        Map<String, ObjectNode> tools = new LinkedHashMap<>();
        Set<String> offered = offered(choice);
        for (Tool tool : request.tools()) {
            if (tool instanceof Tool.Server server) {
                server(server, tools);
            } else if (offered == null || offered.contains(tool.name())) {
                function(tool, tools);
            }
        }
        if (!tools.isEmpty()) {
            ArrayNode list = body.putArray("tools");
            tools.values().forEach(list::add);
        }
        if (choice != null) {
            choice(choice, body);
        }
    }

    /**
     * The only functions to declare, null for all: AUTO among some cannot be said, since Google allows names with ANY and
     * VALIDATED alone.
     */
    private @Nullable Set<String> offered(@Nullable ToolChoice choice) {
        if (choice == null
                || choice.mode() != ToolChoice.Mode.AUTO
                || choice.names().isEmpty()
                || request.dialect() == Dialect.GEMINI_GENERATE) {
            return null;
        }
        losses.approximated(Param.TOOL_CHOICE, "only the allowed tools are declared");
        return Set.copyOf(choice.names());
    }

    private void function(Tool tool, Map<String, ObjectNode> tools) {
        String group = group(tool);
        ObjectNode holder = tools.computeIfAbsent(group, key -> NODES.objectNode());
        RawJson raw = tool.source().json();
        boolean own = tool.source().dialect() == Dialect.GEMINI_GENERATE && raw != null;
        String member = own ? spelling(tool.source().path()) : "functionDeclarations";
        ArrayNode functions = holder.get(member) instanceof ArrayNode known ? known : holder.putArray(member);
        losses.unread(tool.source());
        if (own && raw != null) {
            declared.add(tool.name());
            functions.add(JsonTree.read(raw.toBytes()));
        } else if (tool instanceof Tool.Function function) {
            function(function, functions.addObject());
        } else if (tool instanceof Tool.Custom custom) {
            custom(custom, functions.addObject());
        }
    }

    private void function(Tool.Function function, ObjectNode out) {
        String path = function.source().path();
        String name = names.written(function.namespace(), function.name());
        declared.add(name);
        out.put("name", name);
        if (function.namespace() != null) {
            losses.approximated(path, "stands outside of its namespace as " + name);
        }
        if (function.description() != null) {
            out.put("description", function.description());
        }
        if (Boolean.TRUE.equals(function.strict())) {
            losses.hint(function.source(), "schemas are not enforced", "strict", "function.strict");
        }
        if (function.cache() != null) {
            losses.cacheMark(function.source(), "Gemini caches prompts by itself");
        }
        RawJson parameters = function.parameters();
        JsonNode schema = parameters == null ? null : JsonTree.read(parameters.toBytes());
        if (schema == null || !schema.isObject() || schema.isEmpty()) {
            return;
        }
        if (jsonSchema) {
            out.set("parametersJsonSchema", schema);
        } else {
            GeminiSchemaRewriter rewriter = new GeminiSchemaRewriter(schema);
            ObjectNode rewritten = rewriter.rewrite();
            if (rewritten.has("properties")
                    || !rewritten.path("type").asString("").equals("OBJECT")) {
                out.set("parameters", rewritten);
            }
            report(rewriter, path + ".parameters", losses);
        }
    }

    static void report(GeminiSchemaRewriter rewriter, String path, Losses losses) {
        if (!rewriter.dropped().isEmpty()) {
            losses.approximated(path, "said without " + String.join(", ", rewriter.dropped()));
        }
    }

    private void custom(Tool.Custom custom, ObjectNode out) {
        String name = names.written(custom.namespace(), custom.name());
        declared.add(name);
        out.put("name", name);
        if (custom.description() != null) {
            out.put("description", custom.description());
        }
        ObjectNode schema = NODES.objectNode();
        schema.put("type", jsonSchema ? "object" : "OBJECT");
        schema.putObject("properties").putObject("input").put("type", jsonSchema ? "string" : "STRING");
        schema.putArray("required").add("input");
        out.set(jsonSchema ? "parametersJsonSchema" : "parameters", schema);
        losses.approximated(custom.source().path(), "is a function with one text");
    }

    private void server(Tool.Server server, Map<String, ObjectNode> tools) {
        losses.unread(server.source());
        JsonNode json = server.dialect() == Dialect.GEMINI_GENERATE
                ? JsonTree.read(server.json().toBytes())
                : null;
        if (json instanceof ObjectNode own) {
            serverTools = true;
            ObjectNode holder = tools.computeIfAbsent(group(server), key -> NODES.objectNode());
            own.properties().forEach(member -> holder.set(member.getKey(), member.getValue()));
            return;
        }
        String counterpart = counterpart(server.kind());
        String path = server.source().path();
        boolean functions = request.tools().stream().anyMatch(tool -> !(tool instanceof Tool.Server));
        if (counterpart == null) {
            dropped = true;
            losses.hint(path, server.name() + " has no counterpart in " + Dialect.GEMINI_GENERATE);
        } else if (functions) {
            // Before gemini-3 a request with both is refused, and the name of a model does not tell.
            dropped = true;
            losses.hint(
                    path,
                    server.name() + " was left out, since many Gemini models take no " + counterpart
                            + " together with functions");
        } else {
            serverTools = true;
            tools.computeIfAbsent(counterpart, key -> NODES.objectNode()).putObject(counterpart);
            losses.approximated(path, "is Google's own " + counterpart);
        }
    }

    private static @Nullable String counterpart(Tool.ServerKind kind) {
        switch (kind) {
            case WEB_SEARCH:
                return "googleSearch";
            case WEB_FETCH:
                return "urlContext";
            case CODE_EXECUTION:
                return "codeExecution";
            default:
                return null;
        }
    }

    /** Functions of one group stand in one tool; a caller's own groups stay what they were. */
    private static String group(Tool tool) {
        if (tool.source().dialect() != Dialect.GEMINI_GENERATE) {
            return "functions";
        }
        String[] steps = tool.source().path().split("\\.");
        return steps.length > 1 && steps[1].matches("\\d+") ? steps[1] : "0";
    }

    private static String spelling(String path) {
        return path.contains(".function_declarations.") ? "function_declarations" : "functionDeclarations";
    }

    private void choice(ToolChoice choice, ObjectNode body) {
        boolean own = request.dialect() == Dialect.GEMINI_GENERATE;
        if (declared.isEmpty() && !own) {
            // The configuration is refused where no function is declared.
            if (choice.mode() == ToolChoice.Mode.REQUIRED) {
                if (dropped && !serverTools) {
                    losses.semantic(Param.TOOL_CHOICE, "the tool was left out");
                } else {
                    losses.hint(Param.TOOL_CHOICE, "no function is declared");
                }
            }
            return;
        }
        List<String> allowed = new ArrayList<>();
        if (own) {
            allowed.addAll(choice.names());
        } else if (choice.mode() == ToolChoice.Mode.REQUIRED) {
            for (String name : choice.names()) {
                String written = written(name);
                if (declared.contains(written)) {
                    allowed.add(written);
                }
            }
            if (allowed.isEmpty() && !choice.names().isEmpty()) {
                losses.semantic(Param.TOOL_CHOICE, "the tool was left out");
                return;
            }
        }
        ObjectNode calling = body.putObject("toolConfig").putObject("functionCallingConfig");
        calling.put("mode", mode(choice.mode()));
        if (!allowed.isEmpty()) {
            ArrayNode list = calling.putArray("allowedFunctionNames");
            allowed.forEach(list::add);
        }
    }

    private String written(String name) {
        for (Tool tool : request.tools()) {
            if (tool.name().equals(name) && tool instanceof Tool.Function function) {
                return names.written(function.namespace(), name);
            }
            if (tool.name().equals(name) && tool instanceof Tool.Custom custom) {
                return names.written(custom.namespace(), name);
            }
        }
        return name;
    }

    private static String mode(ToolChoice.Mode mode) {
        switch (mode) {
            case NONE:
                return "NONE";
            case REQUIRED:
                return "ANY";
            default:
                return "AUTO";
        }
    }
}
