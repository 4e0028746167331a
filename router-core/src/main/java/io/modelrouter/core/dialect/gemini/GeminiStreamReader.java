package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Turns a Gemini stream, in either framing, into events. {@code Finished} comes with {@link #end} only: the dialect has no end
 * mark, and chunks may follow the finish reason.
 *
 * <p>What the dialect has and the events do not comes as {@link ChatEvent.Unmapped}: parts of other kinds as they are, other
 * members of a candidate as an object with that one member.
 */
final class GeminiStreamReader implements StreamReader {
    /** More alternatives than the API gives; a candidate with a higher index is left out. */
    private static final int MAX_CHOICES = 64;

    private final GeminiUsage counts = new GeminiUsage();
    private final GeminiNumbering numbering = new GeminiNumbering();
    private final NavigableMap<Integer, GeminiChoice> choices = new TreeMap<>();
    private boolean started;
    private boolean finished;
    private Usage usage = Usage.NONE;
    private @Nullable String blockReason;

    @Override
    public void read(WireFrame frame, Consumer<ChatEvent> events) {
        JsonNode chunk = frame.dataEquals("[DONE]") ? null : JsonTree.read(frame);
        if (chunk != null && chunk.isObject() && JsonTree.member(chunk, "error") == null) {
            read(chunk, events);
        }
    }

    /** Takes a chunk, or a whole answer, which is the same message. */
    void read(JsonNode chunk, Consumer<ChatEvent> events) {
        if (finished) {
            return;
        }
        numbering.responseId(JsonTree.text(chunk, "responseId"));
        if (!started) {
            started = true;
            events.accept(new ChatEvent.MessageStarted(
                    JsonTree.text(chunk, "responseId"), JsonTree.text(chunk, "modelVersion")));
        }
        for (JsonNode candidate : chunk.path("candidates")) {
            int index = candidate.path("index").asInt(0);
            if (candidate.isObject() && index >= 0 && index < MAX_CHOICES) {
                choices.computeIfAbsent(index, number -> new GeminiChoice(number, numbering))
                        .read(candidate, events);
            }
        }
        readFeedback(chunk.path("promptFeedback"), events);
        readUsage(chunk.path("usageMetadata"), events);
    }

    private void readFeedback(JsonNode feedback, Consumer<ChatEvent> events) {
        String reason = GeminiFinishReasons.blockName(feedback.get("blockReason"));
        if (reason != null) {
            blockReason = reason;
            JsonNode wrapped = JsonNodeFactory.instance.objectNode().set("promptFeedback", feedback);
            events.accept(new ChatEvent.Unmapped(Dialect.GEMINI_GENERATE, JsonTree.raw(wrapped)));
        }
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
        if (!started) {
            started = true;
            events.accept(new ChatEvent.MessageStarted(null, null));
        }
        for (GeminiChoice choice : choices.values()) {
            choice.end(events);
        }
        finished = true;
        events.accept(new ChatEvent.Finished(reasons(), usage));
    }

    private List<FinishReason> reasons() {
        FinishReason untold = blockReason == null
                ? new FinishReason(FinishReason.Kind.OTHER, null)
                : new FinishReason(FinishReason.Kind.CONTENT_FILTER, blockReason);
        List<FinishReason> reasons = new ArrayList<>();
        int last = choices.isEmpty() ? 0 : choices.lastKey();
        for (int i = 0; i <= last; i++) {
            GeminiChoice choice = choices.get(i);
            FinishReason reason = choice == null ? null : choice.finishReason();
            reasons.add(reason == null ? untold : reason);
        }
        return reasons;
    }
}
