package io.modelrouter;

import io.modelrouter.chat.Usage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of an embeddings call. Immutable, but for the arrays of {@link #vectors()}, which are the caller's own.
 *
 * <p>Vectors of different models mean nothing to one another: compare only what one model made, with the same dimensions.
 */
public final class Embeddings {
    private final @Nullable String model;
    private final List<float[]> vectors;
    private final Usage usage;

    /**
     * @param model as the provider named it, or null
     * @param vectors in the order of the inputs; not copied
     * @param usage what the provider reported, {@link Usage#NONE} if nothing
     */
    public Embeddings(@Nullable String model, List<float[]> vectors, Usage usage) {
        this.model = model;
        this.vectors = List.copyOf(vectors);
        this.usage = Objects.requireNonNull(usage, "usage");
        if (this.vectors.isEmpty()) {
            throw new IllegalArgumentException("an answer has at least one vector");
        }
    }

    /** The model that answered, as the provider named it, or null. */
    public @Nullable String model() {
        return model;
    }

    /** One for each input, in their order. */
    public List<float[]> vectors() {
        return vectors;
    }

    /** The first vector: the only one where one text was asked for. */
    public float[] vector() {
        return vectors.get(0);
    }

    /** What the provider reported; {@link Usage#NONE} if nothing. Charged is the own count then. */
    public Usage usage() {
        return usage;
    }

    /** Number and length of the vectors, not their numbers. */
    @Override
    public String toString() {
        return "Embeddings[" + vectors.size() + " of " + vector().length + " dimensions]";
    }
}
