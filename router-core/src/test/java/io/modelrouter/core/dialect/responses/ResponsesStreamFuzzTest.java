package io.modelrouter.core.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Citation;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.event.EventGrammar;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Responses streams of any events")
class ResponsesStreamFuzzTest {
    private static final int ROUNDS = 300;
    private static final Source ANY = Source.of(Dialect.OPENAI_RESPONSES, "");
    private static final String REQUEST = "{\"model\":\"m\",\"input\":\"x\",\"tools\":["
            + "{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"custom\",\"name\":\"sh\"},"
            + "{\"type\":\"namespace\",\"name\":\"n\",\"tools\":[{\"type\":\"function\",\"name\":\"g\"}]}]}";

    private final ResponsesCodec codec = new ResponsesCodec(ErrorSettings.DEFAULT);

    private AnswerContext context(Dialect origin) {
        ChatRequest request = codec.readRequest(
                OpenAiResponsesRequest.parse(REQUEST.getBytes(StandardCharsets.UTF_8)), StoredItems.NONE);
        return new AnswerContext("call", "m", Instant.EPOCH, origin, "chan", request, true, false, () -> null);
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("field-1")
    @DisplayName(
            "whatever legal events come, the stream is legal, equals the whole answer, and comes back as it was meant")
    void anyEvents(Dialect origin) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Answer answer = new Answer(new Random(seed), origin);
            AnswerContext context = context(origin);
            StreamWriter writer = codec.newStreamWriter(context);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            answer.events.forEach(event -> writer.write(event, out));

            JsonNode whole = ResponsesStreamChecker.check(out.toByteArray());
            assertThat(JsonTree.read(codec.writeBody(answer.events, context)))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
            assertThat(replayed(whole)).as("seed %d", seed).isEqualTo(answer.expected());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("field-5")
    @DisplayName("a stream that fails anywhere is legal and ends in the failure")
    void errorsAnywhere(Dialect origin) {
        RouterException failure =
                RouterException.of(RouterErrorCode.TRUNCATED, "cut").build();
        for (int seed = 0; seed < 15; seed++) {
            List<ChatEvent> events = new Answer(new Random(seed), origin).events;
            for (int length = 0; length < events.size(); length++) {
                StreamWriter writer = codec.newStreamWriter(context(origin));
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                events.subList(0, length).forEach(event -> writer.write(event, out));
                out.writeBytes(writer.error(failure, "req"));
                JsonNode response = ResponsesStreamChecker.check(out.toByteArray());
                assertThat(response.path("status").asString()).isEqualTo("failed");
                assertThat(writer.whole()).isEmpty();
            }
        }
    }

    /** What the next request says if the client sends the output back. */
    private List<PromptBlock> replayed(JsonNode response) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", "m");
        body.set("input", response.path("output"));
        List<PromptBlock> blocks = new ArrayList<>();
        codec.readRequest(OpenAiResponsesRequest.parse(JsonTree.bytes(body)), StoredItems.NONE)
                .turns()
                .forEach(turn -> blocks.addAll(turn.blocks()));
        blocks.removeIf(block -> block instanceof PromptBlock.Foreign);
        return blocks.stream().map(ResponsesStreamFuzzTest::withoutCitations).toList();
    }

    private static PromptBlock withoutCitations(PromptBlock block) {
        return block instanceof PromptBlock.Text text
                ? new PromptBlock.Text(text.text(), List.of(), text.signature(), null, ANY)
                : block;
    }

    /** A random answer: events that interleave, and what they mean. */
    private static final class Answer {
        final List<ChatEvent> events = new ArrayList<>();
        private final List<Block> blocks = new ArrayList<>();
        private final List<Block> open = new ArrayList<>();
        private final Random random;
        private final Dialect origin;

        private static final class Block {
            final int index;
            final int choice;
            final @Nullable BlockKind kind;
            final String name;
            final StringBuilder text = new StringBuilder();

            @Nullable
            String signature;

            @Nullable
            String media;

            Block(int index, int choice, @Nullable BlockKind kind, String name) {
                this.index = index;
                this.choice = choice;
                this.kind = kind;
                this.name = name;
            }
        }

        Answer(Random random, Dialect origin) {
            this.random = random;
            this.origin = origin;
            events.add(new ChatEvent.MessageStarted("id", "model"));
            int steps = random.nextInt(60);
            for (int i = 0; i < steps; i++) {
                if (open.isEmpty() || random.nextInt(6) == 0) {
                    start();
                } else if (random.nextInt(12) == 0) {
                    events.add(new ChatEvent.UsageUpdated(
                            Usage.builder().input(random.nextInt(9)).build()));
                    events.add(new ChatEvent.Unmapped(Dialect.CLAUDE_MESSAGES, RawJson.parse("{\"type\":\"x\"}")));
                } else {
                    step(open.get(random.nextInt(open.size())));
                }
            }
            while (!open.isEmpty()) {
                end(open.get(random.nextInt(open.size())));
            }
            FinishReason.Kind[] kinds = {
                FinishReason.Kind.STOP,
                FinishReason.Kind.LENGTH,
                FinishReason.Kind.TOOL_CALLS,
                FinishReason.Kind.CONTENT_FILTER,
                FinishReason.Kind.REFUSAL,
                FinishReason.Kind.PAUSE,
            };
            events.add(new ChatEvent.Finished(
                    new FinishReason(kinds[random.nextInt(kinds.length)], null),
                    Usage.builder().input(3).output(random.nextInt(9)).build()));
            EventGrammar grammar = new EventGrammar();
            events.forEach(grammar::accept);
        }

