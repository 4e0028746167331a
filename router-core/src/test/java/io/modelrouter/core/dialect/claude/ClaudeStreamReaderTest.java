package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockEnded;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.event.ChatEvent.BlockStarted;
import io.modelrouter.event.ChatEvent.CitationAdded;
import io.modelrouter.event.ChatEvent.Finished;
import io.modelrouter.event.ChatEvent.MessageStarted;
import io.modelrouter.event.ChatEvent.ReasoningDelta;
import io.modelrouter.event.ChatEvent.ReasoningSigned;
import io.modelrouter.event.ChatEvent.TextDelta;
import io.modelrouter.event.ChatEvent.ToolArgumentsDelta;
import io.modelrouter.event.ChatEvent.ToolCallStarted;
import io.modelrouter.event.ChatEvent.Unmapped;
import io.modelrouter.event.ChatEvent.UsageUpdated;
import io.modelrouter.event.EventGrammar;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The reader of a Claude stream")
class ClaudeStreamReaderTest {
    private final ClaudeStreamReader reader = new ClaudeStreamReader();
    private final List<ChatEvent> events = new ArrayList<>();
    private final EventGrammar grammar = new EventGrammar();

    private void read(String data) {
        reader.read(WireFrame.of(null, data), event -> events.add(checked(event)));
    }

    private ChatEvent checked(ChatEvent event) {
        grammar.accept(event);
        return event;
    }

    private void start(int index, String block) {
        read("{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + block + "}");
    }

    private void delta(int index, String delta) {
        read("{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}");
    }

    private void stop(int index) {
        read("{\"type\":\"content_block_stop\",\"index\":" + index + "}");
    }

    private void end(String reason) {
        read("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + reason + "\",\"stop_sequence\":null}}");
        read("{\"type\":\"message_stop\"}");
    }

