package io.modelrouter.starter.translate;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.Citation;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.stream.ResponseAssembler;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;

/** What a client sees of an answer that a channel of another dialect made: each piece is written and read again. */
final class FidelityAnswers {
    private static final Usage USAGE = Usage.builder()
            .input(100)
            .cacheRead(20)
            .cacheWrite(30)
            .output(50)
            .reasoning(40)
            .build();
    private static final String PICTURE = "iVBORw0KGgo=";

    private FidelityAnswers() {}

    /** A piece of an answer: how a channel tells it, and whether the client's own reader finds it again. */
    private record Piece(Function<Dialect, List<ChatEvent>> told, BiFunction<ChatResponse, JsonNode, Boolean> found) {}

    static void append(StringBuilder page) {
        page.append("## Answers\n\nWhat the client sees of an answer that a channel of another dialect made.\n\n| |");
        for (Dialect client : Dialect.ofChatClients()) {
            page.append(' ').append(FidelityTable.title(client)).append(" client |");
        }
        page.append("\n|---|---|---|---|---|\n");
        pieces().forEach((name, piece) -> {
            page.append("| ").append(name).append(" |");
            for (Dialect client : Dialect.ofChatClients()) {
                page.append(' ')
                        .append(isSeen(piece, client) ? "carried" : "not shown")
                        .append(" |");
            }
            page.append('\n');
        });
        page.append(
                "\nSignatures and encrypted reasoning of another vendor are wrapped, so that they come back and go to");
        page.append("\ntheir maker again; see [translation.md](translation.md).\n");
        page.append("\n### Finish reasons\n\n| |");
        for (Dialect client : Dialect.ofChatClients()) {
            page.append(' ').append(FidelityTable.title(client)).append(" client |");
        }
        page.append("\n|---|---|---|---|---|\n");
        for (FinishReason.Kind kind : FinishReason.Kind.values()) {
            page.append("| ").append(kind).append(" |");
            for (Dialect client : Dialect.ofChatClients()) {
                page.append(" `").append(finish(kind, client)).append("` |");
            }
            page.append('\n');
        }
    }

    /** The dialect of the channel: another one than the client's. */
    private static Dialect origin(Dialect client) {
        return client == Dialect.CLAUDE_MESSAGES ? Dialect.GEMINI_GENERATE : Dialect.CLAUDE_MESSAGES;
    }

    private static boolean isSeen(Piece piece, Dialect client) {
        byte[] body = write(piece.told().apply(origin(client)), client);
        ResponseAssembler assembler = new ResponseAssembler();
        Corpus.codec(client).readBody(body).forEach(assembler);
        return piece.found().apply(assembler.response(), Corpus.json(body));
    }

    private static byte[] write(List<ChatEvent> events, Dialect client) {
        return Corpus.codec(client).writeBody(events, TranslatedAnswersTest.context(client, origin(client), false));
    }

    private static String finish(FinishReason.Kind kind, Dialect client) {
        List<ChatEvent> events = new ArrayList<>();
        events.add(new ChatEvent.MessageStarted("id", "m"));
        if (kind == FinishReason.Kind.TOOL_CALLS) {
            call(events, 0, "f");
        } else {
            text(events, 0, "yes");
        }
        events.add(new ChatEvent.Finished(new FinishReason(kind, null), USAGE));
        JsonNode answer = Corpus.json(write(events, client));
        switch (client) {
            case OPENAI_CHAT:
                return answer.path("choices").path(0).path("finish_reason").asString("none");
            case OPENAI_RESPONSES:
                String why = answer.path("incomplete_details").path("reason").asString("");
                return answer.path("status").asString("none") + (why.isEmpty() ? "" : ": " + why);
            case CLAUDE_MESSAGES:
                return answer.path("stop_reason").asString("none");
            default:
                return answer.path("candidates").path(0).path("finishReason").asString("none");
        }
    }

