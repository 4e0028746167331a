package io.modelrouter.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@DisplayName("The grammar of the demo's streams")
class DemoGrammarTest {

    private static List<JsonNode> frames(Dialect dialect, Wished wished) {
        return Reassembled.frames(wished.streamed(dialect).text(), dialect == Dialect.GEMINI_GENERATE ? "\r\n" : "\n");
    }

    /** Types in order, repeated ones once. */
    private static List<String> types(List<JsonNode> frames) {
        List<String> types = new ArrayList<>();
        for (JsonNode frame : frames) {
            String type = frame.path("type").asString();
            if (types.isEmpty() || !types.get(types.size() - 1).equals(type)) {
                types.add(type);
            }
        }
        return types;
    }

    @Test
    void a_chat_stream_opens_with_the_role_ends_with_one_finish_reason_then_usage_then_done() {
        List<JsonNode> frames = frames(Dialect.OPENAI_CHAT, Wished.saying("hello"));
        assertThat(frames.get(0).at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        assertThat(frames)
                .filteredOn(frame -> frame.at("/choices/0/finish_reason").isString())
                .hasSize(1);
        JsonNode finish = frames.get(frames.size() - 3);
        assertThat(finish.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(finish.at("/choices/0/delta").isEmpty()).isTrue();
        JsonNode usage = frames.get(frames.size() - 2);
        assertThat(usage.path("choices").isArray()).isTrue();
        assertThat(usage.path("choices").isEmpty()).isTrue();
        assertThat(usage.at("/usage/total_tokens").asLong()).isPositive();
        assertThat(frames.subList(0, frames.size() - 2))
                .allSatisfy(frame -> assertThat(frame.path("usage").isNull()).isTrue());
    }

    @Test
    void a_chat_stream_has_no_word_of_usage_unless_asked() {
        List<JsonNode> frames =
                frames(Dialect.OPENAI_CHAT, Wished.saying("hello").withoutUsage());
        assertThat(frames).noneMatch(frame -> frame.has("usage"));
        assertThat(frames)
                .filteredOn(frame -> !frame.isMissingNode())
                .allMatch(frame -> frame.path("choices").size() == 1);
    }

    @Test
    void a_chat_tool_call_names_itself_once_and_then_only_adds_arguments() {
        List<JsonNode> calls = new ArrayList<>();
        frames(Dialect.OPENAI_CHAT, Wished.saying("x").withTool("weather", Wished.WEATHER)).stream()
                .map(frame -> frame.at("/choices/0/delta/tool_calls/0"))
                .filter(call -> !call.isMissingNode())
                .forEach(calls::add);
        assertThat(calls).hasSizeGreaterThan(2);
        assertThat(calls.get(0).path("id").asString()).matches("call_[A-Za-z0-9]{24}");
        assertThat(calls.get(0).at("/function/arguments").asString()).isEmpty();
        assertThat(calls.subList(1, calls.size()))
                .allMatch(call -> !call.has("id") && !call.path("function").has("name"))
                .allMatch(call -> call.path("index").asInt() == 0);
    }

    @Test
    void a_responses_stream_nests_parts_in_items_and_counts_its_events() {
        List<JsonNode> frames =
                frames(Dialect.OPENAI_RESPONSES, Wished.saying("hello").thinking());
        assertThat(types(frames))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.reasoning_summary_part.added",
                        "response.reasoning_summary_text.delta",
                        "response.reasoning_summary_text.done",
                        "response.reasoning_summary_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        for (int i = 0; i < frames.size(); i++) {
            assertThat(frames.get(i).path("sequence_number").asInt()).isEqualTo(i);
        }
    }

    @Test
    void items_that_are_done_are_those_of_the_final_response() {
        List<JsonNode> frames = frames(
                Dialect.OPENAI_RESPONSES, Wished.saying("parallel").thinking().withTool("weather", Wished.WEATHER));
        List<JsonNode> done = new ArrayList<>();
        frames.stream()
                .filter(frame -> frame.path("type").asString().equals("response.output_item.done"))
                .forEach(frame -> {
                    assertThat(frame.path("output_index").asInt()).isEqualTo(done.size());
                    done.add(frame.path("item"));
                });
        JsonNode response = frames.get(frames.size() - 1).path("response");
        assertThat(List.copyOf(response.path("output").values())).isEqualTo(done);
        assertThat(types(frames))
                .containsSubsequence("response.function_call_arguments.delta", "response.function_call_arguments.done");
    }

    @Test
    void a_response_cut_by_its_limit_is_incomplete() {
        List<JsonNode> frames =
                frames(Dialect.OPENAI_RESPONSES, Wished.saying("hello").atMost(4));
        JsonNode last = frames.get(frames.size() - 1);
        assertThat(last.path("type").asString()).isEqualTo("response.incomplete");
        assertThat(last.at("/response/status").asString()).isEqualTo("incomplete");
        assertThat(last.at("/response/output/0/status").asString()).isEqualTo("incomplete");
        assertThat(last.at("/response/completed_at").isNull()).isTrue();
    }

    @Test
    void a_claude_stream_opens_and_closes_each_block_in_order_and_pings() {
        List<JsonNode> frames =
                frames(Dialect.CLAUDE_MESSAGES, Wished.saying("x").thinking().withTool("weather", Wished.WEATHER));
        assertThat(types(frames))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_stop",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(frames.get(0).at("/message/usage/output_tokens").asInt()).isEqualTo(1);
        List<String> deltas = frames.stream()
                .map(frame -> frame.at("/delta/type").asString(""))
                .filter(type -> !type.isEmpty())
                .distinct()
                .toList();
        assertThat(deltas).containsExactly("thinking_delta", "signature_delta", "input_json_delta");
    }

    @Test
    void an_omitted_thought_is_signed_and_empty() {
        String body = "{\"model\":\"m\",\"max_tokens\":100,\"stream\":true,"
                + "\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        JsonNode answer = Reassembled.of(
                Dialect.CLAUDE_MESSAGES,
                AskedOf.answer(Dialect.CLAUDE_MESSAGES, "m", true, body).text());
        assertThat(answer.at("/content/0/type").asString()).isEqualTo("thinking");
        assertThat(answer.at("/content/0/thinking").asString()).isEmpty();
        assertThat(answer.at("/content/0/signature").asString()).isNotEmpty();
        assertThat(answer.at("/content/1/text").asString()).isNotEmpty();
    }

