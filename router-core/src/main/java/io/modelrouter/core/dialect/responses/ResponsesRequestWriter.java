package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Thinking;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ThinkingScale;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a request of OpenAI Responses. For callers of other dialects it asks for nothing to be kept; a caller of this
 * one gets its own words written, with what it referred to in their place.
 */
final class ResponsesRequestWriter {
    private static final long LEAST_OUTPUT_TOKENS = 16;
    private static final Set<String> TIERS = Set.of("auto", "default", "flex", "priority", "scale");

    private final ChatRequest request;
    private final WriteTarget target;
    private final Losses losses;
    private final boolean own;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    private ResponsesRequestWriter(ChatRequest request, WriteTarget target) {
        this.request = request;
        this.target = target;
        this.losses = new Losses(request, Dialect.OPENAI_RESPONSES);
        this.own = request.dialect() == Dialect.OPENAI_RESPONSES;
    }

    static WrittenRequest write(ChatRequest request, WriteTarget target) {
        return new ResponsesRequestWriter(request, target).write();
    }

    /** All that the request says but its input, as a response repeats it. */
    static ObjectNode settings(ChatRequest request) {
        WriteTarget nobody = new WriteTarget(request.model(), request.stream(), "");
        ResponsesRequestWriter writer = new ResponsesRequestWriter(request, nobody);
        writer.writeSettings(new ResponsesInputWriter(request, writer.losses));
        return writer.body;
    }

    private int writeSettings(ResponsesInputWriter input) {
        body.put("model", target.model());
        int instructions = input.instructions(body);
        new ResponsesToolWriter(request, losses).write(body);
        settings();
        reasoning(input.hasOwnReasoning());
        text();
        if (own) {
            extras();
        }
        return instructions;
    }

    private WrittenRequest write() {
        ResponsesInputWriter input = new ResponsesInputWriter(request, losses);
        int instructions = writeSettings(input);
        // The part that grows comes last, so that what stays the same from turn to turn comes first.
        input.write(body, instructions);
        body.put("stream", target.stream());
        return new WrittenRequest(WireBody.of(JsonTree.bytes(body)), Map.of(), losses.finish());
    }

    private void settings() {
        Long tokens = losses.take(Param.MAX_OUTPUT_TOKENS);
        if (tokens != null) {
            if (tokens < LEAST_OUTPUT_TOKENS && !own) {
                losses.approximated(Param.MAX_OUTPUT_TOKENS, "is raised to the least of " + LEAST_OUTPUT_TOKENS);
                tokens = LEAST_OUTPUT_TOKENS;
            }
            body.put("max_output_tokens", tokens);
        }
        number("temperature", losses.take(Param.TEMPERATURE));
        number("top_p", losses.take(Param.TOP_P));
        probabilities();
        Long choices = request.get(Param.CHOICES);
        if (choices != null && choices == 1) {
            losses.take(Param.CHOICES);
        }
        List<String> modalities = request.get(Param.MODALITIES);
        if (modalities != null && List.of("text").containsAll(modalities)) {
            losses.take(Param.MODALITIES);
        }
        store();
        metadata();
        user();
        word("prompt_cache_key", losses.take(Param.PROMPT_CACHE_KEY));
        String tier = request.get(Param.SERVICE_TIER);
        if (tier != null && (own || TIERS.contains(tier))) {
            word("service_tier", losses.take(Param.SERVICE_TIER));
        }
    }

    /** Answers have no neutral word for probabilities, so only a caller of this dialect gets them. */
    private void probabilities() {
        Boolean wanted = request.get(Param.LOGPROBS);
        if (own || Boolean.FALSE.equals(wanted)) {
            losses.take(Param.LOGPROBS);
        }
        if (own) {
            Long top = losses.take(Param.TOP_LOGPROBS);
            if (top != null) {
                body.put("top_logprobs", top);
            }
        } else if (wanted == null || !wanted) {
            losses.take(Param.TOP_LOGPROBS);
        }
    }

    private void store() {
        Boolean store = losses.take(Param.STORE);
        if (own) {
            if (store != null) {
                body.put("store", store);
            }
            return;
        }
        if (Boolean.TRUE.equals(store)) {
            losses.hint(Param.STORE, "nothing is kept by " + Dialect.OPENAI_RESPONSES);
        }
        body.put("store", false);
    }

