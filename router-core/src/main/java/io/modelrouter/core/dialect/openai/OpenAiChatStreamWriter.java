package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.OpenAiEnvelope;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the chunks of a chat stream. */
final class OpenAiChatStreamWriter implements StreamWriter, OpenAiChatAnswer.Sink {
    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final AnswerContext context;
    private final ErrorSettings settings;
    private final OpenAiChatAnswer answer;
    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
    private final ObjectNode beside = JsonNodeFactory.instance.objectNode();
    private @Nullable String model;
    private boolean over;

    OpenAiChatStreamWriter(AnswerContext context, ErrorSettings settings) {
        this.context = context;
        this.settings = settings;
        this.answer = new OpenAiChatAnswer(context, this);
    }

    @Override
    public void write(ChatEvent event, ByteArrayOutputStream out) {
        if (over) {
            return;
        }
        event.accept(answer);
        out.writeBytes(frames.toByteArray());
        frames.reset();
    }

    @Override
    public void begin(@Nullable String upstreamModel) {
        model = context.shownModel(upstreamModel);
    }

    @Override
    public void delta(int choice, ObjectNode delta) {
        chunk(choice(choice, delta, null), null);
    }

    @Override
    public void beside(@Nullable Integer choice, String member, JsonNode value) {
        if (choice == null) {
            // From now on in every chunk, as OpenAI has it; one without choices breaks clients.
            beside.set(member, value);
        } else {
            ObjectNode entry = choice(choice, JsonNodeFactory.instance.objectNode(), null);
            entry.set(member, value);
            chunk(entry, null);
        }
    }

    @Override
    public void finish(int choice, String reason) {
        chunk(choice(choice, JsonNodeFactory.instance.objectNode(), reason), null);
    }

    @Override
    public void usage(ObjectNode usage) {
        if (context.includeUsage()) {
            chunk(null, usage);
        }
        frames.writeBytes(DONE);
        over = true;
    }

    private static ObjectNode choice(int index, ObjectNode delta, @Nullable String reason) {
        ObjectNode choice = JsonNodeFactory.instance.objectNode().put("index", index);
        choice.set("delta", delta);
        return choice.put("finish_reason", reason);
    }

    private ObjectNode envelope() {
        ObjectNode envelope = JsonNodeFactory.instance
                .objectNode()
                .put("id", "chatcmpl-" + context.callId())
                .put("object", "chat.completion.chunk")
                .put("created", context.created().getEpochSecond())
                .put("model", model == null ? context.shownModel(null) : model);
        return envelope.setAll(beside);
    }

    private void chunk(@Nullable ObjectNode choice, @Nullable ObjectNode usage) {
        ObjectNode chunk = envelope();
        if (choice == null) {
            chunk.putArray("choices");
        } else {
            chunk.putArray("choices").add(choice);
        }
        if (usage != null) {
            chunk.set("usage", usage);
        } else if (context.includeUsage()) {
            // As OpenAI does where the usage will come.
            chunk.putNull("usage");
        }
        frame(chunk);
    }

    private void frame(ObjectNode chunk) {
        frames.writeBytes(DATA);
        frames.writeBytes(JsonTree.bytes(chunk));
        frames.writeBytes(END);
    }

    /** One frame with the error and nothing behind it: no reason, no {@code [DONE]}. */
    @Override
    public byte[] error(RouterException failure, String requestId) {
        if (over) {
            return new byte[0];
        }
        over = true;
        frames.reset();
        frame(JsonNodeFactory.instance.objectNode().set("error", OpenAiEnvelope.error(failure, settings)));
        return frames.toByteArray();
    }

    @Override
    public byte[] heartbeat() {
        return HEARTBEAT.clone();
    }

    @Override
    public String contentType() {
        return "text/event-stream";
    }
}
