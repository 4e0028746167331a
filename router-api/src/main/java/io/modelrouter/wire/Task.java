package io.modelrouter.wire;

/** What an endpoint of a vendor is for. Requests cross dialects inside one task only, but for completions, which are chats. */
public enum Task {
    CHAT,
    /** The prompt-in, text-out endpoint of before the chats; carried to chats where a channel has it not. */
    COMPLETION,
    EMBEDDING,
    MODERATION,
    IMAGE,
    AUDIO,
    RERANK
}
