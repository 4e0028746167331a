package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.Citation;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.wire.Dialect;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A content block while it is open. A delta and a block of a whole answer have the same members, so one method reads both.
 */
abstract class ConverseBlock {
    /** Gives the next index of a block, when the block has something to say. */
    interface Indices extends ToIntFunction<Consumer<ChatEvent>> {}

    abstract void delta(JsonNode delta, Consumer<ChatEvent> events);

    abstract void end(Consumer<ChatEvent> events);

    /** Text, and where it comes from. */
    static final class Text extends ConverseBlock {
        private final Indices indices;
        private final List<Citation> waiting = new ArrayList<>();
        private int index = -1;

        Text(Indices indices) {
            this.indices = indices;
        }

        boolean hasBegun() {
            return index >= 0;
        }

        @Override
        void delta(JsonNode delta, Consumer<ChatEvent> events) {
            String text = JsonTree.text(delta, "text");
            JsonNode citation = JsonTree.member(delta, "citation");
            if (text != null && !text.isEmpty()) {
                begin(events);
                events.accept(new ChatEvent.TextDelta(index, text));
            }
            if (citation != null && citation.isObject()) {
                cite(ConverseCitations.one(citation), events);
            }
        }

        private void begin(Consumer<ChatEvent> events) {
            if (!hasBegun()) {
                index = indices.applyAsInt(events);
                events.accept(new ChatEvent.BlockStarted(index, 0, BlockKind.TEXT));
                waiting.forEach(citation -> events.accept(new ChatEvent.CitationAdded(index, citation)));
                waiting.clear();
            }
        }

        private void cite(Citation citation, Consumer<ChatEvent> events) {
            if (hasBegun()) {
                events.accept(new ChatEvent.CitationAdded(index, citation));
            } else {
                waiting.add(citation);
            }
        }

        /** The other had citations alone. */
        void takeOver(Text other, Consumer<ChatEvent> events) {
            other.waiting.forEach(citation -> cite(citation, events));
        }

        @Override
        void end(Consumer<ChatEvent> events) {
            if (!waiting.isEmpty()) {
                begin(events);
            }
            if (hasBegun()) {
                events.accept(new ChatEvent.BlockEnded(index));
            }
        }
    }

    /** Visible thinking with its signature, or redacted content. What is opaque is told whole, when the block ends. */
    static final class Reasoning extends ConverseBlock {
        private final Indices indices;
        private final StringBuilder signature = new StringBuilder();
        private final ByteArrayOutputStream redacted = new ByteArrayOutputStream();
        private int index = -1;

        Reasoning(Indices indices) {
            this.indices = indices;
        }

        @Override
        void delta(JsonNode delta, Consumer<ChatEvent> events) {
            JsonNode content = delta.path("reasoningContent");
            JsonNode whole = content.get("reasoningText");
            JsonNode told = whole != null && whole.isObject() ? whole : content;
            String text = JsonTree.text(told, "text");
            if (text != null && !text.isEmpty()) {
                begin(events);
                events.accept(new ChatEvent.ReasoningDelta(index, text));
            }
            signature.append(Objects.requireNonNullElse(JsonTree.text(told, "signature"), ""));
            redacted.writeBytes(decoded(JsonTree.text(content, "redactedContent")));
        }

        private void begin(Consumer<ChatEvent> events) {
            if (index < 0) {
                index = indices.applyAsInt(events);
                events.accept(new ChatEvent.BlockStarted(index, 0, BlockKind.REASONING));
            }
        }

        @Override
        void end(Consumer<ChatEvent> events) {
            if (!signature.isEmpty()) {
                begin(events);
                events.accept(new ChatEvent.ReasoningSigned(index, signature.toString()));
            } else if (redacted.size() > 0) {
                begin(events);
                String data = Base64.getEncoder().encodeToString(redacted.toByteArray());
                events.accept(new ChatEvent.ReasoningSigned(index, data, true));
            }
            if (index >= 0) {
                events.accept(new ChatEvent.BlockEnded(index));
            }
        }
    }

    /** A call of a tool of the caller's. */
    static final class ToolUse extends ConverseBlock {
        private final Indices indices;
        private final @Nullable String id;
        private final String name;
        private int index = -1;
        private boolean argumentsSeen;

