package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.FinishReason.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Converse's {@code stopReason} in neutral words.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">AWS on Converse, 2026-11</a>
 */
final class ConverseStopReasons {
    private ConverseStopReasons() {}

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
            case "guardrail_intervened":
            case "content_filtered":
                return Kind.CONTENT_FILTER;
            case "malformed_model_output":
            case "malformed_tool_use":
                return Kind.ERROR;
            // Claude's own words, which newer models may bring along.
            case "refusal":
                return Kind.REFUSAL;
            case "pause_turn":
                return Kind.PAUSE;
            default:
                return Kind.OTHER;
        }
    }
}
