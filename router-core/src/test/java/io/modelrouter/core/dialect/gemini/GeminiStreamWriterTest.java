package io.modelrouter.core.dialect.gemini;

import static io.modelrouter.core.dialect.gemini.RecordedGeminiTranslatedAnswersTest.context;
import static io.modelrouter.core.dialect.gemini.RecordedGeminiTranslatedAnswersTest.frames;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.event.EventGrammar;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The writer of Gemini answers")
class GeminiStreamWriterTest {
    private static final Dialect CLAUDE = Dialect.CLAUDE_MESSAGES;
    private static final RouterException FAILURE =
            RouterException.of(RouterErrorCode.UPSTREAM_FAILED, "it broke").build();

    private final List<ChatEvent> events = new ArrayList<>(List.of(new ChatEvent.MessageStarted("msg_1", "claude-x")));
    private Usage usage = Usage.NONE;
    private FinishReason.Kind reason = FinishReason.Kind.STOP;

    private void block(int index, BlockKind kind, String text) {
        events.add(new ChatEvent.BlockStarted(index, 0, kind));
        events.add(
                kind == BlockKind.REASONING
                        ? new ChatEvent.ReasoningDelta(index, text)
                        : new ChatEvent.TextDelta(index, text));
    }

    private void end(int index) {
        events.add(new ChatEvent.BlockEnded(index));
    }

    private void call(int index, String arguments) {
        events.add(new ChatEvent.ToolCallStarted(index, 0, "toolu_" + index, "f"));
        for (char c : arguments.toCharArray()) {
            events.add(new ChatEvent.ToolArgumentsDelta(index, String.valueOf(c)));
        }
        end(index);
    }

    private List<ChatEvent> finished() {
        List<ChatEvent> all = new ArrayList<>(events);
        all.add(new ChatEvent.Finished(new FinishReason(reason, null), usage));
        EventGrammar grammar = new EventGrammar();
        all.forEach(grammar::accept);
        return all;
    }

    private static byte[] written(List<ChatEvent> events, boolean array) {
        return RecordedGeminiTranslatedAnswersTest.written(new GeminiStreamWriter(context(CLAUDE, array)), events);
    }

    private List<JsonNode> chunks() {
        return frames(written(finished(), false), false).stream()
                .map(GeminiRecordings::json)
                .toList();
    }

    private JsonNode whole() {
        return GeminiRecordings.json(new GeminiCodec().writeBody(finished(), context(CLAUDE, false)));
    }

    private static JsonNode json(String text) {
        return GeminiRecordings.json(text.replace('\'', '"'));
    }

    @Nested
    @DisplayName("frames as Google does:")
    class Framing {
        @Test
        @Tag("wire-5")
        void events_with_crlf() {
            block(0, BlockKind.TEXT, "hi");
            end(0);
            String stream = new String(written(finished(), false), StandardCharsets.UTF_8);
            assertThat(stream).startsWith("data: {\"candidates\":").endsWith("}\r\n\r\n");
            assertThat(stream.split("\r\n\r\n")).hasSize(2);
        }

        @Test
        @Tag("field-14")
        void an_array_of_messages() {
            block(0, BlockKind.TEXT, "hi");
            end(0);
            byte[] stream = written(finished(), true);
            assertThat(GeminiRecordings.json(stream)).hasSize(2);
            assertThat(new String(stream, StandardCharsets.UTF_8))
                    .startsWith("[{")
                    .endsWith("}\r\n]");
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void a_heartbeat_is_white_space(boolean array) {
            assertThat(new String(new GeminiStreamWriter(context(CLAUDE, array)).heartbeat(), StandardCharsets.UTF_8))
                    .isBlank();
        }

        @Test
        void an_error_before_anything_is_an_array_of_one() {
            byte[] error = new GeminiStreamWriter(context(CLAUDE, true)).error(FAILURE, "r");
            assertThat(GeminiRecordings.json(error)
                            .path(0)
                            .path("error")
                            .path("status")
                            .asString(""))
                    .isEqualTo("UNAVAILABLE");
        }
    }

    @Nested
    @DisplayName("says")
    class Says {
        @Test
        void thoughts_text_and_calls_as_parts() {
            block(0, BlockKind.REASONING, "hm");
            end(0);
            block(1, BlockKind.TEXT, "I look.");
            end(1);
            call(2, "{\"a\":[1,2]}");
            reason = FinishReason.Kind.TOOL_CALLS;
            JsonNode candidate = whole().path("candidates").path(0);
            assertThat(candidate.path("content"))
                    .isEqualTo(json("{'parts':[{'text':'hm','thought':true},{'text':'I look.'},"
                            + "{'functionCall':{'id':'toolu_2','name':'f','args':{'a':[1,2]}},"
                            + "'thoughtSignature':'" + mark("hm") + "'}],'role':'model'}"));
            assertThat(candidate.path("finishReason").asString("")).isEqualTo("STOP");
        }