    @Test
    void tells_text_thinking_and_a_call_in_order() {
        read(
                "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"claude-x\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}");
        start(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
        delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"hmm\"}");
        delta(0, "{\"type\":\"signature_delta\",\"signature\":\"sig\"}");
        stop(0);
        start(1, "{\"type\":\"text\",\"text\":\"\"}");
        delta(1, "{\"type\":\"text_delta\",\"text\":\"Hi\"}");
        stop(1);
        start(2, "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{}}");
        delta(2, "{\"type\":\"input_json_delta\",\"partial_json\":\"\"}");
        delta(2, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":\"}");
        delta(2, "{\"type\":\"input_json_delta\",\"partial_json\":\"1.0}\"}");
        stop(2);
        end("tool_use");

        assertThat(events)
                .filteredOn(event -> !(event instanceof UsageUpdated))
                .startsWith(
                        new MessageStarted("msg_1", "claude-x"),
                        new BlockStarted(0, 0, BlockKind.REASONING),
                        new ReasoningDelta(0, "hmm"),
                        new ReasoningSigned(0, "sig"),
                        new BlockEnded(0),
                        new BlockStarted(1, 0, BlockKind.TEXT),
                        new TextDelta(1, "Hi"),
                        new BlockEnded(1),
                        new ToolCallStarted(2, 0, "toolu_1", "f"),
                        new ToolArgumentsDelta(2, "{\"a\":"),
                        new ToolArgumentsDelta(2, "1.0}"),
                        new BlockEnded(2));
        assertThat(finished().reason()).isEqualTo(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_use"));
        assertThat(finished().usage().input()).isEqualTo(3);
    }

    @Test
    void gives_an_empty_object_for_a_call_without_arguments() {
        start(0, "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{}}");
        stop(0);
        assertThat(events).contains(new ToolArgumentsDelta(0, "{}"));
    }

    @Test
    void gives_the_input_of_a_call_that_starts_whole_in_one_piece() {
        start(0, "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{\"a\":1.0,\"b\":[]}}");
        stop(0);
        assertThat(events).contains(new ToolArgumentsDelta(0, "{\"a\":1.0,\"b\":[]}"));
    }

    @Test
    void keeps_redacted_thinking_as_a_signature_without_text() {
        start(0, "{\"type\":\"redacted_thinking\",\"data\":\"opaque\"}");
        stop(0);
        assertThat(events)
                .endsWith(
                        new BlockStarted(0, 0, BlockKind.REASONING),
                        new ReasoningSigned(0, "opaque", true),
                        new BlockEnded(0));
    }

    @Test
    void hands_a_server_tools_blocks_on_whole_with_the_input_filled_in() {
        start(0, "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"web_search\",\"input\":{}}");
        delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"query\\\":\"}");
        delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"x\\\"}\"}");
        stop(0);
        start(
                1,
                "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":[{\"url\":\"https://example.com\"}]}");
        stop(1);
        start(2, "{\"type\":\"text\",\"text\":\"\"}");

        assertThat(unmapped())
                .containsExactly(
                        "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"web_search\",\"input\":{\"query\":\"x\"}}",
                        "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":[{\"url\":\"https://example.com\"}]}");
        assertThat(events).endsWith(new BlockStarted(0, 0, BlockKind.TEXT));
    }

    @Test
    void hands_on_compaction_and_the_members_of_the_ending() {
        start(0, "{\"type\":\"compaction\",\"content\":null}");
        delta(0, "{\"type\":\"compaction_delta\",\"content\":\"summary\"}");
        stop(0);
        read("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_details\":null,"
                + "\"container\":{\"id\":\"c_1\"}},\"context_management\":{\"applied_edits\":[]}}");

        assertThat(unmapped())
                .containsExactly(
                        "{\"type\":\"compaction\",\"content\":\"summary\"}",
                        "{\"container\":{\"id\":\"c_1\"}}",
                        "{\"context_management\":{\"applied_edits\":[]}}");
    }

    @Test
    void tells_where_text_comes_from_in_neutral_words() {
        String citation = "{\"type\":\"web_search_result_location\",\"cited_text\":\"said\","
                + "\"url\":\"https://example.com\",\"title\":\"T\",\"encrypted_index\":\"x\"}";
        start(0, "{\"citations\":[],\"type\":\"text\",\"text\":\"\"}");
        delta(0, "{\"type\":\"citations_delta\",\"citation\":" + citation + "}");
        stop(0);

        assertThat(events)
                .contains(new CitationAdded(
                        0,
                        new Citation(
                                "https://example.com",
                                "T",
                                "said",
                                -1,
                                -1,
                                Dialect.CLAUDE_MESSAGES,
                                RawJson.parse(citation))));
    }

    @Test
    void closes_what_is_open_and_finishes_once() {
        start(0, "{\"type\":\"text\",\"text\":\"Hi\"}");
        reader.end(event -> events.add(checked(event)));
        reader.end(event -> events.add(checked(event)));
        read("{\"type\":\"message_start\",\"message\":{\"id\":\"msg_2\"}}");

        assertThat(grammar.isFinished()).isTrue();
        assertThat(finished().reason().kind()).isEqualTo(FinishReason.Kind.OTHER);
    }

    @Test
    void gets_along_without_a_start_of_the_message_or_of_the_block() {
        delta(0, "{\"type\":\"text_delta\",\"text\":\"Hi\"}");
        end("end_turn");

        assertThat(events)
                .startsWith(
                        new MessageStarted(null, null), new BlockStarted(0, 0, BlockKind.TEXT), new TextDelta(0, "Hi"));
        assertThat(grammar.isFinished()).isTrue();
    }

    @Test
    void says_nothing_to_pings_errors_and_what_is_not_json() {
        read("{\"type\":\"ping\"}");
        read("{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"x\"}}");
        read("[DONE]");
        read("");
        read("{\"type\":");
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "stop_sequence, STOP_SEQUENCE",
        "max_tokens, LENGTH",
        "model_context_window_exceeded, LENGTH",
        "tool_use, TOOL_CALLS",
        "refusal, REFUSAL",
        "pause_turn, PAUSE",
        "something_new, OTHER"
    })
    void keeps_the_vendors_word_beside_the_neutral_one(String raw, FinishReason.Kind kind) {
        end(raw);
        assertThat(finished().reason()).isEqualTo(new FinishReason(kind, raw));
    }

    private Finished finished() {
        return (Finished) events.get(events.size() - 1);
    }

    private List<String> unmapped() {
        return events.stream()
                .filter(Unmapped.class::isInstance)
                .map(event -> ((Unmapped) event).json().toString())
                .toList();
    }
}
