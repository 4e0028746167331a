package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.Citation;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.FinishReason.Kind;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockEnded;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.event.ChatEvent.BlockStarted;
import io.modelrouter.event.ChatEvent.CitationAdded;
import io.modelrouter.event.ChatEvent.Finished;
import io.modelrouter.event.ChatEvent.MediaProduced;
import io.modelrouter.event.ChatEvent.MessageStarted;
import io.modelrouter.event.ChatEvent.ReasoningDelta;
import io.modelrouter.event.ChatEvent.ReasoningSigned;
import io.modelrouter.event.ChatEvent.TextDelta;
import io.modelrouter.event.ChatEvent.ToolArgumentsDelta;
import io.modelrouter.event.ChatEvent.ToolCallStarted;
import io.modelrouter.event.ChatEvent.Unmapped;
import io.modelrouter.event.ChatEvent.UsageUpdated;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The writer of a Claude answer")
class ClaudeStreamWriterTest {
    private static final RouterException CUT =
            RouterException.of(RouterErrorCode.TRUNCATED, "cut").build();

    private final ClaudeCodec codec = new ClaudeCodec();

    private static List<ChatEvent> answer(Kind kind, ChatEvent... inner) {
        List<ChatEvent> events = new ArrayList<>();
        events.add(new MessageStarted("up-1", "gpt-x"));
        events.addAll(Arrays.asList(inner));
        events.add(new Finished(new FinishReason(kind, "theirs"), Usage.NONE));
        return events;
    }

    /** The payloads of the stream without the ping. */
    private static List<String> data(List<ChatEvent> events, AnswerContext context) {
        byte[] stream = ClaudeAnswers.stream(events, context);
        ClaudeGrammar.checkWhole(stream);
        return ClaudeRecordings.sse(stream).stream()
                .map(WireFrame::dataText)
                .filter(data -> !data.contains("ping"))
                .toList();
    }

    private static List<String> blocks(ChatEvent... inner) {
        List<String> data = data(answer(Kind.STOP, inner), ClaudeAnswers.from(Dialect.OPENAI_CHAT));
        return data.subList(1, data.size() - 2);
    }

    private static JsonNode whole(Dialect origin, Kind kind, ChatEvent... inner) {
        return ClaudeRecordings.json(ClaudeAnswers.whole(answer(kind, inner), ClaudeAnswers.from(origin)));
    }

    private static String stopReason(Kind kind, ChatEvent... inner) {
        return whole(Dialect.OPENAI_CHAT, kind, inner).path("stop_reason").asString(null);
    }

    @Nested
    @DisplayName("whatever the events")
    class AnySequence {
        @Test
        @Tag("field-1")
        void writes_a_legal_stream_that_says_what_the_whole_message_says() {
            for (int seed = 0; seed < 600; seed++) {
                List<ChatEvent> events = RandomEvents.of(seed);
                Dialect origin = Dialect.ofChatClients().get(seed % 4);
                AnswerContext context = ClaudeAnswers.from(origin);
                byte[] stream = ClaudeAnswers.stream(events, context);
                ClaudeGrammar.checkWhole(stream);
                ChatResponse streamed = ClaudeAnswers.readStream(stream);
                ChatResponse whole = ClaudeAnswers.readWhole(ClaudeAnswers.whole(events, context));
                assertThat(said(streamed)).as("seed " + seed).isEqualTo(said(whole));
                assertThat(streamed.finishReason()).isEqualTo(whole.finishReason());
                assertThat(streamed.usage()).isEqualTo(whole.usage());
            }
        }

        private List<Object> said(ChatResponse response) {
            List<Object> said = new ArrayList<>();
            for (ContentBlock block : response.blocks()) {
                said.add(
                        block instanceof ContentBlock.ToolCall call
                                ? List.of(call.id(), call.name(), ClaudeRecordings.json(call.arguments()))
                                : block);
            }
            return said;
        }

        @Test
        @Tag("field-5")
        void closes_what_is_open_and_tells_the_error_wherever_it_comes() {
            for (int seed = 0; seed < 300; seed++) {
                List<ChatEvent> events = RandomEvents.of(seed);
                Random random = new Random(seed);
                StreamWriter writer = codec.newStreamWriter(ClaudeAnswers.from(Dialect.GEMINI_GENERATE));
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                int cut = random.nextInt(events.size());
                for (ChatEvent event : events.subList(0, cut)) {
                    writer.write(event, out);
                    out.writeBytes(writer.heartbeat());
                }
                out.writeBytes(writer.error(CUT, "req-1"));
                int length = out.size();
                events.subList(cut, events.size()).forEach(event -> writer.write(event, out));
                assertThat(out.size()).isEqualTo(length);
                assertThat(writer.error(CUT, "req-1")).isEmpty();
                ClaudeGrammar.checkFailed(out.toByteArray());
                assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("message_stop");
            }
        }

