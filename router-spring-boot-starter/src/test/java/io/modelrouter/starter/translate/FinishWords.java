package io.modelrouter.starter.translate;

import io.modelrouter.chat.FinishReason.Kind;
import java.util.EnumSet;
import java.util.Set;

/** Which reasons a dialect's word may stand for: the dialects do not tell all of them apart. */
final class FinishWords {
    private FinishWords() {}

    static Set<Kind> chat(String word) {
        switch (word) {
            case "stop":
                return EnumSet.of(Kind.STOP, Kind.STOP_SEQUENCE, Kind.PAUSE, Kind.REFUSAL, Kind.OTHER);
            case "length":
                return EnumSet.of(Kind.LENGTH);
            case "tool_calls":
                return EnumSet.of(Kind.TOOL_CALLS);
            case "content_filter":
                return EnumSet.of(Kind.CONTENT_FILTER, Kind.REFUSAL);
            default:
                return EnumSet.noneOf(Kind.class);
        }
    }

    static Set<Kind> responses(String status, String why, boolean called) {
        switch (status) {
            case "completed":
                return called
                        ? EnumSet.of(Kind.TOOL_CALLS)
                        : EnumSet.of(Kind.STOP, Kind.STOP_SEQUENCE, Kind.PAUSE, Kind.REFUSAL, Kind.OTHER);
            case "incomplete":
                return why.equals("max_output_tokens")
                        ? EnumSet.of(Kind.LENGTH)
                        : EnumSet.of(Kind.CONTENT_FILTER, Kind.REFUSAL, Kind.OTHER, Kind.ERROR);
            case "failed":
                return EnumSet.of(Kind.ERROR);
            default:
                return EnumSet.noneOf(Kind.class);
        }
    }

    static Set<Kind> claude(String word) {
        switch (word) {
            case "end_turn":
                return EnumSet.of(Kind.STOP, Kind.OTHER);
            case "stop_sequence":
                return EnumSet.of(Kind.STOP_SEQUENCE);
            case "max_tokens":
                return EnumSet.of(Kind.LENGTH);
            case "tool_use":
                return EnumSet.of(Kind.TOOL_CALLS);
            case "pause_turn":
                return EnumSet.of(Kind.PAUSE);
            case "none":
                return EnumSet.of(Kind.ERROR);
            case "refusal":
                return EnumSet.of(Kind.REFUSAL, Kind.CONTENT_FILTER);
            default:
                return EnumSet.noneOf(Kind.class);
        }
    }

    static Set<Kind> gemini(String word, boolean called) {
        switch (word) {
            case "STOP":
                return called
                        ? EnumSet.of(Kind.TOOL_CALLS)
                        : EnumSet.of(Kind.STOP, Kind.STOP_SEQUENCE, Kind.PAUSE, Kind.REFUSAL);
            case "MAX_TOKENS":
                return EnumSet.of(Kind.LENGTH);
            case "SAFETY":
            case "PROHIBITED_CONTENT":
                return EnumSet.of(Kind.CONTENT_FILTER, Kind.REFUSAL);
            case "OTHER":
                return EnumSet.of(Kind.OTHER, Kind.ERROR, Kind.PAUSE, Kind.REFUSAL);
            case "MALFORMED_FUNCTION_CALL":
            case "MALFORMED_RESPONSE":
                return EnumSet.of(Kind.ERROR);
            default:
                return EnumSet.noneOf(Kind.class);
        }
    }
}
