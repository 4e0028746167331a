package io.modelrouter.core.dialect;

import io.modelrouter.wire.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for embeddings in neutral words.
 *
 * @param model the name that was asked for
 * @param inputs what makes one vector each, at least one
 * @param leftovers members of the caller's request that no other dialect has, by their names there
 */
public record EmbeddingAsk(String model, List<Input> inputs, List<String> leftovers) {

    /** The settings of Gemini's {@code taskType} have the widest vocabulary, so it is the neutral one. */
    public static final String QUERY = "RETRIEVAL_QUERY";

    public static final String DOCUMENT = "RETRIEVAL_DOCUMENT";
    public static final String CLASSIFICATION = "CLASSIFICATION";
    public static final String CLUSTERING = "CLUSTERING";

    /**
     * What makes one vector.
     *
     * @param path where it stands in the caller's request, such as {@code input[2]}
     * @param text what is embedded; empty where it is not text
     * @param tokens the same in tokens of the named model, where the caller sent these; else null
     * @param joined whether the text was in several parts
     * @param foreign where something stands that is no text, such as a picture; else null
     * @param settings for this vector
     */
    public record Input(
            String path,
            String text,
            @Nullable RawJson tokens,
            boolean joined,
            @Nullable String foreign,
            Settings settings) {

        /** The same as text. */
        public Input asText(String decoded) {
            return new Input(path, decoded, null, joined, foreign, settings);
        }
    }

    /**
     * Settings of a vector, each with the name of its member in the caller's request.
     *
     * @param dimensions how long it shall be; null for the model's own length
     * @param task what it is for, in Gemini's words; null where that is not said
     * @param title of the text; null where there is none
     */
    public record Settings(
            @Nullable Integer dimensions,
            String dimensionsField,
            @Nullable String task,
            String taskField,
            @Nullable String title,
            String titleField) {}

    public EmbeddingAsk {
        inputs = List.copyOf(inputs);
        leftovers = List.copyOf(leftovers);
    }
}