        ToolUse(Indices indices, JsonNode tool) {
            this.indices = indices;
            this.id = JsonTree.text(tool, "toolUseId");
            this.name = Objects.requireNonNullElse(JsonTree.text(tool, "name"), "");
        }

        private void begin(Consumer<ChatEvent> events) {
            if (index < 0) {
                index = indices.applyAsInt(events);
                events.accept(new ChatEvent.ToolCallStarted(index, 0, id == null ? "tooluse_" + index : id, name));
            }
        }

        @Override
        void delta(JsonNode delta, Consumer<ChatEvent> events) {
            begin(events);
            JsonNode input = JsonTree.member(delta.path("toolUse"), "input");
            if (input == null) {
                return;
            }
            String json =
                    input.isString() ? input.stringValue() : new String(JsonTree.bytes(input), StandardCharsets.UTF_8);
            if (!json.isEmpty()) {
                argumentsSeen = true;
                events.accept(new ChatEvent.ToolArgumentsDelta(index, json));
            }
        }

        @Override
        void end(Consumer<ChatEvent> events) {
            begin(events);
            if (!argumentsSeen) {
                events.accept(new ChatEvent.ToolArgumentsDelta(index, "{}"));
            }
            events.accept(new ChatEvent.BlockEnded(index));
        }
    }

    /** A picture or sound; a stream tells its format first and its bytes in pieces. */
    static final class Media extends ConverseBlock {
        private final Indices indices;
        private final String kind;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private @Nullable String format;
        private @Nullable String uri;

        Media(Indices indices, String kind) {
            this.indices = indices;
            this.kind = kind;
        }

        @Override
        void delta(JsonNode delta, Consumer<ChatEvent> events) {
            JsonNode media = delta.path(kind);
            String told = JsonTree.text(media, "format");
            format = told == null ? format : told;
            bytes.writeBytes(decoded(JsonTree.text(media.path("source"), "bytes")));
            String address = JsonTree.text(media.path("source").path("s3Location"), "uri");
            uri = address == null ? uri : address;
        }

        @Override
        void end(Consumer<ChatEvent> events) {
            if (bytes.size() == 0 && uri == null) {
                return;
            }
            String type = format == null ? null : kind + "/" + format;
            String base64 = bytes.size() == 0 ? null : Base64.getEncoder().encodeToString(bytes.toByteArray());
            int index = indices.applyAsInt(events);
            events.accept(new ChatEvent.BlockStarted(index, 0, BlockKind.MEDIA));
            events.accept(new ChatEvent.MediaProduced(
                    index, new io.modelrouter.chat.Media(type, base64, base64 == null ? uri : null)));
            events.accept(new ChatEvent.BlockEnded(index));
        }
    }

    /** A block without a word of its own, such as the trace of a tool that the vendor ran: handed on whole. */
    static final class Foreign extends ConverseBlock {
        private final ObjectNode all = JsonNodeFactory.instance.objectNode();

        /** Texts go on, lists grow, what stays is kept. */
        @Override
        void delta(JsonNode delta, Consumer<ChatEvent> events) {
            merge(all, delta);
        }

        private static void merge(ObjectNode known, JsonNode more) {
            for (Map.Entry<String, JsonNode> member : more.properties()) {
                JsonNode old = known.get(member.getKey());
                JsonNode value = member.getValue();
                if (old instanceof ObjectNode object && value.isObject()) {
                    merge(object, value);
                } else if (old instanceof ObjectNode object && value.isArray()) {
                    // The result of a vendor's tool: an object begins it, its deltas are lists of content.
                    object.withArray("content").addAll(value.values());
                } else if (old != null && old.isString() && value.isString()) {
                    known.put(member.getKey(), old.stringValue() + value.stringValue());
                } else if (old != null && old.isArray() && value.isArray()) {
                    known.withArray(member.getKey()).addAll(value.values());
                } else {
                    known.set(member.getKey(), value.deepCopy());
                }
            }
        }

        @Override
        void end(Consumer<ChatEvent> events) {
            if (!all.isEmpty()) {
                events.accept(new ChatEvent.Unmapped(Dialect.BEDROCK_CONVERSE, JsonTree.raw(all)));
            }
        }
    }

    private static byte[] decoded(@Nullable String base64) {
        if (base64 == null) {
            return new byte[0];
        }
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
