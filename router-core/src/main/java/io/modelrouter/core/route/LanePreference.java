package io.modelrouter.core.route;

import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to speak to a channel that speaks several dialects: the caller's own if it can, and nothing else then; otherwise the
 * ones that carry most of the caller's first. Responses carries reasoning through a tool loop, which Chat cannot; from
 * Responses itself, Chat is the next of kin.
 */
public final class LanePreference {
    private static final Map<Dialect, List<Dialect>> OTHERS = new EnumMap<>(Map.of(
            Dialect.OPENAI_CHAT,
            List.of(Dialect.OPENAI_RESPONSES, Dialect.CLAUDE_MESSAGES, Dialect.GEMINI_GENERATE),
            Dialect.OPENAI_RESPONSES,
            List.of(Dialect.OPENAI_CHAT, Dialect.CLAUDE_MESSAGES, Dialect.GEMINI_GENERATE),
            Dialect.CLAUDE_MESSAGES,
            List.of(Dialect.OPENAI_RESPONSES, Dialect.OPENAI_CHAT, Dialect.GEMINI_GENERATE),
            Dialect.GEMINI_GENERATE,
            List.of(Dialect.OPENAI_RESPONSES, Dialect.OPENAI_CHAT, Dialect.CLAUDE_MESSAGES)));

    private LanePreference() {}

    /** The best first; empty if the channel speaks nothing that can carry a chat. */
    public static List<Dialect> of(Dialect client, Set<Dialect> spoken) {
        if (spoken.contains(client)) {
            return List.of(client);
        }
        List<Dialect> dialects = new ArrayList<>(OTHERS.get(client));
        dialects.retainAll(spoken);
        return dialects;
    }
}
