package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A content block while it is open: what its deltas become, and what is still owed when it ends. */
abstract class ClaudeBlock {

    /** Opens a block; {@code index} is used where {@link #takesIndex()} says so. */
    static ClaudeBlock start(int index, JsonNode block, Consumer<ChatEvent> events) {
        switch (Objects.requireNonNullElse(JsonTree.text(block, "type"), "")) {
            case "text":
                return new Text(index, block, events);
            case "thinking":
                return new Thinking(index, block, events);
            case "redacted_thinking":
                return new Thinking(index, JsonTree.text(block, "data"), events);
            case "tool_use":
                return new ToolUse(index, block, events);
            default:
                return new Foreign(block);
        }
    }

    /** Whether the block has events of its own, and so an index. */
    boolean takesIndex() {
        return true;
    }

    abstract void delta(JsonNode delta, Consumer<ChatEvent> events);

    abstract void end(Consumer<ChatEvent> events);

    private static void unmapped(JsonNode json, Consumer<ChatEvent> events) {
        events.accept(new ChatEvent.Unmapped(Dialect.CLAUDE_MESSAGES, JsonTree.raw(json)));
    }

    private static final class Text extends ClaudeBlock {
        private final int index;

        Text(int index, JsonNode block, Consumer<ChatEvent> events) {
            this.index = index;
            events.accept(new ChatEvent.BlockStarted(index, 0, BlockKind.TEXT));
            text(JsonTree.text(block, "text"), events);
            for (JsonNode citation : block.path("citations")) {
                cite(citation, events);
            }
        }

        @Override
        void delta(JsonNode delta, Consumer<ChatEvent> events) {
            String text = JsonTree.text(delta, "text");
            JsonNode citation = JsonTree.member(delta, "citation");
            if (text != null) {
                text(text, events);
            } else if (citation != null && citation.isObject()) {
                cite(citation, events);
            } else {
                unmapped(delta, events);
            }
        }

        private void cite(JsonNode citation, Consumer<ChatEvent> events) {
            events.accept(new ChatEvent.CitationAdded(index, ClaudeCitations.one(citation)));
        }

        private void text(@Nullable String text, Consumer<ChatEvent> events) {
            if (text != null && !text.isEmpty()) {
                events.accept(new ChatEvent.TextDelta(index, text));
            }
        }

        @Override
        void end(Consumer<ChatEvent> events) {
            events.accept(new ChatEvent.BlockEnded(index));
        }
    }

    private static final class Thinking extends ClaudeBlock {
        private final int index;

        Thinking(int index, JsonNode block, Consumer<ChatEvent> events) {
            this.index = index;
            events.accept(new ChatEvent.BlockStarted(index, 0, BlockKind.REASONING));
            thinking(JsonTree.text(block, "thinking"), events);
            sign(JsonTree.text(block, "signature"), events);
        }

        /** Redacted thinking: nothing to read, only the data that goes back. */
        Thinking(int index, @Nullable String data, Consumer<ChatEvent> events) {
            this.index = index;
            events.accept(new ChatEvent.BlockStarted(index, 0, BlockKind.REASONING));
            if (data != null && !data.isEmpty()) {
                events.accept(new ChatEvent.ReasoningSigned(index, data, true));
            }
        }

        @Override
        void delta(JsonNode delta, Consumer<ChatEvent> events) {
            thinking(JsonTree.text(delta, "thinking"), events);
            sign(JsonTree.text(delta, "signature"), events);
        }

        private void thinking(@Nullable String text, Consumer<ChatEvent> events) {
            if (text != null && !text.isEmpty()) {
                events.accept(new ChatEvent.ReasoningDelta(index, text));
            }
        }

        private void sign(@Nullable String signature, Consumer<ChatEvent> events) {
            if (signature != null && !signature.isEmpty()) {
                events.accept(new ChatEvent.ReasoningSigned(index, signature));
            }
        }

        @Override
        void end(Consumer<ChatEvent> events) {
            events.accept(new ChatEvent.BlockEnded(index));
        }
    }

    private static final class ToolUse extends ClaudeBlock {
        private final int index;
        private final @Nullable JsonNode input;
        private boolean argumentsSeen;

        ToolUse(int index, JsonNode block, Consumer<ChatEvent> events) {
            this.index = index;
            this.input = JsonTree.member(block, "input");
            String id = JsonTree.text(block, "id");
            String name = Objects.requireNonNullElse(JsonTree.text(block, "name"), "");
            events.accept(new ChatEvent.ToolCallStarted(index, 0, id == null ? "toolu_" + index : id, name));
        }

        @Override
        void delta(JsonNode delta, Consumer<ChatEvent> events) {
            String json = JsonTree.text(delta, "partial_json");
            if (json != null && !json.isEmpty()) {
                argumentsSeen = true;
                events.accept(new ChatEvent.ToolArgumentsDelta(index, json));
            }
        }

        @Override
        void end(Consumer<ChatEvent> events) {
            if (!argumentsSeen) {
                // A stream opens with an empty input and fills it; where nothing came, what it opened with is the
                // input.
                String whole = input == null ? "{}" : new String(JsonTree.bytes(input), StandardCharsets.UTF_8);
                events.accept(new ChatEvent.ToolArgumentsDelta(index, whole));
            }
            events.accept(new ChatEvent.BlockEnded(index));
        }
    }

    /** A block without a word of its own: put together and handed on whole, as a non-stream answer has it. */
    private static final class Foreign extends ClaudeBlock {
        private final JsonNode block;
        private final StringBuilder input = new StringBuilder();

        Foreign(JsonNode block) {
            this.block = block;
        }

        @Override
        boolean takesIndex() {
            return false;
        }

        @Override
        void delta(JsonNode delta, Consumer<ChatEvent> events) {
            String json = JsonTree.text(delta, "partial_json");
            if (json != null) {
                input.append(json);
            } else if (block instanceof ObjectNode members && "compaction_delta".equals(JsonTree.text(delta, "type"))) {
                members.set("content", delta.path("content"));
            } else {
                unmapped(delta, events);
            }
        }

        @Override
        void end(Consumer<ChatEvent> events) {
            if (block instanceof ObjectNode members && !input.isEmpty()) {
                JsonNode parsed = JsonTree.read(input.toString().getBytes(StandardCharsets.UTF_8));
                if (parsed == null) {
                    members.put("input", input.toString());
                } else {
                    members.set("input", parsed);
                }
            }
            unmapped(block, events);
        }
    }
}
