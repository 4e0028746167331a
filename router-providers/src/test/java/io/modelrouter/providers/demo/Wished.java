package io.modelrouter.providers.demo;

import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One request, written in each dialect. Not thread-safe. */
final class Wished {
    static final String WEATHER = "{\"type\":\"object\",\"properties\":{\"location\":{\"type\":\"string\"},"
            + "\"unit\":{\"enum\":[\"celsius\",\"fahrenheit\"]}},\"required\":[\"location\",\"unit\"]}";
    static final String ADD = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},"
            + "\"b\":{\"type\":\"integer\"}},\"required\":[\"a\",\"b\"]}";

    private final String text;
    private String model = "some-model-1";
    private boolean thinking;
    private final List<Map.Entry<String, String>> tools = new ArrayList<>();
    private @Nullable String choice;
    private boolean parallel = true;
    private @Nullable String schema;
    private boolean jsonMode;
    private int limit;
    private @Nullable String stop;
    private @Nullable String toolResult;
    private int choices = 1;
    private boolean usage = true;

    private Wished(String text) {
        this.text = text;
    }

    static Wished saying(String text) {
        return new Wished(text);
    }

    Wished of(String name) {
        model = name;
        return this;
    }

    Wished thinking() {
        thinking = true;
        return this;
    }

    Wished withTool(String name, String parameters) {
        tools.add(Map.entry(name, parameters));
        return this;
    }

    /** {@code auto}, {@code none}, {@code any}, or the name of the tool that must be called. */
    Wished choosing(String toolChoice) {
        choice = toolChoice;
        return this;
    }

    Wished oneCallAtATime() {
        parallel = false;
        return this;
    }

    Wished inSchema(String jsonSchema) {
        schema = jsonSchema;
        return this;
    }

    Wished inJson() {
        jsonMode = true;
        return this;
    }

    Wished atMost(int tokens) {
        limit = tokens;
        return this;
    }

    Wished stoppingAt(String sequence) {
        stop = sequence;
        return this;
    }

    /** The conversation goes on: the model called the first tool, and this came back. */
    Wished afterResult(String result) {
        toolResult = result;
        return this;
    }

    Wished times(int n) {
        choices = n;
        return this;
    }

    Wished withoutUsage() {
        usage = false;
        return this;
    }

    AskedOf.Answer whole(Dialect dialect) {
        return AskedOf.answer(dialect, model, false, body(dialect, false));
    }

    AskedOf.Answer streamed(Dialect dialect) {
        return AskedOf.answer(dialect, model, true, body(dialect, true));
    }

    AskedOf.Answer streamedAsArray() {
        return AskedOf.answer(
                AskedOf.demo(),
                AskedOf.request(Dialect.GEMINI_GENERATE, model, true, false, body(Dialect.GEMINI_GENERATE, true)));
    }

    String body(Dialect dialect, boolean stream) {
        ObjectNode body = switch (dialect) {
            case OPENAI_CHAT -> chat(stream);
            case OPENAI_RESPONSES -> responses(stream);
            case CLAUDE_MESSAGES -> claude(stream);
            default -> gemini();
        };
        return AskedOf.JSON.writeValueAsString(body);
    }

    private static JsonNode json(String text) {
        return AskedOf.JSON.readTree(text);
    }

    private boolean named() {
        return choice != null && !List.of("auto", "none", "any").contains(choice);
    }

    private ObjectNode chat(boolean stream) {
        ObjectNode body = AskedOf.JSON.createObjectNode().put("model", model);
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", "Be short.");
        messages.addObject().put("role", "user").put("content", text);
        if (toolResult != null) {
            ObjectNode turn = messages.addObject().put("role", "assistant").putNull("content");
            ObjectNode call =
                    turn.putArray("tool_calls").addObject().put("id", "call_1").put("type", "function");
            call.putObject("function").put("name", "any").put("arguments", "{}");
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", "call_1")
                    .put("content", toolResult);
        }
        if (stream) {
            body.put("stream", true);
            if (usage) {
                body.putObject("stream_options").put("include_usage", true);
            }
        }
        if (thinking) {
            body.put("reasoning_effort", "low");
        }
        for (Map.Entry<String, String> tool : tools) {
            ObjectNode function = body.withArray("tools")
                    .addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", tool.getKey());
            function.set("parameters", json(tool.getValue()));
        }
        if (named()) {
            body.putObject("tool_choice")
                    .put("type", "function")
                    .putObject("function")
                    .put("name", choice);
        } else if (choice != null) {
            body.put("tool_choice", choice.equals("any") ? "required" : choice);
        }
        if (!parallel) {
            body.put("parallel_tool_calls", false);
        }
        if (schema != null) {
            ObjectNode format = body.putObject("response_format").put("type", "json_schema");
            format.putObject("json_schema").put("name", "answer").set("schema", json(schema));
        } else if (jsonMode) {
            body.putObject("response_format").put("type", "json_object");
        }
        if (limit > 0) {
            body.put("max_completion_tokens", limit);
        }
        if (stop != null) {
            body.putArray("stop").add(stop);
        }
        if (choices > 1) {
            body.put("n", choices);
        }
        return body;
    }

    private ObjectNode responses(boolean stream) {
        ObjectNode body = AskedOf.JSON.createObjectNode().put("model", model);
        ArrayNode input = body.putArray("input");
        input.addObject().put("role", "developer").put("content", "Be short.");
        ObjectNode user = input.addObject().put("type", "message").put("role", "user");
        user.putArray("content").addObject().put("type", "input_text").put("text", text);
        if (toolResult != null) {
            input.addObject()
                    .put("type", "function_call")
                    .put("call_id", "call_1")
                    .put("name", "any")
                    .put("arguments", "{}");
            input.addObject()
                    .put("type", "function_call_output")
                    .put("call_id", "call_1")
                    .put("output", toolResult);
        }
        if (stream) {
            body.put("stream", true);
        }
        if (thinking) {
            body.putObject("reasoning").put("effort", "low").put("summary", "auto");
            body.putArray("include").add("reasoning.encrypted_content");
        }
        for (Map.Entry<String, String> tool : tools) {
            body.withArray("tools")
                    .addObject()
                    .put("type", "function")
                    .put("name", tool.getKey())
                    .set("parameters", json(tool.getValue()));
        }
        if (named()) {
            body.putObject("tool_choice").put("type", "function").put("name", choice);
        } else if (choice != null) {
            body.put("tool_choice", choice.equals("any") ? "required" : choice);
        }
        if (!parallel) {
            body.put("parallel_tool_calls", false);
        }
        if (schema != null) {
            ObjectNode format = body.putObject("text").putObject("format").put("type", "json_schema");
            format.put("name", "answer").set("schema", json(schema));
        } else if (jsonMode) {
            body.putObject("text").putObject("format").put("type", "json_object");
        }
        if (limit > 0) {
            body.put("max_output_tokens", limit);
        }
        return body;
    }

    private ObjectNode claude(boolean stream) {
        ObjectNode body = AskedOf.JSON.createObjectNode().put("model", model);
        body.put("max_tokens", limit > 0 ? limit : 4096);
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "user").put("content", text);
        if (toolResult != null) {
            ObjectNode turn = messages.addObject().put("role", "assistant");
            ObjectNode use =
                    turn.putArray("content").addObject().put("type", "tool_use").put("id", "toolu_1");
            use.put("name", "any").putObject("input");
            ObjectNode result = messages.addObject()
                    .put("role", "user")
                    .putArray("content")
                    .addObject()
                    .put("type", "tool_result")
                    .put("tool_use_id", "toolu_1");
            result.putArray("content").addObject().put("type", "text").put("text", toolResult);
        }
        if (stream) {
            body.put("stream", true);
        }
        if (thinking) {
            body.putObject("thinking").put("type", "enabled").put("budget_tokens", 1024);
        }
        for (Map.Entry<String, String> tool : tools) {
            body.withArray("tools").addObject().put("name", tool.getKey()).set("input_schema", json(tool.getValue()));
        }
        ObjectNode chosen = AskedOf.JSON.createObjectNode();
        if (named()) {
            chosen.put("type", "tool").put("name", choice);
        } else if (choice != null) {
            chosen.put("type", choice);
        } else {
            chosen.put("type", "auto");
        }
        if (!parallel) {
            chosen.put("disable_parallel_tool_use", true);
        }
        if (!tools.isEmpty()) {
            body.set("tool_choice", chosen);
        }
        if (schema != null) {
            ObjectNode format = body.putObject("output_config").putObject("format");
            format.put("type", "json_schema").set("schema", json(schema));
        }
        if (stop != null) {
            body.putArray("stop_sequences").add(stop);
        }
        return body;
    }

    private ObjectNode gemini() {
        ObjectNode body = AskedOf.JSON.createObjectNode();
        ArrayNode contents = body.putArray("contents");
        contents.addObject().put("role", "user").putArray("parts").addObject().put("text", text);
        if (toolResult != null) {
            ObjectNode call =
                    contents.addObject().put("role", "model").putArray("parts").addObject();
            call.putObject("functionCall").put("name", "any").putObject("args");
            ObjectNode result =
                    contents.addObject().put("role", "user").putArray("parts").addObject();
            result.putObject("functionResponse")
                    .put("name", "any")
                    .putObject("response")
                    .put("result", toolResult);
        }
        ObjectNode config = body.putObject("generationConfig");
        if (thinking) {
            config.putObject("thinkingConfig").put("includeThoughts", true);
        }
        for (Map.Entry<String, String> tool : tools) {
            ObjectNode declared = body.withArray("tools")
                    .addObject()
                    .putArray("functionDeclarations")
                    .addObject()
                    .put("name", tool.getKey());
            declared.set("parametersJsonSchema", json(tool.getValue()));
        }
        if (choice != null) {
            ObjectNode calling = body.putObject("toolConfig").putObject("functionCallingConfig");
            calling.put("mode", choice.equals("none") ? "NONE" : choice.equals("auto") ? "AUTO" : "ANY");
            if (named()) {
                calling.putArray("allowedFunctionNames").add(choice);
            }
        }
        if (schema != null) {
            config.put("responseMimeType", "application/json").set("responseJsonSchema", json(schema));
        } else if (jsonMode) {
            config.put("responseMimeType", "application/json");
        }
        if (limit > 0) {
            config.put("maxOutputTokens", limit);
        }
        if (stop != null) {
            config.putArray("stopSequences").add(stop);
        }
        if (choices > 1) {
            config.put("candidateCount", choices);
        }
        return body;
    }
}
