package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a whole chat answer: the sum of the deltas that a stream would have had. */
final class OpenAiChatBodyWriter implements OpenAiChatAnswer.Sink {
    private final AnswerContext context;
    private final Map<Integer, OpenAiChatWholeMessage> messages = new TreeMap<>();
    private final Map<Integer, ObjectNode> besideOfChoices = new TreeMap<>();
    private final Map<Integer, String> reasons = new TreeMap<>();
    private final ObjectNode beside = JsonNodeFactory.instance.objectNode();
    private ObjectNode usage = JsonNodeFactory.instance.objectNode();
    private @Nullable String model;

    private OpenAiChatBodyWriter(AnswerContext context) {
        this.context = context;
    }

    static byte[] write(List<ChatEvent> events, AnswerContext context) {
        OpenAiChatBodyWriter writer = new OpenAiChatBodyWriter(context);
        OpenAiChatAnswer answer = new OpenAiChatAnswer(context, writer);
        events.forEach(event -> event.accept(answer));
        return JsonTree.bytes(writer.whole());
    }

    private ObjectNode whole() {
        ObjectNode whole = JsonNodeFactory.instance
                .objectNode()
                .put("id", "chatcmpl-" + context.callId())
                .put("object", "chat.completion")
                .put("created", context.created().getEpochSecond())
                .put("model", model == null ? context.shownModel(null) : model);
        ArrayNode choices = whole.putArray("choices");
        messages.forEach((index, message) -> {
            ObjectNode choice = choices.addObject().put("index", index);
            choice.set("message", message.toJson());
            choice.putNull("logprobs");
            ObjectNode more = besideOfChoices.get(index);
            if (more != null) {
                choice.setAll(more);
            }
            choice.put("finish_reason", reasons.get(index));
        });
        whole.set("usage", usage);
        return whole.setAll(beside);
    }

    @Override
    public void begin(@Nullable String upstreamModel) {
        model = context.shownModel(upstreamModel);
    }

    @Override
    public void delta(int choice, ObjectNode delta) {
        messages.computeIfAbsent(choice, index -> new OpenAiChatWholeMessage()).add(delta);
    }

    @Override
    public void beside(@Nullable Integer choice, String member, JsonNode value) {
        ObjectNode target = choice == null
                ? beside
                : besideOfChoices.computeIfAbsent(choice, index -> JsonNodeFactory.instance.objectNode());
        if (!(target.get(member) instanceof ObjectNode known) || !value.isObject()) {
            target.set(member, value.deepCopy());
            return;
        }
        // Probabilities of a stream come in pieces.
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            if (known.get(entry.getKey()) instanceof ArrayNode list
                    && entry.getValue().isArray()) {
                entry.getValue().forEach(list::add);
            } else {
                known.set(entry.getKey(), entry.getValue());
            }
        }
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
