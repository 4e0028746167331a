package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a stream of {@code GenerateContentResponse} messages, as server-sent events with CR LF like Google's or as one JSON
 * array. Each message is whole; finish reasons and usage stand in the last.
 */
final class GeminiStreamWriter implements StreamWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final AnswerContext context;
    private final GeminiAnswerParts parts;
    private ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean begun;
    private boolean ended;

    GeminiStreamWriter(AnswerContext context) {
        this.context = context;
        this.parts = new GeminiAnswerParts(context, this::part);
    }

    @Override
    public void write(ChatEvent event, ByteArrayOutputStream to) {
        if (ended) {
            return;
        }
        out = to;
        event.accept(parts);
        if (event instanceof ChatEvent.Finished finished) {
            finish(finished);
        }
    }

    private void part(int choice, ObjectNode part) {
        ObjectNode chunk = NODES.objectNode();
        chunk.putArray("candidates")
                .add(GeminiAnswers.candidate(NODES.arrayNode().add(part), choice));
        GeminiAnswers.close(chunk, context, parts.model());
        frame(JsonTree.bytes(chunk));
    }

    private void finish(ChatEvent.Finished finished) {
        ObjectNode chunk = NODES.objectNode();
        JsonNode feedback = parts.promptFeedback();
        if (feedback != null) {
            chunk.set("promptFeedback", feedback);
        }
        if (feedback == null || parts.begun()) {
            ArrayNode candidates = chunk.putArray("candidates");
            for (int choice = 0; choice < finished.reasons().size(); choice++) {
                ObjectNode last = NODES.objectNode().put("text", "");
                String carried = parts.carried(choice);
                if (carried != null) {
                    last.put("thoughtSignature", carried);
                }
                ObjectNode candidate = GeminiAnswers.candidate(NODES.arrayNode().add(last), choice);
                candidate.put(
                        "finishReason",
                        GeminiAnswers.finishReason(finished.reasons().get(choice), context));
                candidate.setAll(parts.members(choice));
                candidates.add(candidate);
            }
        }
        GeminiAnswers.usage(finished.usage(), chunk);
        GeminiAnswers.close(chunk, context, parts.model());
        frame(JsonTree.bytes(chunk));
        if (context.jsonArray()) {
            text("\r\n]");
        }
        ended = true;
    }

    private void frame(byte[] json) {
        text(context.jsonArray() ? (begun ? ",\r\n" : "[") : "data: ");
        begun = true;
        out.writeBytes(json);
        if (!context.jsonArray()) {
            text("\r\n\r\n");
        }
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public byte[] error(RouterException failure, String requestId) {
        if (ended) {
            return new byte[0];
        }
        out = new ByteArrayOutputStream();
        frame(GeminiErrorWriter.envelope(failure));
        if (context.jsonArray()) {
            text("\r\n]");
        }
        ended = true;
        return out.toByteArray();
    }

    /** White space, which both framings ignore; a comment would break clients that split lines by hand. */
    @Override
    public byte[] heartbeat() {
        return (context.jsonArray() ? "\n" : "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String contentType() {
        return context.jsonArray() ? "application/json; charset=UTF-8" : "text/event-stream";
    }
}
