package io.modelrouter.core.dialect;

import io.modelrouter.chat.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer with embeddings.
 *
 * @param model as the upstream named it, or null
 * @param vectors in the order of the inputs
 * @param usage what was told, {@link Usage#NONE} if nothing
 */
public record EmbeddingAnswer(@Nullable String model, List<EmbeddingVector> vectors, Usage usage) {
    public EmbeddingAnswer {
        vectors = List.copyOf(vectors);
    }
}