        @Test
        void a_call_whole_in_one_chunk() {
            call(0, "{\"a\":1}");
            assertThat(chunks()).hasSize(2);
        }

        @Test
        void blocks_that_interleave_behind_each_other() {
            block(0, BlockKind.TEXT, "a");
            block(1, BlockKind.REASONING, "x");
            events.add(new ChatEvent.TextDelta(0, "b"));
            events.add(new ChatEvent.ReasoningDelta(1, "y"));
            end(1);
            end(0);
            assertThat(whole().path("candidates").path(0).path("content").path("parts"))
                    .isEqualTo(json("[{'text':'ab'},{'text':'xy','thought':true},{'text':'','thoughtSignature':'"
                            + mark("xy") + "'}]"));
        }

        /** Who thought what nobody signed. */
        private static String mark(String thought) {
            return Provenance.seal(new Signature(CLAUDE, "channel", Signature.Place.OWN, false, "", thought));
        }

        @Test
        void whose_a_call_is_that_nobody_signed_on_the_first_of_several() {
            call(0, "{\"a\":1}");
            call(1, "{\"a\":2}");
            JsonNode parts = whole().path("candidates").path(0).path("content").path("parts");
            assertThat(Provenance.unseal(parts.path(0).path("thoughtSignature").asString("")))
                    .containsExactly(Signature.unsigned(CLAUDE, "channel"));
            assertThat(parts.path(1).has("thoughtSignature")).isFalse();
        }

        @ParameterizedTest
        @CsvSource({
            "STOP,STOP",
            "STOP_SEQUENCE,STOP",
            "TOOL_CALLS,STOP",
            "LENGTH,MAX_TOKENS",
            "CONTENT_FILTER,SAFETY",
            "REFUSAL,SAFETY",
            "PAUSE,OTHER",
            "ERROR,OTHER",
            "OTHER,OTHER"
        })
        @Tag("field-16")
        void why_it_ended(FinishReason.Kind kind, String expected) {
            reason = kind;
            List<JsonNode> chunks = chunks();
            assertThat(chunks.get(chunks.size() - 1)
                            .path("candidates")
                            .path(0)
                            .path("finishReason")
                            .asString(""))
                    .isEqualTo(expected);
        }

        @Test
        @Tag("wire-6")
        @Tag("field-37")
        void the_usage_by_googles_rules_in_the_last_chunk_alone() {
            usage = Usage.builder()
                    .input(10)
                    .cacheRead(5)
                    .cacheWrite(2)
                    .output(30)
                    .reasoning(12)
                    .build();
            block(0, BlockKind.TEXT, "hi");
            end(0);
            List<JsonNode> chunks = chunks();
            assertThat(chunks.get(0).has("usageMetadata")).isFalse();
            assertThat(chunks.get(1).path("usageMetadata"))
                    .isEqualTo(json("{'promptTokenCount':17,'candidatesTokenCount':18,'totalTokenCount':47,"
                            + "'cachedContentTokenCount':5,'thoughtsTokenCount':12}"));
        }

        @Test
        void a_refusal_as_text() {
            block(0, BlockKind.REFUSAL, "I cannot.");
            end(0);
            assertThat(whole().path("candidates").path(0).path("content").path("parts"))
                    .isEqualTo(json("[{'text':'I cannot.'}]"));
        }

        @Test
        void media_inline() {
            events.add(new ChatEvent.BlockStarted(0, 0, BlockKind.MEDIA));
            events.add(new ChatEvent.MediaProduced(0, new Media("image/png", "AAAA", null)));
            end(0);
            assertThat(whole().path("candidates").path(0).path("content").path("parts"))
                    .isEqualTo(json("[{'inlineData':{'mimeType':'image/png','data':'AAAA'}}]"));
        }

