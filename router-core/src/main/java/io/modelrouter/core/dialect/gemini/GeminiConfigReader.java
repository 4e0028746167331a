package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Thinking;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code generationConfig}. What is of another kind than documented is kept as it is. */
final class GeminiConfigReader {
    private static final Set<String> THINKING = Set.of("thinkingBudget", "thinkingLevel", "includeThoughts");

    private GeminiConfigReader() {}

    static void read(JsonNode config, String at, ChatRequest.Builder builder) {
        if (!config.isObject()) {
            GeminiRequestReader.extra(builder, at, config);
            return;
        }
        config.properties().forEach(member -> {
            String path = at + "." + member.getKey();
            JsonNode value = member.getValue();
            if (!value.isNull() && !isRead(GeminiFields.camel(member.getKey()), value, path, builder)) {
                GeminiRequestReader.extra(builder, path, value);
            }
        });
        format(config, at, builder);
    }

    private static boolean isRead(String name, JsonNode value, String path, ChatRequest.Builder builder) {
        switch (name) {
            case "temperature":
                return set(builder, Param.TEMPERATURE, decimal(value), path);
            case "topP":
                return set(builder, Param.TOP_P, decimal(value), path);
            case "topK":
                return set(builder, Param.TOP_K, whole(value), path);
            case "candidateCount":
                return set(builder, Param.CHOICES, whole(value), path);
            case "maxOutputTokens":
                return set(builder, Param.MAX_OUTPUT_TOKENS, whole(value), path);
            case "seed":
                return set(builder, Param.SEED, whole(value), path);
            case "presencePenalty":
                return set(builder, Param.PRESENCE_PENALTY, decimal(value), path);
            case "frequencyPenalty":
                return set(builder, Param.FREQUENCY_PENALTY, decimal(value), path);
            case "responseLogprobs":
                return set(builder, Param.LOGPROBS, value.isBoolean() ? value.booleanValue() : null, path);
            case "logprobs":
                return set(builder, Param.TOP_LOGPROBS, whole(value), path);
            case "stopSequences":
                List<String> stops = texts(value);
                return stops != null && (stops.isEmpty() || set(builder, Param.STOP, stops, path));
            case "responseModalities":
                List<String> modalities = texts(value);
                return modalities != null
                        && (modalities.isEmpty() || set(builder, Param.MODALITIES, lower(modalities), path));
            case "thinkingConfig":
                return thinking(value, path, builder);
            case "responseMimeType":
            case "responseSchema":
            case "responseJsonSchema":
                return true;
            default:
                return false;
        }
    }

    private static <T> boolean set(ChatRequest.Builder builder, Param<T> param, @Nullable T value, String path) {
        builder.set(param, value, path);
        return value != null;
    }

    private static boolean thinking(JsonNode value, String path, ChatRequest.Builder builder) {
        if (!value.isObject()) {
            return false;
        }
        JsonNode told = GeminiFields.get(value, "thinkingBudget");
        Long budget = told == null ? null : whole(told);
        String level = GeminiFields.text(value, "thinkingLevel");
        JsonNode shown = GeminiFields.get(value, "includeThoughts");
        Boolean visible = shown != null && shown.isBoolean() ? shown.booleanValue() : null;
        Thinking.Mode mode = Thinking.Mode.DEFAULT;
        if (budget != null) {
            mode = budget == 0 ? Thinking.Mode.OFF : budget < 0 ? Thinking.Mode.ADAPTIVE : Thinking.Mode.ON;
        }
        Long positive = budget != null && budget > 0 ? budget : null;
        String effort = level == null || level.equals("THINKING_LEVEL_UNSPECIFIED")
                ? null
                : level.toLowerCase(Locale.ROOT).replace("thinking_level_", "");
        if (mode != Thinking.Mode.DEFAULT || effort != null || visible != null) {
            builder.set(Param.THINKING, new Thinking(mode, effort, positive, visible), path);
        }
        for (String member : GeminiFields.unread(value, THINKING)) {
            builder.extra(path + "." + member, JsonTree.raw(value.path(member)));
        }
        return true;
    }

    /** The form of the text is told by a type and at most one of two schemas. */
    private static void format(JsonNode config, String at, ChatRequest.Builder builder) {
        String type = GeminiFields.text(config, "responseMimeType");
        JsonNode json = GeminiFields.get(config, "responseJsonSchema");
        JsonNode openApi = GeminiFields.get(config, "responseSchema");
        if (type != null && !type.isEmpty()) {
            String path = at + "." + GeminiFields.name(config, "responseMimeType");
            builder.extra(path, RawJson.of(type), null);
        }
        if (json != null && json.isContainer()) {
            String path = at + "." + GeminiFields.name(config, "responseJsonSchema");
            schema(JsonTree.raw(json), json, path, builder);
        } else if (openApi != null && openApi.isObject()) {
            String path = at + "." + GeminiFields.name(config, "responseSchema");
            builder.extra(path, JsonTree.raw(openApi), null);
            schema(JsonTree.raw(GeminiSchemas.toJsonSchema(openApi)), openApi, path, builder);
        } else if ("application/json".equals(type)) {
            String path = at + "." + GeminiFields.name(config, "responseMimeType");
            builder.set(Param.OUTPUT_FORMAT, new OutputFormat(OutputFormat.Kind.JSON, null, null, null, null), path);
        }
    }

    private static void schema(RawJson schema, JsonNode raw, String path, ChatRequest.Builder builder) {
        String description = JsonTree.text(raw, "description");
        builder.set(
                Param.OUTPUT_FORMAT,
                new OutputFormat(OutputFormat.Kind.SCHEMA, JsonTree.text(raw, "title"), description, schema, null),
                path);
    }

    private static @Nullable BigDecimal decimal(JsonNode value) {
        return value.isNumber() ? value.decimalValue() : null;
    }

    /** A whole number, however it is written: SDKs send {@code 40.0} for a top-k. */
    private static @Nullable Long whole(JsonNode value) {
        if (!value.isNumber()) {
            return null;
        }
        BigDecimal number = value.decimalValue();
        if (number.precision() - number.scale() > 19 || number.scale() > 100) {
            return null;
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : GeminiFields.list(value)) {
            if (!element.isString()) {
                return null;
            }
            texts.add(element.stringValue());
        }
        return texts;
    }

    private static List<String> lower(List<String> words) {
        return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    }
}
