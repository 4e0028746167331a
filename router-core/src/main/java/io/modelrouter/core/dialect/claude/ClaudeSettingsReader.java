package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Thinking;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the members of a request that are neither turns nor tools. What has no neutral word is kept by its path. */
final class ClaudeSettingsReader {
    private static final Set<String> PIECES = Set.of("model", "stream", "system", "messages", "tools");

    private final RawJson raw;
    private final ChatRequest.Builder builder;

    ClaudeSettingsReader(RawJson raw, ChatRequest.Builder builder) {
        this.raw = raw;
        this.builder = builder;
    }

    void read(JsonNode body) {
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            if (!PIECES.contains(member.getKey()) && JsonTree.saysSomething(member.getValue())) {
                String name = member.getKey();
                if (!read(name, member.getValue(), body)) {
                    raw.get(name).ifPresent(value -> builder.extra(name, value));
                }
            }
        }
    }

    /** Whether the member was understood. */
    private boolean read(String name, JsonNode value, JsonNode body) {
        switch (name) {
            case "max_tokens":
                return set(Param.MAX_OUTPUT_TOKENS, ClaudePieces.whole(value), name);
            case "temperature":
                return set(Param.TEMPERATURE, number(value), name);
            case "top_p":
                return set(Param.TOP_P, number(value), name);
            case "top_k":
                return set(Param.TOP_K, ClaudePieces.whole(value), name);
            case "stop_sequences":
                return set(Param.STOP, texts(value), name);
            case "service_tier":
                return set(Param.SERVICE_TIER, serviceTier(value), name);
            case "metadata":
                return members(name, value, "user_id", user -> set(Param.USER, text(user), "metadata.user_id"));
            case "cache_control":
                return cache(value);
            case "tool_choice":
                return toolChoice(value);
            case "thinking":
                return thinking(value, body.path("output_config"));
            case "output_config":
                return outputConfig(value, body);
            case "output_format":
                return format(name, value);
            default:
                return false;
        }
    }

    private <T> boolean set(Param<T> param, @Nullable T value, String path) {
        builder.set(param, value, path);
        return value != null;
    }

    /** Keeps every member that says something and is not among these. */
    private void keepOthers(String path, JsonNode object, String... known) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!List.of(known).contains(member.getKey()) && JsonTree.saysSomething(member.getValue())) {
                builder.extra(path + "." + member.getKey(), JsonTree.raw(member.getValue()));
            }
        }
    }

    private interface MemberReader {
        boolean read(JsonNode value);
    }

    private boolean members(String path, JsonNode object, String name, MemberReader reader) {
        JsonNode value = JsonTree.member(object, name);
        if (value == null || !reader.read(value)) {
            return false;
        }
        keepOthers(path, object, name);
        return true;
    }

    private static @Nullable BigDecimal number(JsonNode value) {
        return value.isNumber() ? value.decimalValue() : null;
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.stringValue() : null;
    }

    private static @Nullable List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isString()) {
                return null;
            }
            texts.add(element.stringValue());
        }
        return texts.isEmpty() ? null : texts;
    }

    /** {@code standard_only} is what others call the default tier. */
    private static @Nullable String serviceTier(JsonNode value) {
        String tier = text(value);
        return "standard_only".equals(tier) ? "default" : tier;
    }

    private boolean cache(JsonNode value) {
        if (!value.isObject()) {
            return false;
        }
        keepOthers("cache_control", value, "type", "ttl");
        return set(Param.CACHE, new CacheMark(JsonTree.text(value, "ttl")), "cache_control");
    }

    private boolean toolChoice(JsonNode value) {
        ToolChoice choice = choice(value);
        if (choice == null) {
            return false;
        }
        builder.set(Param.TOOL_CHOICE, choice, "tool_choice");
        Boolean disabled = ClaudePieces.flag(value, "disable_parallel_tool_use");
        if (disabled != null) {
            builder.set(Param.PARALLEL_TOOL_CALLS, !disabled, "tool_choice.disable_parallel_tool_use");
        }
        keepOthers("tool_choice", value, "type", "name", "disable_parallel_tool_use");
        return true;
    }

    private static @Nullable ToolChoice choice(JsonNode value) {
        switch (Objects.requireNonNullElse(JsonTree.text(value, "type"), "")) {
            case "auto":
                return ToolChoice.AUTO;
            case "any":
                return ToolChoice.REQUIRED;
            case "none":
                return ToolChoice.NONE;
            case "tool":
                String name = JsonTree.text(value, "name");
                return name == null ? null : ToolChoice.named(name);
            default:
                return null;
        }
    }

    private boolean thinking(JsonNode value, JsonNode outputConfig) {
        Thinking.Mode mode = mode(value);
        if (mode == null) {
            return false;
        }
        Long budget = ClaudePieces.whole(value.get("budget_tokens"));
        String display = JsonTree.text(value, "display");
        Boolean visible = "omitted".equals(display) ? Boolean.FALSE : "summarized".equals(display) ? true : null;
        builder.set(Param.THINKING, new Thinking(mode, effort(outputConfig), budget, visible), "thinking");
        keepOthers(
                "thinking",
                value,
                "type",
                budget == null ? "type" : "budget_tokens",
                visible == null ? "type" : "display");
        return true;
    }

    private static Thinking.@Nullable Mode mode(JsonNode value) {
        switch (Objects.requireNonNullElse(JsonTree.text(value, "type"), "")) {
            case "enabled":
                return Thinking.Mode.ON;
            case "disabled":
                return Thinking.Mode.OFF;
            case "adaptive":
                return Thinking.Mode.ADAPTIVE;
            default:
                return null;
        }
    }

    private static @Nullable String effort(JsonNode outputConfig) {
        String effort = JsonTree.text(outputConfig, "effort");
        return effort == null ? null : effort.toLowerCase(Locale.ROOT);
    }

    private boolean outputConfig(JsonNode value, JsonNode body) {
        if (!value.isObject()) {
            return false;
        }
        String effort = effort(value);
        if (effort != null && mode(body.path("thinking")) == null) {
            Thinking thinking = new Thinking(Thinking.Mode.DEFAULT, effort, null, null);
            builder.set(Param.THINKING, thinking, "output_config.effort");
        }
        JsonNode format = JsonTree.member(value, "format");
        if (format != null && !format("output_config.format", format)) {
            builder.extra("output_config.format", JsonTree.raw(format));
        }
        keepOthers("output_config", value, effort == null ? "format" : "effort", "format");
        return true;
    }

    private boolean format(String path, JsonNode format) {
        if (!"json_schema".equals(JsonTree.text(format, "type"))
                || !format.path("schema").isObject()) {
            return false;
        }
        RawJson schema = JsonTree.raw(format.path("schema"));
        builder.set(Param.OUTPUT_FORMAT, new OutputFormat(OutputFormat.Kind.SCHEMA, null, null, schema, null), path);
        keepOthers(path, format, "type", "schema");
        return true;
    }
}