    /** OpenAI takes texts only. */
    private void metadata() {
        RawJson metadata = request.get(Param.METADATA);
        JsonNode tree = metadata == null ? null : JsonTree.read(metadata.toBytes());
        if (tree == null || !tree.isObject()) {
            return;
        }
        for (JsonNode value : tree) {
            if (!own && !value.isString()) {
                return;
            }
        }
        losses.take(Param.METADATA);
        body.set("metadata", tree);
    }

    private void user() {
        String user = losses.take(Param.USER);
        boolean newer = request.path(Param.USER).equals("safety_identifier");
        word(newer ? "safety_identifier" : "user", user);
    }

    private void reasoning(boolean sealed) {
        Thinking thinking = losses.take(Param.THINKING);
        ObjectNode reasoning = JsonNodeFactory.instance.objectNode();
        boolean thinks = sealed;
        if (thinking != null) {
            String effort = effort(thinking);
            if (effort != null) {
                reasoning.put("effort", effort);
            }
            if (isShown(thinking)) {
                reasoning.put("summary", "auto");
            }
            thinks |= thinking.mode() != Thinking.Mode.OFF;
        }
        if (!reasoning.isEmpty()) {
            body.set("reasoning", reasoning);
        }
        if (!own && thinks) {
            body.putArray("include").add("reasoning.encrypted_content");
        }
    }

    /** Claude shows thinking without being asked. */
    private boolean isShown(Thinking thinking) {
        if (thinking.visible() != null) {
            return thinking.visible();
        }
        boolean on = thinking.mode() == Thinking.Mode.ON || thinking.mode() == Thinking.Mode.ADAPTIVE;
        return on && request.dialect() == Dialect.CLAUDE_MESSAGES;
    }

    private @Nullable String effort(Thinking thinking) {
        String effort = thinking.effort();
        if (effort != null) {
            if (effort.equals("max") && !own) {
                losses.approximated(Param.THINKING, "the effort is xhigh");
                return "xhigh";
            }
            return effort;
        }
        if (thinking.mode() == Thinking.Mode.OFF) {
            losses.hint(Param.THINKING, "not every model can be told not to think");
            return null;
        }
        Long budget = thinking.budget();
        if (budget == null || budget <= 0) {
            if (thinking.mode() == Thinking.Mode.ON && !own) {
                losses.approximated(Param.THINKING, "the model thinks as it does by itself");
            }
            return null;
        }
        losses.approximated(Param.THINKING, "a budget is said as an effort");
        return ThinkingScale.effort(budget);
    }

    private void text() {
        ObjectNode text = JsonNodeFactory.instance.objectNode();
        OutputFormat format = losses.take(Param.OUTPUT_FORMAT);
        if (format != null && (own || format.kind() != OutputFormat.Kind.TEXT)) {
            text.set("format", format(format));
        }
        String verbosity = losses.take(Param.VERBOSITY);
        if (verbosity != null) {
            text.put("verbosity", verbosity);
        }
        if (!text.isEmpty()) {
            body.set("text", text);
        }
    }

    private ObjectNode format(OutputFormat format) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        RawJson schema = format.schema();
        if (format.kind() != OutputFormat.Kind.SCHEMA || schema == null && !own) {
            return json.put("type", format.kind() == OutputFormat.Kind.TEXT ? "text" : "json_object");
        }
        json.put("type", "json_schema");
        String name = format.name();
        if (name != null || !own) {
            json.put("name", own && name != null ? name : ResponsesToolWriter.fitting(name));
        }
        if (format.description() != null) {
            json.put("description", format.description());
        }
        if (schema != null) {
            json.set("schema", JsonTree.read(schema.toBytes()));
        }
        if (format.strict() != null) {
            json.put("strict", format.strict());
        }
        return json;
    }

    private void number(String name, @Nullable BigDecimal value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private void word(String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    /** What the neutral words leave out, each at its place. */
    private void extras() {
        for (Map.Entry<String, RawJson> extra : request.extras().entrySet()) {
            String path = extra.getKey();
            if (path.startsWith("tools.") || path.equals("previous_response_id")) {
                continue;
            }
            JsonTree.put(body, path, extra.getValue());
        }
    }
}
