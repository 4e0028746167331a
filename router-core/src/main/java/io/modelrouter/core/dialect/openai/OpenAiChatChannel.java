package io.modelrouter.core.dialect.openai;

import java.util.Set;

/**
 * What kinds of channels take. OpenAI and Azure know everything; of the others only what imitators have in common is
 * expected, since some refuse a member they do not know (Mistral, Groq) and older servers know {@code system} and
 * {@code max_tokens} only.
 */
final class OpenAiChatChannel {
    private static final Set<String> COMPLETE = Set.of("openai", "azure");
    private static final Set<String> OPENAI_ONLY = Set.of(
            "store",
            "metadata",
            "service_tier",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "verbosity",
            "modalities",
            "audio",
            "prediction",
            "moderation",
            "web_search_options");

    private final boolean complete;
    private final OpenAiChatQuirks quirks;

    OpenAiChatChannel(String type) {
        this.complete = COMPLETE.contains(type);
        this.quirks = OpenAiChatQuirks.of(type);
    }

    /** What this one vendor wants otherwise. */
    OpenAiChatQuirks quirks() {
        return quirks;
    }

    /** Whether it is OpenAI's own: developer messages, custom tools, allowed tools, files, part lists everywhere. */
    boolean isComplete() {
        return complete;
    }

    /** Whether it takes this member of the body. */
    boolean takes(String member) {
        return complete || !OPENAI_ONLY.contains(member) && !quirks.refused().contains(member);
    }

    /** The member that limits the output. */
    String maxTokens() {
        return complete ? "max_completion_tokens" : "max_tokens";
    }
}
