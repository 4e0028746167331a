package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Turns a ConverseStream into events. The answer has neither an id nor a model in it. What the dialect has and the events do
 * not comes as {@link ChatEvent.Unmapped}: what a guardrail found ({@code trace}), the fields that a channel asks for by
 * {@code additionalModelResponseFieldPaths}, what the vendor's own tools did.
 */
final class ConverseStreamReader implements StreamReader {
    private static final List<String> EXTRAS =
            List.of("trace", "additionalModelResponseFields", "performanceConfig", "serviceTier");

    private final ConverseUsage counts = new ConverseUsage();
    private final ConverseBlocks blocks = new ConverseBlocks();
    private boolean started;
    private boolean finished;
    private Usage usage = Usage.NONE;
    private @Nullable String stopReason;

    @Override
    public void read(WireFrame frame, Consumer<ChatEvent> events) {
        String event = Objects.requireNonNullElse(frame.event(), "");
        if (finished || ConverseErrors.isError(event)) {
            return;
        }
        JsonNode data = JsonTree.read(frame);
        if (data == null || !data.isObject()) {
            return;
        }
        int index = data.path("contentBlockIndex").asInt(0);
        switch (event) {
            case "messageStart":
                start(events);
                break;
            case "contentBlockStart":
                start(events);
                blocks.start(index, data.path("start"), events);
                break;
            case "contentBlockDelta":
                start(events);
                blocks.delta(index, data.path("delta"), events);
                break;
            case "contentBlockStop":
                blocks.stop(index, events);
                break;
            case "messageStop":
                start(events);
                stop(data);
                extras(data, events);
                break;
            case "metadata":
                start(events);
                metadata(data, events);
                if (stopReason != null) {
                    end(events);
                }
                break;
            default:
                if (started) {
                    events.accept(unmapped(event.isEmpty() ? "event" : event, data));
                }
        }
    }

    void start(Consumer<ChatEvent> events) {
        if (!started) {
            started = true;
            events.accept(new ChatEvent.MessageStarted(null, null));
        }
    }

    /** A block of a whole answer. */
    void wholeBlock(int index, JsonNode block, Consumer<ChatEvent> events) {
        blocks.whole(index, block, events);
    }

    /** Takes why the answer ended, from an event or from a whole answer. */
    void stop(JsonNode told) {
        String reason = JsonTree.text(told, "stopReason");
        if (reason != null) {
            stopReason = reason;
        }
    }

    void metadata(JsonNode told, Consumer<ChatEvent> events) {
        blocks.endAll(events);
        extras(told, events);
        readUsage(told.path("usage"), events);
    }

    private static void extras(JsonNode told, Consumer<ChatEvent> events) {
        for (String name : EXTRAS) {
            JsonNode extra = JsonTree.member(told, name);
            if (extra != null) {
                events.accept(unmapped(name, extra));
            }
        }
    }

    static ChatEvent unmapped(String name, JsonNode value) {
        JsonNode wrapped = JsonNodeFactory.instance.objectNode().set(name, value);
        return new ChatEvent.Unmapped(Dialect.BEDROCK_CONVERSE, JsonTree.raw(wrapped));
    }

    private void readUsage(JsonNode told, Consumer<ChatEvent> events) {
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

    @Override
    public void end(Consumer<ChatEvent> events) {
        if (finished) {
            return;
        }
        start(events);
        blocks.endAll(events);
        finished = true;
        events.accept(new ChatEvent.Finished(ConverseStopReasons.of(stopReason), usage));
    }
}