        @Test
        void keeps_a_silent_stream_alive_without_an_event_before_its_start() {
            StreamWriter writer = codec.newStreamWriter(ClaudeAnswers.from(Dialect.OPENAI_CHAT));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writer.write(new MessageStarted(null, null), out);
            assertThat(out.size()).isZero();
            assertThat(new String(writer.heartbeat(), StandardCharsets.UTF_8)).startsWith(":");
            writer.write(new BlockStarted(0, 0, BlockKind.TEXT), out);
            assertThat(new String(writer.heartbeat(), StandardCharsets.UTF_8)).startsWith("event: ping");
        }
    }

    @Test
    @Tag("clients-4")
    void starts_with_the_usage_known_so_far_and_at_most_one_token_of_output() {
        Usage early = Usage.builder().input(7).cacheRead(3).output(5).build();
        Usage late =
                Usage.builder().input(7).cacheRead(3).output(9).reasoning(4).build();
        List<ChatEvent> events = List.of(
                new MessageStarted("up-1", "gpt-x"),
                new UsageUpdated(early),
                new BlockStarted(0, 0, BlockKind.TEXT),
                new TextDelta(0, "Hi"),
                new BlockEnded(0),
                new Finished(new FinishReason(Kind.STOP, "stop"), late));

        assertThat(data(events, ClaudeAnswers.from(Dialect.OPENAI_CHAT)))
                .containsExactly(
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_call-1\",\"type\":\"message\","
                                + "\"role\":\"assistant\",\"model\":\"gpt-x\",\"content\":[],\"stop_reason\":null,"
                                + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":7,"
                                + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":3,\"output_tokens\":1}}}",
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":0}",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                                + "\"usage\":{\"input_tokens\":7,\"cache_creation_input_tokens\":0,"
                                + "\"cache_read_input_tokens\":3,\"output_tokens\":9,"
                                + "\"output_tokens_details\":{\"thinking_tokens\":4}}}",
                        "{\"type\":\"message_stop\"}");
    }

    @Test
    void shows_the_model_that_was_asked_for_where_the_host_wants_that() {
        AnswerContext base = ClaudeAnswers.from(Dialect.OPENAI_CHAT);
        AnswerContext named = new AnswerContext(
                "c", "alias", base.created(), base.origin(), "ch", base.request(), false, false, () -> null);
        assertThat(data(answer(Kind.STOP), named).get(0)).contains("\"model\":\"alias\"");
    }

    @Test
    @Tag("field-1")
    void writes_no_empty_text_before_a_call() {
        assertThat(blocks(
                        new BlockStarted(0, 0, BlockKind.TEXT),
                        new TextDelta(0, ""),
                        new BlockEnded(0),
                        new ToolCallStarted(1, 0, "call_1", "f"),
                        new ToolArgumentsDelta(1, "{\"a\""),
                        new ToolArgumentsDelta(1, ":1}"),
                        new BlockEnded(1)))
                .containsExactly(
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\","
                                + "\"id\":\"call_1\",\"name\":\"f\",\"input\":{}}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
                                + "\"partial_json\":\"{\\\"a\\\"\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
                                + "\"partial_json\":\":1}\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":0}");
    }

    @Test
    @Tag("field-3")
    void writes_interleaved_calls_one_behind_the_other() {
        JsonNode content = whole(
                        Dialect.OPENAI_CHAT,
                        Kind.TOOL_CALLS,
                        new ToolCallStarted(0, 0, "call_1", "f"),
                        new ToolCallStarted(1, 0, "call_2", "g"),
                        new ToolArgumentsDelta(1, "{\"b\":"),
                        new ToolArgumentsDelta(0, "{\"a\":"),
                        new ToolArgumentsDelta(1, "2}"),
                        new BlockEnded(1),
                        new ToolArgumentsDelta(0, "1}"),
                        new BlockEnded(0))
                .path("content");
        assertThat(content.path(0).path("input").toString()).isEqualTo("{\"a\":1}");
        assertThat(content.path(1).path("input").toString()).isEqualTo("{\"b\":2}");
    }

