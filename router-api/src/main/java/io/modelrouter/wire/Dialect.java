package io.modelrouter.wire;

import java.util.Optional;

/**
 * A wire protocol that clients and upstreams speak. A dialect is not a company: Azure, DeepSeek or a local server speak
 * {@link #OPENAI_CHAT}; Bedrock and Vertex carry {@link #CLAUDE_MESSAGES}.
 */
public enum Dialect {
    /** OpenAI Chat Completions, {@code POST /v1/chat/completions}. */
    OPENAI_CHAT("openai-chat", Family.OPENAI),
    /** OpenAI Responses, {@code POST /v1/responses}. */
    OPENAI_RESPONSES("openai-responses", Family.OPENAI),
    /** Anthropic Messages, {@code POST /v1/messages}. */
    CLAUDE_MESSAGES("claude-messages", Family.CLAUDE),
    /** Gemini, {@code POST /v1beta/models/{model}:generateContent} and {@code :streamGenerateContent}. */
    GEMINI_GENERATE("gemini-generate", Family.GEMINI);

    /** Whose error envelope, headers and model lists a dialect uses. */
    public enum Family {
        OPENAI,
        CLAUDE,
        GEMINI
    }

    private final String id;
    private final Family family;

    Dialect(String id, Family family) {
        this.id = id;
        this.family = family;
    }

    /** The name used in settings and records, such as {@code openai-chat}. */
    public String id() {
        return id;
    }

    public Family family() {
        return family;
    }

    /** The dialect with this {@link #id()}, or empty. */
    public static Optional<Dialect> ofId(String id) {
        for (Dialect dialect : values()) {
            if (dialect.id.equals(id)) {
                return Optional.of(dialect);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return id;
    }
}
