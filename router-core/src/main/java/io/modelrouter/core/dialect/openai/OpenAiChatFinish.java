package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.FinishReason.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finish reasons of chat, and the words that imitators put in their place. */
final class OpenAiChatFinish {
    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("stop", Kind.STOP),
            // Text Generation Inference and its hosts (recorded behind Together).
            Map.entry("eos", Kind.STOP),
            Map.entry("eos_token", Kind.STOP),
            Map.entry("end_turn", Kind.STOP),
            Map.entry("stop_sequence", Kind.STOP_SEQUENCE),
            Map.entry("length", Kind.LENGTH),
            Map.entry("max_tokens", Kind.LENGTH),
            // docs.mistral.ai, chat completions.
            Map.entry("model_length", Kind.LENGTH),
            Map.entry("tool_calls", Kind.TOOL_CALLS),
            Map.entry("function_call", Kind.TOOL_CALLS),
            Map.entry("content_filter", Kind.CONTENT_FILTER),
            // docs.z.ai, chat completion.
            Map.entry("sensitive", Kind.CONTENT_FILTER),
            Map.entry("network_error", Kind.ERROR),
            Map.entry("refusal", Kind.REFUSAL),
            // openrouter.ai and docs.mistral.ai; api-docs.deepseek.com.
            Map.entry("error", Kind.ERROR),
            Map.entry("insufficient_system_resource", Kind.ERROR));

    private OpenAiChatFinish() {}

    /**
     * The reason of one choice. {@code stop} is believed only where nothing was called: with a forced tool choice OpenAI
     * says {@code stop} all the same.
     *
     * @param raw the provider's word; null where it told none, as Snowflake does
     * @param called whether the choice called a tool
     * @param refused whether it has a refusal and no text
     */
    static FinishReason of(@Nullable String raw, boolean called, boolean refused) {
        Kind kind = raw == null ? Kind.STOP : KINDS.getOrDefault(raw, Kind.OTHER);
        if (kind == Kind.STOP && called) {
            kind = Kind.TOOL_CALLS;
        } else if (kind == Kind.STOP && refused) {
            kind = Kind.REFUSAL;
        }
        return new FinishReason(kind, raw);
    }

    /**
     * The word for a client. What was called decides, whatever the upstream said (field notes, 16).
     *
     * @param own whether the raw word is of this dialect
     * @param refused whether the choice has a refusal and no text, which OpenAI ends with {@code stop}
     * @param legacy whether the client knows {@code function_call} only
     */
    static String word(FinishReason reason, boolean own, boolean called, boolean refused, boolean legacy) {
        String raw = own && reason.raw() != null && KINDS.getOrDefault(reason.raw(), Kind.OTHER) == reason.kind()
                ? reason.raw()
                : null;
        switch (reason.kind()) {
            case LENGTH:
                return raw == null ? "length" : raw;
            case CONTENT_FILTER:
                return raw == null ? "content_filter" : raw;
            case ERROR:
                // The word of openrouter.ai, whose reasons are normalised too; stop would be a lie.
                return raw == null ? "error" : raw;
            default:
        }
        if (called) {
            return legacy ? "function_call" : "tool_calls";
        }
        if (raw != null && reason.kind() != Kind.TOOL_CALLS) {
            return raw;
        }
        return reason.kind() == Kind.REFUSAL && !refused ? "content_filter" : "stop";
    }
}