        @Test
        void where_text_comes_from_in_bytes_of_all_text() {
            block(0, BlockKind.TEXT, "Grüße. ");
            end(0);
            block(1, BlockKind.TEXT, "Sky is blue.");
            events.add(new ChatEvent.CitationAdded(
                    1, new Citation("https://a", "A", null, 4, 11, CLAUDE, RawJson.parse("{}"))));
            end(1);
            JsonNode grounding = whole().path("candidates").path(0).path("groundingMetadata");
            assertThat(grounding.path("groundingChunks")).isEqualTo(json("[{'web':{'uri':'https://a','title':'A'}}]"));
            assertThat(grounding.path("groundingSupports"))
                    .isEqualTo(json("[{'segment':{'startIndex':13,'endIndex':20,'text':'is blue'},"
                            + "'groundingChunkIndices':[0]}]"));
            assertThat(((ContentBlock.Text) Frames.response(new GeminiCodec()
                                            .readBody(new GeminiCodec().writeBody(finished(), context(CLAUDE, false))))
                                    .blocks()
                                    .get(0))
                            .citations())
                    .singleElement()
                    .satisfies(citation -> {
                        assertThat(citation.url()).isEqualTo("https://a");
                        assertThat(citation.start()).isEqualTo(11);
                        assertThat(citation.end()).isEqualTo(18);
                    });
        }
    }

    @Nested
    @DisplayName("carries what other vendors signed:")
    @Tag("field-22")
    class Signatures {
        private void signedReasoning(int index, String text, String signature) {
            block(index, BlockKind.REASONING, text);
            events.add(new ChatEvent.ReasoningSigned(index, signature));
            end(index);
        }

        /** What Gemini CLI sends back: no thoughts. */
        private List<PromptBlock> sentBack(JsonNode answer) {
            StringBuilder parts = new StringBuilder();
            for (JsonNode part :
                    answer.path("candidates").path(0).path("content").path("parts")) {
                if (!part.has("thought")) {
                    parts.append(parts.isEmpty() ? "" : ",").append(part);
                }
            }
            return GeminiRequestReaderTest.read("{'contents':[{'role':'model','parts':[" + parts + "]}]}")
                    .turns()
                    .get(0)
                    .blocks();
        }

        @Test
        void it_rides_on_the_call_with_its_text() {
            signedReasoning(0, "first", "sig-1");
            signedReasoning(1, "second", "sig-2");
            block(2, BlockKind.TEXT, "I look.");
            end(2);
            call(3, "{}");
            List<PromptBlock> blocks = sentBack(whole());
            assertThat(blocks).hasSize(4);
            PromptBlock.Reasoning first = (PromptBlock.Reasoning) blocks.get(0);
            assertThat(first.text()).isEqualTo("first");
            assertThat(first.signature())
                    .isEqualTo(new Signature(CLAUDE, "channel", Signature.Place.OWN, false, "sig-1", null));
            assertThat(((PromptBlock.Reasoning) blocks.get(1)).text()).isEqualTo("second");
            assertThat(blocks.get(3)).isInstanceOf(PromptBlock.ToolCall.class);
        }

        @Test
        void without_a_call_it_ends_the_answer() {
            signedReasoning(0, "first", "sig-1");
            block(1, BlockKind.TEXT, "Done.");
            end(1);
            assertThat(sentBack(whole()))
                    .satisfiesExactly(
                            block -> assertThat(((PromptBlock.Reasoning) block).text())
                                    .isEqualTo("first"),
                            block -> assertThat(((PromptBlock.Text) block).text())
                                    .isEqualTo("Done."));
            List<JsonNode> chunks = chunks();
            String carried = chunks.get(chunks.size() - 1)
                    .path("candidates")
                    .path(0)
                    .path("content")
                    .path("parts")
                    .path(0)
                    .path("thoughtSignature")
                    .asString("");
            assertThat(Provenance.unseal(carried)).hasSize(1);
        }

        @Test
        void redacted_reasoning_too() {
            events.add(new ChatEvent.BlockStarted(0, 0, BlockKind.REASONING));
            events.add(new ChatEvent.ReasoningSigned(0, "hidden", true));
            end(0);
            call(1, "{}");
            PromptBlock.Reasoning reasoning =
                    (PromptBlock.Reasoning) sentBack(whole()).get(0);
            assertThat(reasoning.signature().redacted()).isTrue();
            assertThat(reasoning.text()).isEmpty();
        }
    }

    @Nested
    @DisplayName("is legal whatever comes:")
    class Fuzz {
        static IntStream seeds() {
            return IntStream.range(0, 150);
        }

        @ParameterizedTest
        @MethodSource("seeds")
        void any_events_give_the_same_streamed_and_whole(int seed) {
            List<ChatEvent> all = random(new Random(seed));
            GeminiCodec codec = new GeminiCodec();
            byte[] array = written(all, true);
            assertThat(GeminiRecordings.json(array).isArray()).isTrue();
            List<Object> streamed = said(Frames.events(codec.newStreamReader(), frames(written(all, false), false)));
            assertThat(said(Frames.events(codec.newStreamReader(), frames(array, true))))
                    .isEqualTo(streamed);
            assertThat(said(codec.readBody(codec.writeBody(all, context(CLAUDE, false)))))
                    .isEqualTo(streamed);
        }

