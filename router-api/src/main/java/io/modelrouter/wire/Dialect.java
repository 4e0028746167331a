package io.modelrouter.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A wire protocol that clients and upstreams speak. A dialect is not a company: Azure, DeepSeek or a local server speak
 * {@link #OPENAI_CHAT}; Bedrock and Vertex carry {@link #CLAUDE_MESSAGES}.
 *
 * <p>Some have several endpoints; which of them is an <i>operation</i>, told beside the dialect
 * ({@link io.modelrouter.provider.ProviderRequest#operation}), the empty one for the endpoint that is named first here.
 */
public enum Dialect {
    /** OpenAI Chat Completions, {@code POST /v1/chat/completions}. */
    OPENAI_CHAT("openai-chat", Family.OPENAI, Task.CHAT),
    /** OpenAI Responses, {@code POST /v1/responses}; operation {@code count}: {@code POST /v1/responses/input_tokens}. */
    OPENAI_RESPONSES("openai-responses", Family.OPENAI, Task.CHAT),
    /** Anthropic Messages, {@code POST /v1/messages}; operation {@code count}: {@code POST /v1/messages/count_tokens}. */
    CLAUDE_MESSAGES("claude-messages", Family.CLAUDE, Task.CHAT),
    /**
     * Gemini, {@code POST /v1beta/models/{model}:generateContent} and {@code :streamGenerateContent}; operation
     * {@code count}: {@code :countTokens}.
     */
    GEMINI_GENERATE("gemini-generate", Family.GEMINI, Task.CHAT),
    /** Bedrock Converse, {@code POST /model/{model}/converse} and {@code /converse-stream}. Spoken to channels only. */
    BEDROCK_CONVERSE("bedrock-converse", Family.BEDROCK, Task.CHAT),
    /** OpenAI embeddings, {@code POST /v1/embeddings}. */
    OPENAI_EMBEDDINGS("openai-embeddings", Family.OPENAI, Task.EMBEDDING),
    /**
     * Gemini embeddings, {@code POST /v1beta/models/{model}:embedContent}; operation {@code batch}:
     * {@code :batchEmbedContents}; operation {@code lines}, to channels only: a request of the main endpoint in each line of the
     * body, for hosts without the batch.
     */
    GEMINI_EMBED("gemini-embed", Family.GEMINI, Task.EMBEDDING),
    /**
     * Embeddings of the models of Amazon Titan and Cohere by Bedrock's {@code POST /model/{model}/invoke}. A body has one
     * request in each line, because Titan takes one text at a time. Spoken to channels only.
     */
    BEDROCK_EMBED("bedrock-embed", Family.BEDROCK, Task.EMBEDDING),
    /**
     * Embeddings of Google's older models on Vertex, {@code POST .../models/{model}:predict}. A body has one request in each
     * line, because the newest of these models takes one text at a time. Spoken to channels only.
     */
    VERTEX_PREDICT("vertex-predict", Family.GEMINI, Task.EMBEDDING),
    /** OpenAI's older completions, {@code POST /v1/completions}. */
    OPENAI_COMPLETIONS("openai-completions", Family.OPENAI, Task.COMPLETION),
    /** OpenAI moderations, {@code POST /v1/moderations}. */
    OPENAI_MODERATIONS("openai-moderations", Family.OPENAI, Task.MODERATION),
    /** OpenAI images, {@code POST /v1/images/generations}; operations {@code edits} and {@code variations}, both forms. */
    OPENAI_IMAGES("openai-images", Family.OPENAI, Task.IMAGE),
    /** OpenAI audio, {@code POST /v1/audio/speech}; operations {@code transcriptions} and {@code translations}, both forms. */
    OPENAI_AUDIO("openai-audio", Family.OPENAI, Task.AUDIO),
    /** Ranking of documents as Cohere and Jina have it, {@code POST /v1/rerank}; errors as on the OpenAI paths. */
    RERANK("rerank", Family.OPENAI, Task.RERANK);

    /** Whose error envelope, headers and model lists a dialect uses. */
    public enum Family {
        OPENAI,
        CLAUDE,
        GEMINI,
        /** Of channels alone: no client of this router speaks it. */
        BEDROCK
    }

    private static final List<Dialect> CHATS = List.of(OPENAI_CHAT, OPENAI_RESPONSES, CLAUDE_MESSAGES, GEMINI_GENERATE);

    private final String id;
    private final Family family;
    private final Task task;

    Dialect(String id, Family family, Task task) {
        this.id = id;
        this.family = family;
        this.task = task;
    }

    /** The dialects of chat that clients speak, in the order of this enum. */
    public static List<Dialect> ofChatClients() {
        return CHATS;
    }

    /** The name used in settings and records, such as {@code openai-chat}. */
    public String id() {
        return id;
    }

    public Family family() {
        return family;
    }

    public Task task() {
        return task;
    }

    /** Whether clients of the router may speak it; the others are spoken to channels only. */
    public boolean isOfClients() {
        return family != Family.BEDROCK && this != VERTEX_PREDICT;
    }

    /** The dialect with this {@link #id()}, or empty. */
    public static Optional<Dialect> ofId(String id) {
        return Arrays.stream(values()).filter(dialect -> dialect.id.equals(id)).findFirst();
    }

    @Override
    public String toString() {
        return id;
    }
}
