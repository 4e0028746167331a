package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Media;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One candidate while it is made. Gemini has parts and no blocks: adjacent parts of the same kind are one block, until one of
 * them carries a signature, since a signature belongs to the part it came on and nothing may be merged behind it.
 */
final class GeminiChoice {
    /** Members of a candidate that are read, or that say nothing about the answer itself. */
    private static final Set<String> QUIET =
            Set.of("content", "finishReason", "index", "avgLogprobs", "tokenCount", "safetyRatings");

    private final int choice;
    private final GeminiNumbering numbering;

    private @Nullable BlockKind openKind;
    private int openIndex;
    private boolean openSigned;

    private @Nullable PartialArguments openCall;
    private int callIndex;

    private final GeminiCitations citations = new GeminiCitations();
    private boolean toolCalled;
    private @Nullable String finishReason;

    GeminiChoice(int choice, GeminiNumbering numbering) {
        this.choice = choice;
        this.numbering = numbering;
    }

    void read(JsonNode candidate, Consumer<ChatEvent> events) {
        for (JsonNode part : candidate.path("content").path("parts")) {
            if (part.isObject()) {
                part(part, events);
            }
        }
        if (openKind == BlockKind.TEXT && (candidate.has("groundingMetadata") || candidate.has("citationMetadata"))) {
            for (Citation citation : citations.read(candidate)) {
                events.accept(new ChatEvent.CitationAdded(openIndex, citation));
            }
        }
        candidate.properties().forEach(member -> {
            if (!QUIET.contains(member.getKey()) && JsonTree.saysSomething(member.getValue())) {
                JsonNode wrapped = JsonNodeFactory.instance.objectNode().set(member.getKey(), member.getValue());
                unmapped(wrapped, events);
            }
        });
        String reason = GeminiFinishReasons.name(candidate.get("finishReason"));
        if (reason != null) {
            finishReason = reason;
        }
    }

    private void part(JsonNode part, Consumer<ChatEvent> events) {
        String signature = JsonTree.text(part, "thoughtSignature");
        if (signature != null && signature.isEmpty()) {
            signature = null;
        }
        boolean thought = part.path("thought").asBoolean(false);
        String text = JsonTree.text(part, "text");
        if (JsonTree.member(part, "functionCall") != null) {
            functionCall(part.path("functionCall"), signature, events);
        } else if (text != null || isBareSignature(part)) {
            text(thought ? BlockKind.REASONING : BlockKind.TEXT, text == null ? "" : text, signature, events);
        } else {
            end(events);
            Media media = thought ? null : media(part);
            if (media != null) {
                media(media, signature, events);
            } else if (!part.isEmpty()) {
                unmapped(part, events);
            }
        }
    }

    private static boolean isBareSignature(JsonNode part) {
        return part.has("thoughtSignature") && part.size() == (part.has("thought") ? 2 : 1);
    }

    private void text(BlockKind kind, String text, @Nullable String signature, Consumer<ChatEvent> events) {
        if (text.isEmpty() && signature == null) {
            return;
        }
        endCall(events);
        if (openKind != kind || openSigned) {
            endBlock(events);
            openKind = kind;
            openIndex = numbering.nextIndex();
            openSigned = false;
            if (kind == BlockKind.TEXT) {
                citations.blockStarted();
            }
            events.accept(new ChatEvent.BlockStarted(openIndex, choice, kind));
        }
        if (!text.isEmpty()) {
            if (kind == BlockKind.TEXT) {
                citations.add(text);
            }
            events.accept(
                    kind == BlockKind.TEXT
                            ? new ChatEvent.TextDelta(openIndex, text)
                            : new ChatEvent.ReasoningDelta(openIndex, text));
        }
        if (signature != null) {
            openSigned = true;
            events.accept(new ChatEvent.ReasoningSigned(openIndex, signature));
        }
    }

    /**
     * A call comes whole, or, where Vertex streams arguments, begun by a part with its name and continued by parts without,
     * as long as they say {@code willContinue}.
     */
    private void functionCall(JsonNode call, @Nullable String signature, Consumer<ChatEvent> events) {
        String name = JsonTree.text(call, "name");
        if (name != null && !name.isEmpty()) {
            end(events);
            toolCalled = true;
            openCall = new PartialArguments();
            callIndex = numbering.nextIndex();
            String id = numbering.callId(JsonTree.text(call, "id"));
            events.accept(new ChatEvent.ToolCallStarted(callIndex, choice, id, name));
        }
        PartialArguments arguments = openCall;
        if (arguments == null) {
            return;
        }
        if (signature != null) {
            events.accept(new ChatEvent.ReasoningSigned(callIndex, signature));
        }
        arguments.addAll(call.path("args"));
        for (JsonNode piece : call.path("partialArgs")) {
            arguments.add(piece);
        }
        if (!call.path("willContinue").asBoolean(false)) {
            endCall(events);
        }
    }

    private static @Nullable Media media(JsonNode part) {
        JsonNode inline = part.path("inlineData");
        String data = JsonTree.text(inline, "data");
        if (data != null) {
            return new Media(JsonTree.text(inline, "mimeType"), data, null);
        }
        JsonNode file = part.path("fileData");
        String uri = JsonTree.text(file, "fileUri");
        return uri == null ? null : new Media(JsonTree.text(file, "mimeType"), null, uri);
    }

    private void media(Media media, @Nullable String signature, Consumer<ChatEvent> events) {
        int index = numbering.nextIndex();
        events.accept(new ChatEvent.BlockStarted(index, choice, BlockKind.MEDIA));
        events.accept(new ChatEvent.MediaProduced(index, media));
        if (signature != null) {
            events.accept(new ChatEvent.ReasoningSigned(index, signature));
        }
        events.accept(new ChatEvent.BlockEnded(index));
    }

    private static void unmapped(JsonNode json, Consumer<ChatEvent> events) {
        events.accept(new ChatEvent.Unmapped(Dialect.GEMINI_GENERATE, JsonTree.raw(json)));
    }

    private void endCall(Consumer<ChatEvent> events) {
        if (openCall != null) {
            String arguments = new String(openCall.toBytes(), StandardCharsets.UTF_8);
            openCall = null;
            events.accept(new ChatEvent.ToolArgumentsDelta(callIndex, arguments));
            events.accept(new ChatEvent.BlockEnded(callIndex));
        }
    }

    private void endBlock(Consumer<ChatEvent> events) {
        if (openKind != null) {
            openKind = null;
            events.accept(new ChatEvent.BlockEnded(openIndex));
        }
    }

    /** Closes what is open. */
    void end(Consumer<ChatEvent> events) {
        endCall(events);
        endBlock(events);
    }

    /** Why it ended; null if the candidate did not tell. */
    @Nullable
    FinishReason finishReason() {
        return finishReason == null ? null : GeminiFinishReasons.of(finishReason, toolCalled);
    }
}
