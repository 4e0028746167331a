package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.Thinking;
import io.modelrouter.core.dialect.JsonTree;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How much to think, in the four ways that are written: OpenAI's {@code reasoning_effort}, OpenRouter's
 * {@code reasoning}, {@code thinking} of DeepSeek and Z.ai, {@code enable_thinking} of Qwen.
 */
final class OpenAiChatThinkingReader {
    /** The members, the strongest first. */
    static final List<String> MEMBERS = List.of("reasoning_effort", "reasoning", "thinking", "enable_thinking");

    private OpenAiChatThinkingReader() {}

    /** What the member says; null where it is not understood. */
    static @Nullable Thinking read(String member, JsonNode value) {
        switch (member) {
            case "reasoning_effort":
                return value.isString() ? effort(value.stringValue()) : null;
            case "reasoning":
                return value.isObject() ? reasoning(value) : null;
            case "thinking":
                return value.isObject() ? thinking(value) : null;
            default:
                return value.isBoolean() ? of(value.booleanValue() ? Thinking.Mode.ON : Thinking.Mode.OFF) : null;
        }
    }

    /** Members of its object that are understood. */
    static List<String> known(String member) {
        switch (member) {
            case "reasoning":
                return List.of("enabled", "effort", "max_tokens", "exclude");
            case "thinking":
                return List.of("type", "budget_tokens");
            default:
                return List.of();
        }
    }

    private static Thinking of(Thinking.Mode mode) {
        return new Thinking(mode, null, null, null);
    }

    private static Thinking effort(String word) {
        String effort = word.toLowerCase(Locale.ROOT);
        return new Thinking(effort.equals("none") ? Thinking.Mode.OFF : Thinking.Mode.DEFAULT, effort, null, null);
    }

    private static @Nullable Thinking reasoning(JsonNode value) {
        String effort = JsonTree.text(value, "effort");
        Long budget = OpenAiChatMembers.wholeNumber(value.path("max_tokens"));
        JsonNode enabled = value.path("enabled");
        JsonNode exclude = value.path("exclude");
        Boolean visible = exclude.isBoolean() ? !exclude.booleanValue() : null;
        if (effort == null && budget == null && !enabled.isBoolean() && visible == null) {
            return null;
        }
        Thinking.Mode mode = Thinking.Mode.DEFAULT;
        if (enabled.isBoolean()) {
            mode = enabled.booleanValue() ? Thinking.Mode.ON : Thinking.Mode.OFF;
        } else if (effort != null && effort.equalsIgnoreCase("none")) {
            mode = Thinking.Mode.OFF;
        }
        return new Thinking(mode, effort == null ? null : effort.toLowerCase(Locale.ROOT), budget, visible);
    }

    private static @Nullable Thinking thinking(JsonNode value) {
        Thinking.Mode mode;
        switch (String.valueOf(JsonTree.text(value, "type"))) {
            case "enabled":
                mode = Thinking.Mode.ON;
                break;
            case "disabled":
                mode = Thinking.Mode.OFF;
                break;
            case "adaptive":
                mode = Thinking.Mode.ADAPTIVE;
                break;
            default:
                return null;
        }
        return new Thinking(mode, null, OpenAiChatMembers.wholeNumber(value.path("budget_tokens")), null);
    }
}