    private static Map<String, Piece> pieces() {
        Map<String, Piece> pieces = new LinkedHashMap<>();
        pieces.put(
                "text",
                blocks(events -> text(events, 0, "yes"), answer -> answer.text().equals("yes")));
        pieces.put(
                "reasoning",
                blocks(
                        events -> reasoning(events, null),
                        answer -> answer.reasoning().equals("hm")));
        pieces.put(
                "signature of reasoning",
                blocks(
                        events -> reasoning(events, "c2ln"),
                        answer -> answer.blocks().stream()
                                .anyMatch(block ->
                                        block instanceof ContentBlock.Reasoning one && one.signature() != null)));
        pieces.put(
                "tool call",
                blocks(
                        events -> call(events, 0, "f"),
                        answer -> answer.toolCalls().size() == 1));
        pieces.put(
                "parallel tool calls",
                blocks(
                        events -> {
                            call(events, 0, "f");
                            call(events, 1, "g");
                        },
                        answer -> answer.toolCalls().size() == 2));
        pieces.put(
                "refusal, told apart from text",
                blocks(
                        FidelityAnswers::refusal,
                        answer -> answer.blocks().stream().anyMatch(ContentBlock.Refusal.class::isInstance)));
        pieces.put(
                "citation of a page",
                new Piece(
                        origin -> {
                            List<ChatEvent> events = started();
                            citation(events, origin);
                            return finished(events);
                        },
                        (answer, json) -> answer.blocks().stream()
                                .anyMatch(block -> block instanceof ContentBlock.Text one
                                        && !one.citations().isEmpty())));
        pieces.put(
                "picture",
                blocks(
                        FidelityAnswers::picture,
                        answer -> answer.blocks().stream().anyMatch(ContentBlock.MediaOutput.class::isInstance)));
        pieces.put(
                "further choices (`n` over 1)",
                new Piece(
                        origin -> {
                            List<ChatEvent> events = started();
                            text(events, 0, "yes");
                            events.add(new ChatEvent.BlockStarted(1, 1, BlockKind.TEXT));
                            events.add(new ChatEvent.TextDelta(1, "no"));
                            events.add(new ChatEvent.BlockEnded(1));
                            FinishReason stop = new FinishReason(FinishReason.Kind.STOP, null);
                            events.add(new ChatEvent.Finished(List.of(stop, stop), USAGE));
                            return events;
                        },
                        (answer, json) -> answer.choices().size() == 2));
        pieces.put(
                "pieces that only the vendor has words for (server tools, logprobs)",
                new Piece(
                        origin -> {
                            List<ChatEvent> events = started();
                            events.add(new ChatEvent.Unmapped(origin, RawJson.parse("{\"secret_word\":1}")));
                            text(events, 0, "yes");
                            return finished(events);
                        },
                        (answer, json) -> json.toString().contains("secret_word")));
        pieces.put("usage: whole prompt", usage(Usage::prompt));
        pieces.put("usage: read from the cache", usage(Usage::cacheRead));
        pieces.put("usage: written to the cache", usage(Usage::cacheWrite));
        pieces.put("usage: output", usage(Usage::output));
        pieces.put("usage: reasoning", usage(Usage::reasoning));
        return pieces;
    }

    private static Piece usage(ToLongFunction<Usage> count) {
        return blocks(
                events -> text(events, 0, "yes"),
                answer -> count.applyAsLong(answer.usage()) == count.applyAsLong(USAGE));
    }

    private static Piece blocks(
            java.util.function.Consumer<List<ChatEvent>> made, Function<ChatResponse, Boolean> found) {
        return new Piece(
                origin -> {
                    List<ChatEvent> events = started();
                    made.accept(events);
                    return finished(events);
                },
                (answer, json) -> found.apply(answer));
    }

    private static List<ChatEvent> started() {
        List<ChatEvent> events = new ArrayList<>();
        events.add(new ChatEvent.MessageStarted("id", "m"));
        return events;
    }

    private static List<ChatEvent> finished(List<ChatEvent> events) {
        events.add(new ChatEvent.Finished(new FinishReason(FinishReason.Kind.STOP, null), USAGE));
        return events;
    }

    private static void text(List<ChatEvent> events, int index, String text) {
        events.add(new ChatEvent.BlockStarted(index, 0, BlockKind.TEXT));
        events.add(new ChatEvent.TextDelta(index, text));
        events.add(new ChatEvent.BlockEnded(index));
    }

    private static void call(List<ChatEvent> events, int index, String name) {
        events.add(new ChatEvent.ToolCallStarted(index, 0, "call_" + index, name));
        events.add(new ChatEvent.ToolArgumentsDelta(index, "{}"));
        events.add(new ChatEvent.BlockEnded(index));
    }

    private static void reasoning(List<ChatEvent> events, String signature) {
        events.add(new ChatEvent.BlockStarted(0, 0, BlockKind.REASONING));
        events.add(new ChatEvent.ReasoningDelta(0, "hm"));
        if (signature != null) {
            events.add(new ChatEvent.ReasoningSigned(0, signature));
        }
        events.add(new ChatEvent.BlockEnded(0));
        text(events, 1, "yes");
    }

    private static void refusal(List<ChatEvent> events) {
        events.add(new ChatEvent.BlockStarted(0, 0, BlockKind.REFUSAL));
        events.add(new ChatEvent.TextDelta(0, "no"));
        events.add(new ChatEvent.BlockEnded(0));
    }

    private static void citation(List<ChatEvent> events, Dialect origin) {
        events.add(new ChatEvent.BlockStarted(0, 0, BlockKind.TEXT));
        events.add(new ChatEvent.TextDelta(0, "yes"));
        events.add(new ChatEvent.CitationAdded(
                0, new Citation("https://example.com", "t", "words", 0, 3, origin, RawJson.parse("{}"))));
        events.add(new ChatEvent.BlockEnded(0));
    }

    private static void picture(List<ChatEvent> events) {
        events.add(new ChatEvent.BlockStarted(0, 0, BlockKind.MEDIA));
        events.add(new ChatEvent.MediaProduced(0, new Media("image/png", PICTURE, null)));
        events.add(new ChatEvent.BlockEnded(0));
        text(events, 1, "yes");
    }
}
