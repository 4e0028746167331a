package io.modelrouter.core.dialect.openai;

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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes tools and what is said about calling them. */
final class OpenAiChatToolWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ChatRequest request;
    private final OpenAiChatChannel channel;
    private final ToolNames names;
    private final Losses losses;
    /** Names the caller uses of tools that are written, and those that are custom there. */
    private final Set<String> offered = new HashSet<>();

    private final Set<String> custom = new HashSet<>();

    OpenAiChatToolWriter(ChatRequest request, OpenAiChatChannel channel, ToolNames names, Losses losses) {
        this.request = request;
        this.channel = channel;
        this.names = names;
        this.losses = losses;
    }

    void write(ObjectNode body) {
        ToolChoice choice = losses.take(Param.TOOL_CHOICE);
        Boolean parallel = losses.take(Param.PARALLEL_TOOL_CALLS);
        ArrayNode tools = JSON.arrayNode();
        ArrayNode functions = JSON.arrayNode();
        boolean narrow = choice != null && isChoiceOfSeveral(choice) && !channel.isComplete();
        for (Tool tool : request.tools()) {
            losses.unread(tool.source());
            if (narrow && choice != null && !choice.names().contains(tool.name())) {
                // The list says it where allowed_tools is not known.
                losses.approximated(Param.TOOL_CHOICE, "the tools that may not be called are not offered");
                continue;
            }
            if (OpenAiChatRequestWriter.isLegacy(tool)) {
                functions.add(verbatim(tool));
                offered.add(tool.name());
            } else if (tool.source().path().equals("web_search_options") && isOwn(tool)) {
                if (channel.takes("web_search_options")) {
                    body.set("web_search_options", verbatim(tool));
                } else {
                    losses.hint("web_search_options", "is OpenAI's own");
                }
            } else {
                JsonNode written = tool(tool);
                if (written != null) {
                    tools.add(written);
                    offered.add(tool.name());
                }
            }
        }
        if (!tools.isEmpty()) {
            body.set("tools", tools);
        }
        if (!functions.isEmpty()) {
            body.set("functions", functions);
        }
        choice(body, choice);
        boolean said =
                parallel != null && !request.path(Param.PARALLEL_TOOL_CALLS).equals("functions");
        if (said && !tools.isEmpty()) {
            body.put("parallel_tool_calls", parallel);
        }
    }

    private static boolean isOwn(Tool tool) {
        return tool.source().dialect() == Dialect.OPENAI_CHAT && tool.source().json() != null;
    }

    private static @Nullable JsonNode verbatim(Tool tool) {
        RawJson json = tool.source().json();
        return json == null ? null : JsonTree.read(json.toBytes());
    }

    private @Nullable JsonNode tool(Tool tool) {
        boolean flatten = tool instanceof Tool.Custom && !channel.isComplete();
        if (isOwn(tool) && !flatten) {
            if (tool instanceof Tool.Custom) {
                custom.add(tool.name());
            }
            return verbatim(tool);
        }
        if (tool instanceof Tool.Function function) {
            return function(function);
        }
        if (tool instanceof Tool.Custom free) {
            return flatten ? flattened(free) : custom(free);
        }
        losses.hint(tool.source().path(), "is run by its vendor and has no counterpart in openai-chat");
        return null;
    }

    private ObjectNode function(Tool.Function tool) {
        ObjectNode function = named(tool.namespace(), tool);
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        JsonNode parameters = tool.parameters() == null
                ? null
                : JsonTree.read(tool.parameters().toBytes());
        function.set("parameters", parameters == null ? anything() : parameters);
        strict(tool, parameters, function);
        if (tool.cache() != null) {
            losses.cacheMark(tool.source(), "the vendor caches by itself");
        }
        return wrapped("function", function);
    }

    private void strict(Tool.Function tool, @Nullable JsonNode parameters, ObjectNode function) {
        Boolean strict = tool.strict();
        boolean foreign = tool.source().dialect().family() != Dialect.Family.OPENAI;
        if (foreign && Boolean.TRUE.equals(strict) && parameters != null && !OpenAiChatStrictSchema.fits(parameters)) {
            losses.approximated(tool.source().path(), "the schema is followed, but not strictly");
        } else if (strict != null) {
            function.put("strict", strict);
        }
    }

    private ObjectNode custom(Tool.Custom tool) {
        custom.add(tool.name());
        ObjectNode body = named(tool.namespace(), tool);
        if (tool.description() != null) {
            body.put("description", tool.description());
        }
        JsonNode format =
                tool.format() == null ? null : JsonTree.read(tool.format().toBytes());
        if (format != null) {
            body.set("format", nested(format));
        }
        return wrapped("custom", body);
    }

    /** The Responses API has the grammar beside its type, chat one level deeper. */
    private static JsonNode nested(JsonNode format) {
        if (!"grammar".equals(JsonTree.text(format, "type"))
                || format.path("grammar").isObject()) {
            return format;
        }
        ObjectNode grammar = ((ObjectNode) format).deepCopy();
        grammar.remove("type");
        ObjectNode deeper = JSON.objectNode().put("type", "grammar");
        deeper.set("grammar", grammar);
        return deeper;
    }

    private ObjectNode flattened(Tool.Custom tool) {
        losses.approximated(tool.source().path(), "is offered as a function with one text");
        ObjectNode function = named(tool.namespace(), tool);
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        ObjectNode parameters = JSON.objectNode().put("type", "object");
        parameters.putObject("properties").putObject("input").put("type", "string");
        parameters.putArray("required").add("input");
        parameters.put("additionalProperties", false);
        function.set("parameters", parameters);
        return wrapped("function", function);
    }

    private ObjectNode named(@Nullable String namespace, Tool tool) {
        if (namespace != null) {
            losses.approximated(tool.source().path(), "the namespace becomes a part of the name");
        }
        return JSON.objectNode().put("name", names.written(namespace, tool.name()));
    }

    private static ObjectNode wrapped(String kind, ObjectNode body) {
        ObjectNode tool = JSON.objectNode().put("type", kind);
        tool.set(kind, body);
        return tool;
    }

    private static ObjectNode anything() {
        ObjectNode parameters = JSON.objectNode().put("type", "object");
        parameters.putObject("properties");
        return parameters;
    }

    private static boolean isChoiceOfSeveral(ToolChoice choice) {
        boolean one =
                choice.mode() == ToolChoice.Mode.REQUIRED && choice.names().size() == 1;
        return !choice.names().isEmpty() && !one;
    }

    private void choice(ObjectNode body, @Nullable ToolChoice choice) {
        if (choice == null) {
            return;
        }
        boolean legacy = request.path(Param.TOOL_CHOICE).equals("function_call") && body.has("functions");
        List<String> named = new ArrayList<>(choice.names());
        named.retainAll(offered);
        boolean forced = choice.mode() == ToolChoice.Mode.REQUIRED;
        if (forced && (offered.isEmpty() || (named.isEmpty() && !choice.names().isEmpty()))) {
            losses.semantic(Param.TOOL_CHOICE, "the tool that must be called cannot be offered");
            return;
        }
        if (offered.isEmpty()) {
            // OpenAI refuses a choice without tools, and without tools nothing is called anyway.
            return;
        }
        String word = choice.mode().name().toLowerCase(Locale.ROOT);
        if (legacy) {
            body.set("function_call", forced && named.size() == 1 ? name(named.get(0)) : JSON.stringNode(word));
        } else if (forced && choice.names().size() == 1) {
            body.set("tool_choice", reference(named.get(0)));
        } else if (named.isEmpty() || !channel.isComplete() || choice.mode() == ToolChoice.Mode.NONE) {
            body.put("tool_choice", word);
        } else {
            ObjectNode allowed = JSON.objectNode().put("mode", word);
            ArrayNode list = allowed.putArray("tools");
            named.forEach(name -> list.add(reference(name)));
            body.set("tool_choice", wrapped("allowed_tools", allowed));
        }
    }

    private ObjectNode reference(String name) {
        return wrapped(custom.contains(name) ? "custom" : "function", name(name));
    }

    private ObjectNode name(String name) {
        return JSON.objectNode().put("name", written(name));
    }

    private String written(String name) {
        for (Tool tool : request.tools()) {
            if (tool.name().equals(name) && !isOwn(tool)) {
                String namespace = tool instanceof Tool.Function function
                        ? function.namespace()
                        : tool instanceof Tool.Custom free ? free.namespace() : null;
                return names.written(namespace, name);
            }
        }
        return name;
    }
}
