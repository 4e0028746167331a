package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.FinishReason.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Claude's {@code stop_reason} in neutral words.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons">Anthropic on stop reasons</a>
 */
final class ClaudeStopReasons {
    private ClaudeStopReasons() {}

    static FinishReason of(@Nullable String raw) {
        return new FinishReason(raw == null ? Kind.OTHER : kind(raw), raw);
    }

    private static Kind kind(String raw) {
        switch (raw) {
            case "end_turn":
                return Kind.STOP;
            case "stop_sequence":
                return Kind.STOP_SEQUENCE;
            case "max_tokens":
            case "model_context_window_exceeded":
                return Kind.LENGTH;
            case "tool_use":
                return Kind.TOOL_CALLS;
            case "refusal":
                return Kind.REFUSAL;
            case "pause_turn":
                return Kind.PAUSE;
            default:
                return Kind.OTHER;
        }
    }
}