        private void start() {
            int index = blocks.size();
            int choice = random.nextInt(8) == 0 ? 1 : 0;
            int which = random.nextInt(BlockKind.values().length + 2);
            boolean tool = which >= BlockKind.values().length;
            String[] names =
                    origin == Dialect.OPENAI_RESPONSES ? new String[] {"f", "sh"} : new String[] {"f", "sh", "n__g"};
            Block block = new Block(
                    index, choice, tool ? null : BlockKind.values()[which], names[random.nextInt(names.length)]);
            events.add(
                    block.kind == null
                            ? new ChatEvent.ToolCallStarted(index, choice, "call_" + index, block.name)
                            : new ChatEvent.BlockStarted(index, choice, block.kind));
            blocks.add(block);
            open.add(block);
        }

        private void step(Block block) {
            String more = random.nextInt(5) == 0 ? "" : "w" + random.nextInt(100) + " \"\u00e9\n";
            int what = random.nextInt(8);
            boolean signable = block.kind != BlockKind.REFUSAL
                    && (origin != Dialect.OPENAI_RESPONSES || block.kind == BlockKind.REASONING)
                    && block.signature == null
                    && (block.kind != BlockKind.TEXT || !block.text.isEmpty())
                    && (block.kind != BlockKind.MEDIA || block.media != null);
            if (what == 0) {
                end(block);
            } else if (what == 1 && signable) {
                block.signature = "sig" + block.index;
                events.add(new ChatEvent.ReasoningSigned(block.index, block.signature));
            } else if (what == 2 && block.kind == BlockKind.TEXT && !block.text.isEmpty()) {
                events.add(new ChatEvent.CitationAdded(block.index, citation()));
            } else if (block.kind == null) {
                // Custom tools come wrapped from elsewhere; what is not wrapped is taken as it is.
                block.text.append(more);
                events.add(new ChatEvent.ToolArgumentsDelta(block.index, more));
            } else if (block.kind == BlockKind.REASONING) {
                block.text.append(more);
                events.add(new ChatEvent.ReasoningDelta(block.index, more));
            } else if (block.kind == BlockKind.MEDIA) {
                if (block.media == null) {
                    block.media = "QUJD" + "QUFB".repeat(block.index);
                    events.add(new ChatEvent.MediaProduced(block.index, new Media("image/png", block.media, null)));
                }
            } else {
                block.text.append(more);
                events.add(new ChatEvent.TextDelta(block.index, more));
            }
        }

        private Citation citation() {
            int start = random.nextInt(3) - 1;
            return new Citation(
                    random.nextBoolean() ? "https://x" : null,
                    random.nextBoolean() ? "t" : null,
                    null,
                    start,
                    start < 0 ? -1 : start + 1,
                    Dialect.GEMINI_GENERATE,
                    RawJson.parse("{}"));
        }

        private void end(Block block) {
            open.remove(block);
            events.add(new ChatEvent.BlockEnded(block.index));
        }

        List<PromptBlock> expected() {
            List<PromptBlock> expected = new ArrayList<>();
            for (Block block : blocks) {
                if (block.choice == 0) {
                    add(block, expected);
                }
            }
            return expected;
        }

        private void add(Block block, List<PromptBlock> expected) {
            String text = block.text.toString();
            if (block.kind == null) {
                boolean custom = block.name.equals("sh");
                boolean grouped = block.name.equals("n__g");
                expected.add(new PromptBlock.ToolCall(
                        "call_" + block.index,
                        grouped ? "n" : null,
                        grouped ? "g" : block.name,
                        custom,
                        text.isEmpty() && !custom ? "{}" : text,
                        neighbour(block),
                        null,
                        ANY));
            } else if (block.kind == BlockKind.TEXT && !text.isEmpty()) {
                expected.add(new PromptBlock.Text(text, List.of(), neighbour(block), null, ANY));
            } else if (block.kind == BlockKind.REFUSAL && !text.isEmpty()) {
                expected.add(new PromptBlock.Refusal(text, ANY));
            } else if (block.kind == BlockKind.REASONING && !(text.isEmpty() && block.signature == null)) {
                boolean unsigned = block.signature == null && origin != Dialect.OPENAI_RESPONSES;
                Signature signature = unsigned ? Signature.unsigned(origin, "chan") : own(block);
                expected.add(new PromptBlock.Reasoning(text, signature, ANY));
            } else if (block.kind == BlockKind.MEDIA && block.media != null) {
                expected.add(new PromptBlock.Media(
                        PromptBlock.MediaKind.IMAGE,
                        new MediaSource.Inline("image/png", block.media),
                        null,
                        null,
                        null,
                        neighbour(block),
                        null,
                        ANY));
            }
        }

        private @Nullable Signature own(Block block) {
            if (block.signature == null) {
                return null;
            }
            return new Signature(
                    origin,
                    origin == Dialect.OPENAI_RESPONSES ? null : "chan",
                    Signature.Place.OWN,
                    false,
                    block.signature,
                    null);
        }

        /** Where it was hidden depends on when it came; what counts is that it is back on its block. */
        private @Nullable Signature neighbour(Block block) {
            Signature signature = own(block);
            if (signature == null) {
                return null;
            }
            boolean before = block.kind == BlockKind.MEDIA || block.kind == null && !saidBefore(block);
            return signature.at(before ? Signature.Place.NEXT : Signature.Place.PREVIOUS);
        }

        private boolean saidBefore(Block block) {
            for (ChatEvent event : events) {
                if (event instanceof ChatEvent.ToolArgumentsDelta delta
                        && delta.index() == block.index
                        && !delta.json().isEmpty()) {
                    return true;
                }
                if (event instanceof ChatEvent.ReasoningSigned signed && signed.index() == block.index) {
                    return false;
                }
            }
            return false;
        }
    }
}
