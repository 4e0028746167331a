package io.modelrouter.chat;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of a turn of a request, in the order the caller wrote them. */
public sealed interface PromptBlock {

    /** Calls the visitor's method for this kind of block. */
    <R> R accept(PromptBlockVisitor<R> visitor);

    /** Where it stood. */
    Source source();

    /** What kind of media it is. */
    enum MediaKind {
        IMAGE,
        AUDIO,
        VIDEO,
        /** A PDF, a text, anything else with pages or lines. */
        DOCUMENT
    }

    /**
     * Text.
     *
     * @param citations where the text of an earlier answer came from
     * @param signature of an earlier answer's text, or null; Gemini signs text
     */
    record Text(
            String text,
            List<Citation> citations,
            @Nullable Signature signature,
            @Nullable CacheMark cache,
            Source source)
            implements PromptBlock {
        public Text {
            citations = List.copyOf(citations);
        }

        public Text(String text, Source source) {
            this(text, List.of(), null, null, source);
        }

        @Override
        public <R> R accept(PromptBlockVisitor<R> visitor) {
            return visitor.text(this);
        }
    }

    /**
     * A picture, sound, film or document.
     *
     * @param name a file name or title, or null
     * @param detail how closely to look at a picture ({@code low}, {@code high}, {@code auto}, ...), or null
     * @param citable whether the answer shall cite the document; null where the caller did not say
     * @param signature of an earlier answer's media, or null
     */
    record Media(
            MediaKind kind,
            MediaSource content,
            @Nullable String name,
            @Nullable String detail,
            @Nullable Boolean citable,
            @Nullable Signature signature,
            @Nullable CacheMark cache,
            Source source)
            implements PromptBlock {

        public Media(MediaKind kind, MediaSource content, Source source) {
            this(kind, content, null, null, null, null, null, source);
        }

        @Override
        public <R> R accept(PromptBlockVisitor<R> visitor) {
            return visitor.media(this);
        }
    }

    /**
     * What the model thought in an earlier answer.
     *
     * @param text visible thinking or its summary; may be empty
     * @param signature what its maker wants back, or null
     */
    record Reasoning(String text, @Nullable Signature signature, Source source) implements PromptBlock {
        @Override
        public <R> R accept(PromptBlockVisitor<R> visitor) {
            return visitor.reasoning(this);
        }
    }

    /** An earlier refusal, where the dialect tells it apart from text. */
    record Refusal(String text, Source source) implements PromptBlock {
        @Override
        public <R> R accept(PromptBlockVisitor<R> visitor) {
            return visitor.refusal(this);
        }
    }

    /**
     * An earlier wish to run a tool.
     *
     * @param id as the caller has it; made up by the reader where the dialect has none
     * @param namespace of the tool, or null
     * @param custom whether the arguments are free text, not JSON (OpenAI's custom tools)
     * @param arguments as written; a JSON object unless {@code custom} or broken by the model
     * @param signature Gemini's on the call, or null
     */
    record ToolCall(
            String id,
            @Nullable String namespace,
            String name,
            boolean custom,
            String arguments,
            @Nullable Signature signature,
            @Nullable CacheMark cache,
            Source source)
            implements PromptBlock {

        public ToolCall(String id, String name, String arguments, Source source) {
            this(id, null, name, false, arguments, null, null, source);
        }

        @Override
        public <R> R accept(PromptBlockVisitor<R> visitor) {
            return visitor.toolCall(this);
        }
    }

    /**
     * What running a tool gave.
     *
     * @param callId the id of the call it answers
     * @param name of the tool that was called; empty where no call of that id stands in the request
     * @param custom whether it answers a call of a custom tool
     * @param content text and media; no tool blocks
     * @param error whether the tool failed
     */
    record ToolResult(
            String callId,
            String name,
            boolean custom,
            List<PromptBlock> content,
            boolean error,
            @Nullable CacheMark cache,
            Source source)
            implements PromptBlock {
        public ToolResult {
            content = List.copyOf(content);
        }

        @Override
        public <R> R accept(PromptBlockVisitor<R> visitor) {
            return visitor.toolResult(this);
        }
    }

    /** Something that only its own dialect understands, such as the trace of a tool that the vendor ran. */
    record Foreign(Dialect dialect, RawJson json, Source source) implements PromptBlock {
        @Override
        public <R> R accept(PromptBlockVisitor<R> visitor) {
            return visitor.foreign(this);
        }
    }
}
