package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.wire.RawJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The response object around the items: what the request asked for is repeated in it, with OpenAI's defaults where it said
 * nothing, because strict clients require these members. Not thread-safe.
 */
final class ResponsesObject {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectNode base;
    private final AnswerContext context;

    ResponsesObject(AnswerContext context, @Nullable String upstreamModel) {
        this.context = context;
        ObjectNode asked = ResponsesRequestWriter.settings(context.request());
        this.base = JSON.objectNode()
                .put("id", id(context))
                .put("object", "response")
                .put("created_at", context.created().getEpochSecond())
                .put("status", "in_progress")
                .put("background", false)
                .putNull("error")
                .putNull("incomplete_details");
        repeat(asked, "instructions", JSON.nullNode());
        repeat(asked, "max_output_tokens", JSON.nullNode());
        repeat(asked, "max_tool_calls", JSON.nullNode());
        base.put("model", context.shownModel(upstreamModel));
        base.set("output", JSON.arrayNode());
        repeat(asked, "parallel_tool_calls", JSON.booleanNode(true));
        JsonNode previous = extra(context, "previous_response_id");
        base.set("previous_response_id", previous);
        repeat(asked, "prompt_cache_key", JSON.nullNode());
        base.set("reasoning", merged(JSON.objectNode().putNull("effort").putNull("summary"), asked.path("reasoning")));
        repeat(asked, "safety_identifier", JSON.nullNode());
        repeat(asked, "service_tier", JSON.stringNode("default"));
        repeat(asked, "store", JSON.booleanNode(true));
        repeat(asked, "temperature", JSON.numberNode(1.0));
        ObjectNode text = JSON.objectNode();
        text.set("format", JSON.objectNode().put("type", "text"));
        text.put("verbosity", "medium");
        base.set("text", merged(text, asked.path("text")));
        repeat(asked, "tool_choice", JSON.stringNode("auto"));
        base.set("tools", tools(asked.path("tools")));
        repeat(asked, "top_logprobs", JSON.numberNode(0));
        repeat(asked, "top_p", JSON.numberNode(1.0));
        repeat(asked, "truncation", JSON.stringNode("disabled"));
        base.putNull("usage");
        repeat(asked, "user", JSON.nullNode());
        repeat(asked, "metadata", JSON.objectNode());
    }

    static String id(AnswerContext context) {
        return "resp_" + context.callId();
    }

    private void repeat(ObjectNode asked, String name, JsonNode otherwise) {
        JsonNode said = asked.get(name);
        base.set(name, said == null || said.isNull() ? otherwise : said);
    }

    private static JsonNode extra(AnswerContext context, String name) {
        RawJson raw = context.request().extras().get(name);
        return raw == null ? JSON.nullNode() : JSON.stringNode(raw.asString().orElse(""));
    }

    private static ObjectNode merged(ObjectNode defaults, JsonNode said) {
        for (Map.Entry<String, JsonNode> member : said.properties()) {
            if (!member.getValue().isNull()) {
                defaults.set(member.getKey(), member.getValue());
            }
        }
        return defaults;
    }

    /** OpenAI repeats functions with all their members, and with strictness as it takes it. */
    private static ArrayNode tools(JsonNode asked) {
        ArrayNode tools = JSON.arrayNode();
        for (JsonNode tool : asked) {
            if (tool instanceof ObjectNode object
                    && object.path("type").asString("").equals("function")) {
                ObjectNode whole = object.deepCopy();
                if (!whole.has("description")) {
                    whole.putNull("description");
                }
                if (!whole.has("parameters")) {
                    whole.putNull("parameters");
                }
                if (!whole.hasNonNull("strict")) {
                    whole.put("strict", true);
                }
                tools.add(whole);
            } else {
                tools.add(tool);
            }
        }
        return tools;
    }

    /** The object while the answer is made. */
    ObjectNode begun() {
        return JSON.objectNode().setAll(base);
    }

    /** The object at the end. */
    ObjectNode ended(String status, ArrayNode output, @Nullable Usage usage) {
        ObjectNode whole = begun().put("status", status);
        whole.set("output", output);
        if (usage != null) {
            whole.set("usage", usage(usage));
        }
        return whole;
    }

    private ObjectNode usage(Usage usage) {
        ObjectNode json = JSON.objectNode().put("input_tokens", usage.prompt());
        ObjectNode input = json.putObject("input_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("cache_write_tokens", usage.cacheWrite());
        if (usage.audioInput() > 0) {
            input.put("audio_tokens", usage.audioInput());
        }
        if (usage.imageInput() > 0) {
            input.put("image_tokens", usage.imageInput());
        }
        json.put("output_tokens", usage.output());
        ObjectNode output = json.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        if (usage.audioOutput() > 0) {
            output.put("audio_tokens", usage.audioOutput());
        }
        if (usage.imageOutput() > 0) {
            output.put("image_tokens", usage.imageOutput());
        }
        json.put("total_tokens", usage.total());
        ObjectNode more = context.usageMembers().get();
        return more == null ? json : json.setAll(more);
    }
}