        @ParameterizedTest
        @MethodSource("seeds")
        void an_error_may_come_at_any_point(int seed) {
            List<ChatEvent> all = random(new Random(seed));
            for (int cut = 0; cut < all.size(); cut += 1 + seed % 3) {
                for (boolean array : new boolean[] {true, false}) {
                    GeminiStreamWriter writer = new GeminiStreamWriter(context(CLAUDE, array));
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    for (ChatEvent event : all.subList(0, cut)) {
                        writer.write(event, out);
                        out.writeBytes(writer.heartbeat());
                    }
                    out.writeBytes(writer.error(FAILURE, "r"));
                    writer.write(all.get(cut), out);
                    if (array) {
                        assertThat(GeminiRecordings.json(out.toByteArray()).isArray())
                                .isTrue();
                    }
                    List<JsonNode> chunks = frames(out.toByteArray(), array).stream()
                            .filter(frame -> frame.dataLength() > 0)
                            .map(GeminiRecordings::json)
                            .toList();
                    assertThat(chunks.get(chunks.size() - 1).has("error")).isTrue();
                    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("finishReason");
                }
            }
        }

        private List<Object> said(List<ChatEvent> events) {
            List<Object> said = new ArrayList<>();
            for (var choice : Frames.response(events).choices()) {
                said.add(choice.finishReason());
                StringBuilder text = new StringBuilder();
                for (ContentBlock block : choice.blocks()) {
                    if (block instanceof ContentBlock.Text words) {
                        text.append(words.text());
                    } else {
                        said.add(block.toString());
                    }
                }
                said.add(text.toString());
            }
            return said;
        }

        private List<ChatEvent> random(Random random) {
            List<ChatEvent> all = new ArrayList<>(List.of(new ChatEvent.MessageStarted("id", "m")));
            List<Integer> open = new ArrayList<>();
            List<BlockKind> kinds = new ArrayList<>();
            int choices = 1 + random.nextInt(2);
            for (int step = 0; step < 60; step++) {
                int pick = random.nextInt(10);
                if (pick < 2) {
                    int index = kinds.size();
                    int choice = random.nextInt(choices);
                    BlockKind kind = random.nextInt(4) == 0
                            ? null
                            : BlockKind.values()[random.nextInt(BlockKind.values().length)];
                    all.add(
                            kind == null
                                    ? new ChatEvent.ToolCallStarted(index, choice, "c" + index, "f")
                                    : new ChatEvent.BlockStarted(index, choice, kind));
                    kinds.add(kind);
                    open.add(index);
                } else if (!open.isEmpty() && pick < 8) {
                    int index = open.get(random.nextInt(open.size()));
                    all.add(delta(index, kinds.get(index), random));
                } else if (!open.isEmpty() && pick == 8) {
                    all.add(new ChatEvent.BlockEnded(open.remove(random.nextInt(open.size()))));
                } else {
                    all.add(new ChatEvent.UsageUpdated(Usage.NONE));
                }
            }
            open.forEach(index -> all.add(new ChatEvent.BlockEnded(index)));
            List<FinishReason> reasons = new ArrayList<>();
            for (int i = 0; i < choices; i++) {
                FinishReason.Kind[] all1 = FinishReason.Kind.values();
                reasons.add(new FinishReason(all1[random.nextInt(all1.length)], null));
            }
            all.add(new ChatEvent.Finished(reasons, Usage.NONE));
            EventGrammar grammar = new EventGrammar();
            all.forEach(grammar::accept);
            return all;
        }

        private ChatEvent delta(int index, BlockKind kind, Random random) {
            String text = new String[] {"a", "é\"", "{", "}", "", " \r\n", "\uD83D\uDE00"}[random.nextInt(7)];
            if (kind == null) {
                return new ChatEvent.ToolArgumentsDelta(index, text);
            }
            if (kind != BlockKind.REFUSAL && random.nextInt(5) == 0) {
                return new ChatEvent.ReasoningSigned(index, "sig" + random.nextInt(9));
            }
            switch (kind) {
                case REASONING:
                    return new ChatEvent.ReasoningDelta(index, text);
                case MEDIA:
                    return new ChatEvent.MediaProduced(index, new Media("image/png", "AAAA", null));
                default:
                    return new ChatEvent.TextDelta(index, text);
            }
        }
    }
}