    @Test
    @Tag("clients-4")
    void maps_ids_to_what_clients_accept_and_never_gives_one_twice() {
        JsonNode content = whole(
                        Dialect.OPENAI_CHAT,
                        Kind.TOOL_CALLS,
                        new ToolCallStarted(0, 0, "a.b:1", "f"),
                        new BlockEnded(0),
                        new ToolCallStarted(1, 0, "same", "f"),
                        new BlockEnded(1),
                        new ToolCallStarted(2, 0, "same", "f"),
                        new BlockEnded(2))
                .path("content");
        List<String> ids = content.valueStream()
                .map(block -> block.path("id").asString(""))
                .toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-zA-Z0-9_-]{1,64}"));
        assertThat(ids.get(1)).isEqualTo("same");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''|{}", "[1]|{\"input\":[1]}", "broken|{\"input\":\"broken\"}", "' {\"a\":1}'|{\"a\":1}"})
    @Tag("clients-4")
    void gives_arguments_as_an_object_always(String arguments, String input) {
        ChatEvent[] call = {new ToolCallStarted(0, 0, "c", "f"), new ToolArgumentsDelta(0, arguments), new BlockEnded(0)
        };
        JsonNode whole = whole(Dialect.OPENAI_CHAT, Kind.TOOL_CALLS, call);
        assertThat(whole.path("content").path(0).path("input").toString()).isEqualTo(input);
        ChatResponse streamed = ClaudeAnswers.readStream(
                ClaudeAnswers.stream(answer(Kind.TOOL_CALLS, call), ClaudeAnswers.from(Dialect.OPENAI_CHAT)));
        assertThat(streamed.toolCalls().get(0).arguments()).isEqualTo(input);
    }

    @Test
    void gives_tools_the_names_the_caller_knows_them_by() {
        String longName = "n".repeat(100);
        ChatRequest request = ChatRequest.builder(Dialect.CLAUDE_MESSAGES, "m")
                .tool(new Tool.Function(
                        null, longName, null, null, null, null, Source.of(Dialect.CLAUDE_MESSAGES, "tools.0")))
                .build();
        String written = new ToolNames(request).written(null, longName);
        assertThat(written).isNotEqualTo(longName);
        List<String> data = data(
                answer(Kind.TOOL_CALLS, new ToolCallStarted(0, 0, "c", written), new BlockEnded(0)),
                ClaudeAnswers.from(Dialect.OPENAI_CHAT, request));
        assertThat(data.get(1)).contains(longName);
    }

    @Test
    @Tag("clients-4")
    void ends_every_thinking_block_with_a_signature() {
        assertThat(blocks(new BlockStarted(0, 0, BlockKind.REASONING), new ReasoningDelta(0, "hmm"), new BlockEnded(0)))
                .containsExactly(
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\","
                                + "\"thinking\":\"\",\"signature\":\"\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\","
                                + "\"thinking\":\"hmm\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\","
                                + "\"signature\":\""
                                + Provenance.seal(Signature.unsigned(Dialect.OPENAI_CHAT, "channel-1"))
                                + "\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":0}");
    }

    @Test
    void gives_the_vendors_own_signatures_and_redacted_thinking_unchanged() {
        JsonNode content = whole(
                        Dialect.CLAUDE_MESSAGES,
                        Kind.STOP,
                        new BlockStarted(0, 0, BlockKind.REASONING),
                        new ReasoningDelta(0, "hmm"),
                        new ReasoningSigned(0, "raw"),
                        new BlockEnded(0),
                        new BlockStarted(1, 0, BlockKind.REASONING),
                        new ReasoningSigned(1, "opaque", true),
                        new BlockEnded(1))
                .path("content");
        assertThat(content)
                .hasToString("[{\"type\":\"thinking\",\"thinking\":\"hmm\",\"signature\":\"raw\"},"
                        + "{\"type\":\"redacted_thinking\",\"data\":\"opaque\"}]");
    }

    @Test
    void shows_citations_in_the_vendors_shape() {
        String own = "{\"type\":\"page_location\",\"cited_text\":\"c\",\"start_page_number\":1}";
        JsonNode content = whole(
                        Dialect.OPENAI_RESPONSES,
                        Kind.STOP,
                        new BlockStarted(0, 0, BlockKind.TEXT),
                        new TextDelta(0, "Hi"),
                        new CitationAdded(
                                0,
                                new Citation(
                                        "https://e.com",
                                        "T",
                                        null,
                                        0,
                                        2,
                                        Dialect.OPENAI_RESPONSES,
                                        RawJson.parse("{}"))),
                        new CitationAdded(
                                0, new Citation(null, "D", "c", -1, -1, Dialect.CLAUDE_MESSAGES, RawJson.parse(own))),
                        new BlockEnded(0))
                .path("content");
        assertThat(content.path(0).path("citations"))
                .hasToString("[{\"type\":\"web_search_result_location\",\"cited_text\":\"\",\"url\":\"https://e.com\","
                        + "\"title\":\"T\",\"encrypted_index\":\"\"}," + own + "]");
    }

    @Test
    @Tag("field-24")
    void says_in_words_where_media_stood() {
        JsonNode content = whole(
                        Dialect.GEMINI_GENERATE,
                        Kind.STOP,
                        new BlockStarted(0, 0, BlockKind.MEDIA),
                        new MediaProduced(0, new Media("image/png", "AAAA", null)),
                        new BlockEnded(0),
                        new BlockStarted(1, 0, BlockKind.MEDIA),
                        new MediaProduced(1, new Media("image/png", null, "https://e.com/i.png")),
                        new BlockEnded(1))
                .path("content");
        assertThat(content.path(0).path("text").asString("")).contains("image/png");
        assertThat(content.path(1).path("text").asString("")).isEqualTo("![image/png](https://e.com/i.png)");
    }

    @Test
    void writes_the_vendors_own_blocks_and_members_of_the_ending_back_and_drops_those_of_others() {
        String block = "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"s\",\"content\":[]}";
        JsonNode whole = whole(
                Dialect.CLAUDE_MESSAGES,
                Kind.STOP,
                new Unmapped(Dialect.CLAUDE_MESSAGES, RawJson.parse(block)),
                new Unmapped(Dialect.CLAUDE_MESSAGES, RawJson.parse("{\"container\":{\"id\":\"c\"}}")),
                new Unmapped(Dialect.OPENAI_CHAT, RawJson.parse("{\"type\":\"x\"}")));
        assertThat(whole.path("content")).hasToString("[" + block + "]");
        assertThat(whole.path("container").path("id").asString("")).isEqualTo("c");
    }

    @Test
    void is_a_message_without_blocks_where_nothing_was_said() {
        JsonNode whole = whole(Dialect.OPENAI_CHAT, Kind.STOP);
        assertThat(whole.path("content")).hasToString("[]");
        assertThat(whole.path("stop_reason").asString("")).isEqualTo("end_turn");
        assertThat(data(answer(Kind.STOP), ClaudeAnswers.from(Dialect.OPENAI_CHAT)))
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, end_turn",
        "STOP_SEQUENCE, stop_sequence",
        "LENGTH, max_tokens",
        "TOOL_CALLS, end_turn",
        "CONTENT_FILTER, refusal",
        "REFUSAL, refusal",
        "PAUSE, pause_turn",
        "OTHER, end_turn"
    })
    void says_why_it_ended_in_the_vendors_words(Kind kind, String expected) {
        assertThat(stopReason(kind)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"STOP, tool_use", "TOOL_CALLS, tool_use", "OTHER, tool_use", "LENGTH, max_tokens"})
    @Tag("field-16")
    void says_tool_use_where_a_tool_is_called(Kind kind, String expected) {
        assertThat(stopReason(kind, new ToolCallStarted(0, 0, "c", "f"), new BlockEnded(0)))
                .isEqualTo(expected);
    }

    @Test
    void gives_a_refusal_as_text_and_as_the_reason() {
        JsonNode whole = whole(
                Dialect.OPENAI_CHAT,
                Kind.STOP,
                new BlockStarted(0, 0, BlockKind.REFUSAL),
                new TextDelta(0, "No."),
                new BlockEnded(0));
        assertThat(whole.path("content")).hasToString("[{\"type\":\"text\",\"text\":\"No.\"}]");
        assertThat(whole.path("stop_reason").asString("")).isEqualTo("refusal");
    }

    @Test
    void names_the_stop_sequence_where_there_was_but_one() {
        ChatRequest request = ChatRequest.builder(Dialect.CLAUDE_MESSAGES, "m")
                .set(Param.STOP, List.of("END"), "stop_sequences")
                .build();
        byte[] body =
                ClaudeAnswers.whole(answer(Kind.STOP_SEQUENCE), ClaudeAnswers.from(Dialect.GEMINI_GENERATE, request));
        assertThat(ClaudeRecordings.json(body).path("stop_sequence").asString(""))
                .isEqualTo("END");
    }

    @Test
    void ends_in_an_error_where_the_upstream_calls_its_failure_finished() {
        byte[] stream = ClaudeAnswers.stream(answer(Kind.ERROR), ClaudeAnswers.from(Dialect.GEMINI_GENERATE));
        ClaudeGrammar.checkFailed(stream);
    }
}
