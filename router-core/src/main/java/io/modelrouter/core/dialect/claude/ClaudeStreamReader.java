package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a Claude stream into events. What the dialect has and the events do not comes as {@link ChatEvent.Unmapped}: a
 * server tool's block whole, when it ends; the members of a message that are about its making.
 *
 * <p>An intermediary that loses its upstream and tries again may splice a second message into the stream of the first. The
 * two must not become one answer: the first one's last block is cut, and the vendor refuses the signed thinking of a message
 * that it never completed (github.com/vercel/ai/issues/18331). So nothing of the second is read but its usage, and the answer
 * finishes as {@link FinishReason.Kind#ERROR}.
 *
 * <p>{@link ClaudeBodyReader} drives the same steps for a whole message, so that both give the same events.
 */
final class ClaudeStreamReader implements StreamReader {
    /** Members of {@code message} or of {@code message_delta.delta} that have no event of their own. */
    private static final List<String> MESSAGE_EXTRAS =
            List.of("stop_sequence", "stop_details", "container", "context_management");

    private final ClaudeUsage counts = new ClaudeUsage();
    private final Map<Integer, ClaudeBlock> open = new LinkedHashMap<>();
    private int nextIndex;
    private boolean started;
    private boolean finished;
    private boolean spliced;
    private @Nullable String messageId;
    private Usage usage = Usage.NONE;
    private @Nullable String stopReason;

    @Override
    public void read(WireFrame frame, Consumer<ChatEvent> events) {
        if (finished || frame.dataEquals("[DONE]")) {
            return;
        }
        JsonNode event = JsonTree.read(frame);
        String type = event == null ? null : JsonTree.text(event, "type");
        if (event == null || type == null) {
            return;
        }
        spliced |= isSplice(event);
        if (spliced) {
            readSpliced(event, type, events);
            return;
        }
        int index = event.path("index").asInt(0);
        switch (ClaudeEventType.of(type)) {
            case MESSAGE_START:
                startMessage(event.path("message"), events);
                readUsage(event.path("message").path("usage"), events);
                break;
            case BLOCK_START:
                startBlock(index, event.path("content_block"), events);
                break;
            case BLOCK_DELTA:
                delta(index, event.path("delta"), events);
                break;
            case BLOCK_STOP:
                endBlock(index, events);
                break;
            case MESSAGE_DELTA:
                endMessage(event.path("delta"), events);
                extras(event, events);
                readUsage(event.path("usage"), events);
                break;
            case MESSAGE_STOP:
                end(events);
                break;
            case PING:
            case ERROR:
                break;
            default:
                if (started) {
                    events.accept(new ChatEvent.Unmapped(Dialect.CLAUDE_MESSAGES, JsonTree.raw(event)));
                }
        }
    }

    @Override
    public void end(Consumer<ChatEvent> events) {
        if (finished) {
            return;
        }
        start(null, null, events);
        closeAll(events);
        FinishReason reason =
                spliced ? new FinishReason(FinishReason.Kind.ERROR, stopReason) : ClaudeStopReasons.of(stopReason);
        finished = true;
        events.accept(new ChatEvent.Finished(reason, usage));
    }

    /** Whether another message begins inside this one; the same start told twice is none. */
    private boolean isSplice(JsonNode event) {
        String id = JsonTree.text(event.path("message"), "id");
        return messageId != null && id != null && !id.equals(messageId);
    }

    /** Of a second message only what it costs is taken; its end is the end. */
    private void readSpliced(JsonNode event, String type, Consumer<ChatEvent> events) {
        readUsage(event.path("message").path("usage"), events);
        readUsage(event.path("usage"), events);
        String reason = JsonTree.text(event.path("delta"), "stop_reason");
        if (reason != null) {
            stopReason = reason;
        }
        if (ClaudeEventType.of(type) == ClaudeEventType.MESSAGE_STOP) {
            end(events);
        }
    }

    void startMessage(JsonNode message, Consumer<ChatEvent> events) {
        messageId = JsonTree.text(message, "id");
        start(messageId, JsonTree.text(message, "model"), events);
    }

    private void start(@Nullable String id, @Nullable String model, Consumer<ChatEvent> events) {
        if (!started) {
            started = true;
            events.accept(new ChatEvent.MessageStarted(id, model));
        }
    }

    void startBlock(int index, JsonNode block, Consumer<ChatEvent> events) {
        start(null, null, events);
        endBlock(index, events);
        ClaudeBlock started = ClaudeBlock.start(nextIndex, block, events);
        if (started.takesIndex()) {
            nextIndex++;
        }
        open.put(index, started);
    }

    private void delta(int index, JsonNode delta, Consumer<ChatEvent> events) {
        if (!open.containsKey(index)) {
            // Imitators leave out the start of a text block.
            startBlock(index, blockFor(delta), events);
        }
        Objects.requireNonNull(open.get(index)).delta(delta, events);
    }

    private static ObjectNode blockFor(JsonNode delta) {
        String type = Objects.requireNonNullElse(JsonTree.text(delta, "type"), "");
        boolean thinking = type.equals("thinking_delta") || type.equals("signature_delta");
        return JsonNodeFactory.instance.objectNode().put("type", thinking ? "thinking" : "text");
    }

    void endBlock(int index, Consumer<ChatEvent> events) {
        ClaudeBlock block = open.remove(index);
        if (block != null) {
            block.end(events);
        }
    }

    private void closeAll(Consumer<ChatEvent> events) {
        for (ClaudeBlock block : open.values()) {
            block.end(events);
        }
        open.clear();
    }

    /** Takes the members that say how the message ended, from a delta or from a whole message. */
    void endMessage(JsonNode delta, Consumer<ChatEvent> events) {
        start(null, null, events);
        String reason = JsonTree.text(delta, "stop_reason");
        if (reason != null) {
            stopReason = reason;
        }
        extras(delta, events);
    }

    private static void extras(JsonNode object, Consumer<ChatEvent> events) {
        for (String name : MESSAGE_EXTRAS) {
            JsonNode extra = JsonTree.member(object, name);
            if (extra != null) {
                JsonNode wrapped = JsonNodeFactory.instance.objectNode().set(name, extra);
                events.accept(new ChatEvent.Unmapped(Dialect.CLAUDE_MESSAGES, JsonTree.raw(wrapped)));
            }
        }
    }

    void readUsage(JsonNode told, Consumer<ChatEvent> events) {
        if (!told.isObject()) {
            return;
        }
        try (JsonParser parser = told.traverse(ObjectReadContext.empty())) {
            parser.nextToken();
            counts.read(parser);
        }
        Usage now = counts.usage();
        if (!now.equals(usage)) {
            usage = now;
            events.accept(new ChatEvent.UsageUpdated(now));
        }
    }
}