    @Test
    void a_gemini_stream_tells_the_usage_so_far_in_each_chunk_and_finishes_once() {
        List<JsonNode> frames =
                frames(Dialect.GEMINI_GENERATE, Wished.saying("hello").thinking());
        assertThat(frames)
                .filteredOn(frame -> frame.at("/candidates/0").has("finishReason"))
                .hasSize(1);
        JsonNode last = frames.get(frames.size() - 1);
        assertThat(last.at("/candidates/0/finishReason").asString()).isEqualTo("STOP");
        assertThat(last.at("/candidates/0/content/parts/0/thoughtSignature").isString())
                .isTrue();
        long before = 0;
        for (JsonNode frame : frames) {
            JsonNode usage = frame.path("usageMetadata");
            long total = usage.path("totalTokenCount").asLong();
            assertThat(total).isGreaterThanOrEqualTo(before);
            assertThat(total)
                    .isEqualTo(usage.path("promptTokenCount").asLong()
                            + usage.path("candidatesTokenCount").asLong(0)
                            + usage.path("thoughtsTokenCount").asLong(0));
            before = total;
        }
    }

    @Test
    void a_gemini_call_is_whole_and_the_first_carries_the_signature() {
        List<JsonNode> parts = frames(
                        Dialect.GEMINI_GENERATE,
                        Wished.saying("parallel").thinking().withTool("weather", Wished.WEATHER))
                .stream()
                .map(frame -> frame.at("/candidates/0/content/parts/0"))
                .filter(part -> part.has("functionCall"))
                .toList();
        assertThat(parts).hasSize(2);
        assertThat(parts.get(0).has("thoughtSignature")).isTrue();
        assertThat(parts.get(1).has("thoughtSignature")).isFalse();
        assertThat(parts.get(0).at("/functionCall/id"))
                .isNotEqualTo(parts.get(1).at("/functionCall/id"));
    }
}
