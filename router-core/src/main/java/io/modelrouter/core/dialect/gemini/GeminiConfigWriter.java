package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Thinking;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ThinkingScale;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes {@code generationConfig}. One for each request; not thread-safe. */
final class GeminiConfigWriter {
    /** Google refuses more. */
    private static final int MOST_STOPS = 5;
    /** The most that each thinking model takes; some take 32768. */
    private static final long MOST_THINKING = 24_576;

    private final ChatRequest request;
    private final Losses losses;
    private final boolean jsonSchema;
    private final boolean own;
    private final ObjectNode config = JsonNodeFactory.instance.objectNode();

    GeminiConfigWriter(ChatRequest request, Losses losses, boolean jsonSchema) {
        this.request = request;
        this.losses = losses;
        this.jsonSchema = jsonSchema;
        this.own = request.dialect() == Dialect.GEMINI_GENERATE;
    }

    ObjectNode write() {
        decimal("temperature", Param.TEMPERATURE);
        decimal("topP", Param.TOP_P);
        whole("topK", Param.TOP_K);
        choices();
        whole("maxOutputTokens", Param.MAX_OUTPUT_TOKENS);
        stops();
        seed();
        decimal("presencePenalty", Param.PRESENCE_PENALTY);
        decimal("frequencyPenalty", Param.FREQUENCY_PENALTY);
        format();
        modalities();
        logprobs();
        if (Boolean.FALSE.equals(request.get(Param.STORE))) {
            // It keeps no answers anyway.
            losses.take(Param.STORE);
        }
        Thinking thinking = losses.take(Param.THINKING);
        if (thinking != null) {
            thinking(thinking);
        }
        return config;
    }

    private void decimal(String name, Param<BigDecimal> param) {
        BigDecimal value = losses.take(param);
        if (value != null) {
            config.put(name, value);
        }
    }

    private void whole(String name, Param<Long> param) {
        Long value = losses.take(param);
        if (value != null) {
            config.put(name, value);
        }
    }

    private void choices() {
        Long choices = losses.take(Param.CHOICES);
        if (choices != null && (own || choices != 1)) {
            config.put("candidateCount", choices);
        }
    }

    private void stops() {
        List<String> stops = losses.take(Param.STOP);
        if (stops != null && !stops.isEmpty()) {
            if (!own && stops.size() > MOST_STOPS) {
                losses.semantic(Param.STOP, "Gemini takes at most " + MOST_STOPS);
            }
            ArrayNode list = config.putArray("stopSequences");
            stops.forEach(list::add);
        }
    }

    private void seed() {
        Long seed = losses.take(Param.SEED);
        if (seed == null) {
            return;
        }
        if (own || seed == seed.intValue()) {
            config.put("seed", seed);
        } else {
            losses.hint(Param.SEED, "does not fit into 32 bits");
        }
    }

    private void format() {
        OutputFormat format = losses.take(Param.OUTPUT_FORMAT);
        if (format == null || format.kind() == OutputFormat.Kind.TEXT) {
            return;
        }
        if (own) {
            String path = request.path(Param.OUTPUT_FORMAT);
            if (path.endsWith("responseJsonSchema") || path.endsWith("response_json_schema")) {
                RawJson schema = format.schema();
                if (schema != null) {
                    config.set("responseJsonSchema", JsonTree.read(schema.toBytes()));
                }
            }
            // Type and responseSchema stand in the extras as the caller wrote them.
            return;
        }
        config.put("responseMimeType", "application/json");
        RawJson schema = format.schema();
        JsonNode node = schema == null ? null : JsonTree.read(schema.toBytes());
        if (node == null || !node.isObject()) {
            return;
        }
        if (format.description() != null) {
            losses.hint(Param.OUTPUT_FORMAT, "its description is not said");
        }
        if (Boolean.FALSE.equals(format.strict())) {
            losses.approximated(Param.OUTPUT_FORMAT, "is enforced");
        }
        if (jsonSchema) {
            config.set("responseJsonSchema", node);
        } else {
            GeminiSchemaRewriter rewriter = new GeminiSchemaRewriter(node);
            config.set("responseSchema", rewriter.rewrite());
            GeminiToolWriter.report(rewriter, request.path(Param.OUTPUT_FORMAT), losses);
        }
    }

    private void modalities() {
        List<String> modalities = losses.take(Param.MODALITIES);
        if (modalities == null || modalities.isEmpty() || !own && modalities.equals(List.of("text"))) {
            return;
        }
        if (!own && modalities.contains("audio")) {
            losses.semantic(Param.MODALITIES, "Gemini speaks with models and voices of its own");
            return;
        }
        ArrayNode list = config.putArray("responseModalities");
        modalities.forEach(word -> list.add(word.toUpperCase(Locale.ROOT)));
    }

    private void logprobs() {
        Boolean logprobs = losses.take(Param.LOGPROBS);
        if (!own && Boolean.TRUE.equals(logprobs)) {
            losses.take(Param.TOP_LOGPROBS);
            losses.semantic(Param.LOGPROBS, "a translated answer has no probabilities of tokens");
            return;
        }
        if (logprobs != null && own) {
            config.put("responseLogprobs", logprobs);
        }
        Long top = losses.take(Param.TOP_LOGPROBS);
        if (top != null && (own || top > 0)) {
            config.put("logprobs", top);
        }
    }

    /**
     * Budgets are said for words too: {@code thinkingLevel} is refused before gemini-3, while later models still take
     * {@code thinkingBudget} (answered with 200 by {@code gemini-3-pro-preview} and {@code gemini-3.5-flash},
     * {@code openinference-test-streaming-reasoning-0}).
     */
    private void thinking(Thinking thinking) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        Long budget = budget(thinking);
        String effort = thinking.effort();
        if (own && effort != null) {
            out.put("thinkingLevel", effort.toUpperCase(Locale.ROOT));
        }
        if (budget != null) {
            out.put("thinkingBudget", budget);
        }
        Boolean visible = visible(thinking);
        if (visible != null) {
            out.put("includeThoughts", visible);
        }
        if (!out.isEmpty()) {
            config.set("thinkingConfig", out);
        }
    }

    private @Nullable Long budget(Thinking thinking) {
        if (thinking.mode() == Thinking.Mode.OFF) {
            return 0L;
        }
        Long budget = thinking.budget();
        if (own) {
            return thinking.mode() == Thinking.Mode.ADAPTIVE ? Long.valueOf(-1) : budget;
        }
        if (budget != null) {
            if (budget > MOST_THINKING) {
                losses.approximated(Param.THINKING, "is said as the most that all models take, " + MOST_THINKING);
            }
            return Math.min(budget, MOST_THINKING);
        }
        String effort = thinking.effort();
        if (effort != null) {
            losses.approximated(Param.THINKING, "is said as a budget of tokens");
            return Math.min(ThinkingScale.budget(effort), MOST_THINKING);
        }
        return thinking.mode() == Thinking.Mode.DEFAULT ? null : Long.valueOf(-1);
    }

    /** Claude shows thinking without being asked. */
    private @Nullable Boolean visible(Thinking thinking) {
        if (own) {
            return thinking.visible();
        }
        boolean off = thinking.mode() == Thinking.Mode.OFF || "none".equals(thinking.effort());
        boolean shown = thinking.visible() != null
                ? thinking.visible()
                : request.dialect() == Dialect.CLAUDE_MESSAGES && thinking.mode() != Thinking.Mode.DEFAULT;
        return shown && !off ? Boolean.TRUE : null;
    }
}
