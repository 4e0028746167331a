package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the settings beside messages and tools. A value of another type than the dialect's is left to its own dialect. */
final class OpenAiChatSettingsReader {
    private final ChatRequest.Builder builder;

    OpenAiChatSettingsReader(ChatRequest.Builder builder) {
        this.builder = builder;
    }

    /**
     * Takes a member of the body.
     *
     * @return whether it is a setting and understood
     */
    boolean take(String name, JsonNode value) {
        switch (name) {
            case "max_completion_tokens":
            case "max_tokens":
                return set(Param.MAX_OUTPUT_TOKENS, OpenAiChatMembers.wholeNumber(value), name);
            case "temperature":
                return set(Param.TEMPERATURE, number(value), name);
            case "top_p":
                return set(Param.TOP_P, number(value), name);
            case "top_k":
                return set(Param.TOP_K, OpenAiChatMembers.wholeNumber(value), name);
            case "frequency_penalty":
                return set(Param.FREQUENCY_PENALTY, number(value), name);
            case "presence_penalty":
                return set(Param.PRESENCE_PENALTY, number(value), name);
            case "seed":
            // Mistral's name for it.
            case "random_seed":
                return set(Param.SEED, OpenAiChatMembers.wholeNumber(value), name);
            case "stop":
                return set(Param.STOP, texts(value), name);
            case "n":
                return set(Param.CHOICES, OpenAiChatMembers.wholeNumber(value), name);
            case "logprobs":
                return set(Param.LOGPROBS, flag(value), name);
            case "top_logprobs":
                return set(Param.TOP_LOGPROBS, OpenAiChatMembers.wholeNumber(value), name);
            case "logit_bias":
                return set(Param.LOGIT_BIAS, object(value), name);
            case "parallel_tool_calls":
                return set(Param.PARALLEL_TOOL_CALLS, flag(value), name);
            case "response_format":
                return format(value, name);
            case "verbosity":
                return set(Param.VERBOSITY, text(value), name);
            case "user":
            case "safety_identifier":
                return set(Param.USER, text(value), name);
            case "metadata":
                return set(Param.METADATA, object(value), name);
            case "service_tier":
                return set(Param.SERVICE_TIER, text(value), name);
            case "prompt_cache_key":
                return set(Param.PROMPT_CACHE_KEY, text(value), name);
            case "store":
                return set(Param.STORE, flag(value), name);
            case "modalities":
                return set(Param.MODALITIES, modalities(value), name);
            case "cache_control":
                return set(Param.CACHE, value.isObject() ? new CacheMark(JsonTree.text(value, "ttl")) : null, name);
            default:
                return false;
        }
    }

    private <T> boolean set(Param<T> param, @Nullable T value, String path) {
        builder.set(param, value, path);
        return value != null;
    }

    private boolean format(JsonNode format, String name) {
        switch (String.valueOf(JsonTree.text(format, "type"))) {
            case "text":
                return format(format, OutputFormat.Kind.TEXT, name);
            case "json_object":
                return format(format, OutputFormat.Kind.JSON, name);
            case "json_schema":
                return schema(format, name);
            default:
                return false;
        }
    }

    private boolean format(JsonNode format, OutputFormat.Kind kind, String name) {
        builder.set(Param.OUTPUT_FORMAT, new OutputFormat(kind, null, null, null, null), name);
        rest(format, Set.of("type"), name);
        return true;
    }

    private boolean schema(JsonNode format, String name) {
        JsonNode told = format.path("json_schema");
        JsonNode schema = JsonTree.member(told, "schema");
        if (schema == null) {
            return false;
        }
        JsonNode strict = told.path("strict");
        OutputFormat output = new OutputFormat(
                OutputFormat.Kind.SCHEMA,
                JsonTree.text(told, "name"),
                JsonTree.text(told, "description"),
                JsonTree.raw(schema),
                strict.isBoolean() ? strict.booleanValue() : null);
        builder.set(Param.OUTPUT_FORMAT, output, name);
        rest(format, Set.of("type", "json_schema"), name);
        rest(told, Set.of("name", "description", "schema", "strict"), name + ".json_schema");
        return true;
    }

    private void rest(JsonNode object, Set<String> known, String path) {
        for (String member : OpenAiChatMembers.unread(object, known)) {
            builder.extra(path + "." + member, JsonTree.raw(object.path(member)));
        }
    }

    private static @Nullable BigDecimal number(JsonNode value) {
        return value.isNumber() ? value.decimalValue() : null;
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.stringValue() : null;
    }

    private static @Nullable Boolean flag(JsonNode value) {
        return value.isBoolean() ? value.booleanValue() : null;
    }

    private static @Nullable RawJson object(JsonNode value) {
        return value.isObject() ? JsonTree.raw(value) : null;
    }

    private static @Nullable List<String> texts(JsonNode value) {
        if (value.isString()) {
            return List.of(value.stringValue());
        }
        if (!value.isArray()) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : value) {
            if (!text.isString()) {
                return null;
            }
            texts.add(text.stringValue());
        }
        return texts.isEmpty() ? null : List.copyOf(texts);
    }

    private static @Nullable List<String> modalities(JsonNode value) {
        List<String> texts = value.isArray() ? texts(value) : null;
        return texts == null
                ? null
                : texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    }
}
