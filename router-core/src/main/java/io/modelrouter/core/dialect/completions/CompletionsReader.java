package io.modelrouter.core.dialect.completions;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.core.dialect.EndpointUsage;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.Skim;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/** Turns completions into events, whole or in chunks: a text block for each choice. Not thread-safe. */
final class CompletionsReader implements StreamReader {
    private final EndpointUsage usage = new EndpointUsage();
    private final Map<Integer, Integer> blocks = new TreeMap<>();
    private final Map<Integer, FinishReason> reasons = new TreeMap<>();
    private boolean started;
    private boolean ended;

    static List<ChatEvent> readBody(byte[] body) {
        JsonNode whole = JsonTree.read(body);
        if (whole == null
                || !whole.path("choices").isArray()
                || whole.path("choices").isEmpty()) {
            throw new MalformedAnswerException("the upstream's answer is no completion with choices", null);
        }
        List<ChatEvent> events = new ArrayList<>();
        CompletionsReader reader = new CompletionsReader();
        reader.take(whole, events::add);
        reader.end(events::add);
        return events;
    }

    @Override
    public void read(WireFrame frame, Consumer<ChatEvent> events) {
        if (frame.dataEquals("[DONE]")) {
            end(events);
            return;
        }
        JsonNode chunk = JsonTree.read(frame);
        if (chunk != null && !JsonTree.saysSomething(chunk.get("error"))) {
            take(chunk, events);
        }
    }

    private void take(JsonNode chunk, Consumer<ChatEvent> events) {
        if (!started) {
            started = true;
            events.accept(new ChatEvent.MessageStarted(JsonTree.text(chunk, "id"), JsonTree.text(chunk, "model")));
        }
        for (JsonNode choice : chunk.path("choices")) {
            int index = choice.path("index").asInt(0);
            Integer block = blocks.get(index);
            if (block == null) {
                block = blocks.size();
                blocks.put(index, block);
                events.accept(new ChatEvent.BlockStarted(block, index, ChatEvent.BlockKind.TEXT));
            }
            String text = JsonTree.text(choice, "text");
            if (text != null && !text.isEmpty()) {
                events.accept(new ChatEvent.TextDelta(block, text));
            }
            String reason = JsonTree.text(choice, "finish_reason");
            if (reason != null) {
                reasons.put(index, new FinishReason(kind(reason), reason));
            }
        }
        if (chunk.path("usage").isObject()) {
            byte[] bytes = JsonTree.bytes(chunk.path("usage"));
            try (JsonParser parser = Skim.parser(bytes, 0, bytes.length)) {
                parser.nextToken();
                usage.read(parser, 0);
            }
        }
    }

    private static FinishReason.Kind kind(String reason) {
        switch (reason) {
            case "stop":
                return FinishReason.Kind.STOP;
            case "length":
                return FinishReason.Kind.LENGTH;
            case "content_filter":
                return FinishReason.Kind.CONTENT_FILTER;
            default:
                return FinishReason.Kind.OTHER;
        }
    }

    @Override
    public void end(Consumer<ChatEvent> events) {
        if (!started || ended) {
            return;
        }
        ended = true;
        List<FinishReason> all = new ArrayList<>();
        blocks.forEach((choice, block) -> {
            events.accept(new ChatEvent.BlockEnded(block));
            all.add(reasons.getOrDefault(choice, new FinishReason(FinishReason.Kind.STOP, null)));
        });
        if (all.isEmpty()) {
            all.add(new FinishReason(FinishReason.Kind.STOP, null));
        }
        events.accept(new ChatEvent.Finished(all, usage.toUsage(false)));
    }
}
