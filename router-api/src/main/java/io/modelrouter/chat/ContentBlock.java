package io.modelrouter.chat;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of an answer, in the order the model made them. */
public sealed interface ContentBlock {

    /**
     * What the model says to the user.
     *
     * @param citations where it comes from, in the order the model gave them
     */
    record Text(String text, List<Citation> citations) implements ContentBlock {
        public Text {
            citations = List.copyOf(citations);
        }

        public Text(String text) {
            this(text, List.of());
        }
    }

    /**
     * What the model thinks.
     *
     * @param text visible thinking or its summary; empty for a redacted block
     * @param signature what the same vendor wants back to go on with it, or null
     */
    record Reasoning(String text, @Nullable String signature) implements ContentBlock {}

    /** A refusal where the dialect tells it apart from text. */
    record Refusal(String text) implements ContentBlock {}

    /**
     * A wish to run a tool.
     *
     * @param id the call's id; made up by the reader where the dialect has none
     * @param name the tool's name
     * @param arguments the arguments as the model wrote them, not always valid JSON
     */
    record ToolCall(String id, String name, String arguments) implements ContentBlock {}

    /** A picture, sound or file. */
    record MediaOutput(Media media) implements ContentBlock {}

    /** Something that this version has no word for, as it came. */
    record Unmapped(Dialect dialect, RawJson json) implements ContentBlock {}
}
