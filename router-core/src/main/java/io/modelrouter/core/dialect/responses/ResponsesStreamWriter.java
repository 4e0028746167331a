package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.OpenAiEnvelope;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEventVisitor;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an answer as a Responses stream. The last event holds the whole response, whose items are those that were told;
 * a failure is {@code response.failed}, which is what the Codex client acts on, and items that were open then stay open,
 * because clients run a call whose end they see.
 */
final class ResponsesStreamWriter implements StreamWriter {
    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.US_ASCII);

    private final AnswerContext context;
    private final ErrorSettings settings;
    private final ResponsesFrames frames = new ResponsesFrames();
    private final ResponsesOutput output;
    private final ResponsesBlocks blocks;
    private final Visitor visitor = new Visitor();
    private final ObjectNode unmapped = JsonNodeFactory.instance.objectNode();
    private @Nullable ResponsesObject response;
    private @Nullable ObjectNode whole;
    private Usage usage = Usage.NONE;
    private boolean over;

    ResponsesStreamWriter(AnswerContext context, ErrorSettings settings) {
        this.context = context;
        this.settings = settings;
        this.output = new ResponsesOutput(frames, context.callId());
        this.blocks = new ResponsesBlocks(output, context);
    }

    /** Takes the next event without writing anything, where only the whole answer is wanted. */
    void take(ChatEvent event) {
        if (!over) {
            event.accept(visitor);
        }
    }

    @Override
    public void write(ChatEvent event, ByteArrayOutputStream out) {
        frames.to(out);
        take(event);
        frames.to(null);
    }

    private ResponsesObject begin(@Nullable String upstreamModel) {
        ResponsesObject known = response;
        if (known != null) {
            return known;
        }
        ResponsesObject begun = new ResponsesObject(context, upstreamModel);
        response = begun;
        for (String type : new String[] {"response.created", "response.in_progress"}) {
            tell(type, begun.begun());
        }
        return begun;
    }

    private void tell(String type, ObjectNode object) {
        ObjectNode event = frames.event(type);
        event.set("response", object);
        frames.send(event);
    }

    private void finish(FinishReason reason, Usage last) {
        ResponsesEnd end = ResponsesEnd.of(reason, context.origin(), blocks.refused());
        output.closeOpen(end.isCut() ? "incomplete" : "completed");
        ResponsesObject object = begin(null);
        Usage told = last.isEmpty() ? usage : last;
        ObjectNode ended = object.ended(end.status(), output.done(), told);
        if (end.why() != null) {
            ended.set(
                    "incomplete_details", JsonNodeFactory.instance.objectNode().put("reason", end.why()));
        }
        if (end.status().equals("failed")) {
            ended.set("error", failed(reason));
        }
        for (Map.Entry<String, JsonNode> member : unmapped.properties()) {
            if (!ended.has(member.getKey())) {
                ended.set(member.getKey(), member.getValue());
            }
        }
        tell(end.event(), ended);
        whole = ended;
        over = true;
    }

    private static ObjectNode failed(FinishReason reason) {
        String why = reason.raw() == null ? "" : " (" + reason.raw() + ")";
        return JsonNodeFactory.instance
                .objectNode()
                .put("code", "server_error")
                .put("message", "The provider failed" + why + ".");
    }

    @Override
    public byte[] error(RouterException failure, String requestId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
        if (over) {
            return out.toByteArray();
        }
        frames.to(out);
        ResponsesObject object = begin(null);
        ObjectNode error = OpenAiEnvelope.error(failure, settings);
        if (error.path("code").isNull()) {
            // Clients read the code of a failed response as text.
            error.set("code", error.get("type"));
        }
        ObjectNode ended = object.ended("failed", output.done(), null);
        ended.set("error", error);
        tell("response.failed", ended);
        frames.to(null);
        over = true;
        return out.toByteArray();
    }

    @Override
    public byte[] heartbeat() {
        return HEARTBEAT.clone();
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public Optional<RawJson> whole() {
        return Optional.ofNullable(whole).map(JsonTree::raw);
    }

    private final class Visitor implements ChatEventVisitor<ResponsesStreamWriter> {
        @Override
        public ResponsesStreamWriter messageStarted(ChatEvent.MessageStarted event) {
            begin(event.model());
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter blockStarted(ChatEvent.BlockStarted event) {
            blocks.start(event.index(), event.choice(), event);
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter toolCallStarted(ChatEvent.ToolCallStarted event) {
            blocks.start(event.index(), event.choice(), event);
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter textDelta(ChatEvent.TextDelta event) {
            blocks.step(event.index(), event);
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter reasoningDelta(ChatEvent.ReasoningDelta event) {
            blocks.step(event.index(), event);
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter reasoningSigned(ChatEvent.ReasoningSigned event) {
            blocks.step(event.index(), event);
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter toolArgumentsDelta(ChatEvent.ToolArgumentsDelta event) {
            blocks.step(event.index(), event);
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter citationAdded(ChatEvent.CitationAdded event) {
            blocks.step(event.index(), event);
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter mediaProduced(ChatEvent.MediaProduced event) {
            blocks.step(event.index(), event);
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter blockEnded(ChatEvent.BlockEnded event) {
            blocks.step(event.index(), event);
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter usageUpdated(ChatEvent.UsageUpdated event) {
            usage = usage.max(event.usage());
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter unmapped(ChatEvent.Unmapped event) {
            if (event.dialect() != Dialect.OPENAI_RESPONSES || context.origin() != Dialect.OPENAI_RESPONSES) {
                return ResponsesStreamWriter.this;
            }
            if (JsonTree.read(event.json().toBytes()) instanceof ObjectNode json) {
                if (json.path("response") instanceof ObjectNode members && !json.has("type")) {
                    unmapped.setAll(members);
                } else {
                    blocks.own(json);
                }
            }
            return ResponsesStreamWriter.this;
        }

        @Override
        public ResponsesStreamWriter finished(ChatEvent.Finished event) {
            finish(event.reason(), event.usage());
            return ResponsesStreamWriter.this;
        }
    }
}
