package io.modelrouter.core.lane;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.core.dialect.EmbeddingAsk;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was made of a request for a channel that is not spoken to in the caller's own bytes: one of the two neutral requests
 * is there.
 *
 * @param chat the caller's, in neutral words; null where it is no chat
 * @param embedding the same for embeddings; else null
 * @param losses what the channel was not told, or told otherwise; none is SEMANTIC
 */
public record Translation(
        @Nullable ChatRequest chat, @Nullable EmbeddingAsk embedding, List<Loss> losses) {
    public Translation {
        losses = List.copyOf(losses);
    }

    /** Of a chat. */
    public Translation(ChatRequest request, List<Loss> losses) {
        this(request, null, losses);
    }

    /** Of embeddings. */
    public Translation(EmbeddingAsk request, List<Loss> losses) {
        this(null, request, losses);
    }

    /** The chat that was translated. */
    public ChatRequest request() {
        return Objects.requireNonNull(chat, "no chat");
    }
}
