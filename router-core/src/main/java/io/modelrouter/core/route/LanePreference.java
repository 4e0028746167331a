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
 * Responses itself, Chat is the next of kin. Converse carries documents and signatures, but few settings. What no other
 * dialect can say goes to channels of its own alone.
 */
public final class LanePreference {
    private static final Map<Dialect, List<Dialect>> OTHERS = new EnumMap<>(Dialect.class);

    static {
        Dialect chat = Dialect.OPENAI_CHAT;
        Dialect responses = Dialect.OPENAI_RESPONSES;
        Dialect claude = Dialect.CLAUDE_MESSAGES;
        Dialect gemini = Dialect.GEMINI_GENERATE;
        Dialect converse = Dialect.BEDROCK_CONVERSE;
        OTHERS.put(chat, List.of(responses, claude, gemini, converse));
        OTHERS.put(responses, List.of(chat, claude, gemini, converse));
        OTHERS.put(claude, List.of(converse, responses, chat, gemini));
        OTHERS.put(gemini, List.of(responses, chat, claude, converse));
        OTHERS.put(Dialect.OPENAI_COMPLETIONS, List.of(chat, responses, claude, gemini, converse));
        Dialect predict = Dialect.VERTEX_PREDICT;
        Dialect bedrock = Dialect.BEDROCK_EMBED;
        OTHERS.put(Dialect.OPENAI_EMBEDDINGS, List.of(Dialect.GEMINI_EMBED, predict, bedrock));
        OTHERS.put(Dialect.GEMINI_EMBED, List.of(Dialect.OPENAI_EMBEDDINGS, predict, bedrock));
    }

    private LanePreference() {}

    /** The best first; empty if the channel speaks nothing that can carry such a request. */
    public static List<Dialect> of(Dialect client, Set<Dialect> spoken) {
        if (spoken.contains(client)) {
            return List.of(client);
        }
        List<Dialect> dialects = new ArrayList<>(OTHERS.getOrDefault(client, List.of()));
        dialects.retainAll(spoken);
        return dialects;
    }
}
