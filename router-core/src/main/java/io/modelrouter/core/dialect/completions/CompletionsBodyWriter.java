package io.modelrouter.core.dialect.completions;

import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a whole completion. */
final class CompletionsBodyWriter implements CompletionsAnswer.Sink {
    private final AnswerContext context;
    private final Map<Integer, StringBuilder> texts = new TreeMap<>();
    private final Map<Integer, String> reasons = new TreeMap<>();
    private ObjectNode usage = JsonNodeFactory.instance.objectNode();
    private @Nullable String model;

    private CompletionsBodyWriter(AnswerContext context) {
        this.context = context;
    }

    static byte[] write(List<ChatEvent> events, AnswerContext context) {
        CompletionsBodyWriter writer = new CompletionsBodyWriter(context);
        CompletionsAnswer answer = new CompletionsAnswer(context, writer);
        events.forEach(event -> event.accept(answer));
        ObjectNode whole = CompletionsAnswer.envelope(context, writer.model);
        ArrayNode choices = whole.putArray("choices");
        writer.reasons.forEach((index, reason) -> choices.add(CompletionsAnswer.choice(
                index, String.valueOf(writer.texts.getOrDefault(index, new StringBuilder())), reason)));
        whole.set("usage", writer.usage);
        return JsonTree.bytes(whole);
    }

    @Override
    public void begin(@Nullable String upstreamModel) {
        model = context.shownModel(upstreamModel);
    }

    @Override
    public void text(int choice, String more) {
        texts.computeIfAbsent(choice, index -> new StringBuilder()).append(more);
    }

    @Override
    public void finish(int choice, String reason) {
        reasons.put(choice, reason);
    }

    @Override
    public void usage(ObjectNode told) {
        usage = told;
    }
}
