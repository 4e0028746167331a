package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Media;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockEnded;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.event.ChatEvent.BlockStarted;
import io.modelrouter.event.ChatEvent.Finished;
import io.modelrouter.event.ChatEvent.MediaProduced;
import io.modelrouter.event.ChatEvent.MessageStarted;
import io.modelrouter.event.ChatEvent.ReasoningDelta;
import io.modelrouter.event.ChatEvent.ReasoningSigned;
import io.modelrouter.event.ChatEvent.TextDelta;
import io.modelrouter.event.ChatEvent.ToolArgumentsDelta;
import io.modelrouter.event.ChatEvent.ToolCallStarted;
import io.modelrouter.event.ChatEvent.Unmapped;
import io.modelrouter.event.EventGrammar;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The reader of a Gemini stream")
class GeminiStreamReaderTest {
    private final GeminiStreamReader reader = new GeminiStreamReader();
    private final List<ChatEvent> events = new ArrayList<>();
    private final EventGrammar grammar = new EventGrammar();

    private void take(ChatEvent event) {
        grammar.accept(event);
        events.add(event);
    }

    private void read(String data) {
        reader.read(WireFrame.of(null, data), this::take);
    }

    private void part(String part) {
        read("{\"candidates\":[{\"content\":{\"parts\":[" + part + "]}}],\"responseId\":\"resp-1\"}");
    }

    private Finished end() {
        reader.end(this::take);
        return (Finished) events.get(events.size() - 1);
    }

    @Nested
    @DisplayName("makes blocks of parts:")
    class Blocks {
        @Test
        void adjacent_ones_of_a_kind_are_one_block() {
            part("{\"text\":\"hmm\",\"thought\":true}");
            part("{\"text\":\" so\",\"thought\":true}");
            part("{\"text\":\"Hel\"},{\"text\":\"\"},{\"text\":\"lo\"}");
            end();
            assertThat(events)
                    .startsWith(
                            new MessageStarted("resp-1", null),
                            new BlockStarted(0, 0, BlockKind.REASONING),
                            new ReasoningDelta(0, "hmm"),
                            new ReasoningDelta(0, " so"),
                            new BlockEnded(0),
                            new BlockStarted(1, 0, BlockKind.TEXT),
                            new TextDelta(1, "Hel"),
                            new TextDelta(1, "lo"),
                            new BlockEnded(1));
        }

        @Test
        void a_signature_on_an_empty_text_signs_the_text_before_it() {
            part("{\"text\":\"Hi\"}");
            part("{\"text\":\"\",\"thoughtSignature\":\"sig\"}");
            end();
            assertThat(events).contains(new TextDelta(0, "Hi"), new ReasoningSigned(0, "sig"));
            assertThat(events).filteredOn(BlockStarted.class::isInstance).hasSize(1);
        }

        @Test
        void a_signature_on_an_empty_text_behind_a_call_gets_a_block_of_its_own() {
            part("{\"functionCall\":{\"name\":\"f\",\"args\":{}}}");
            part("{\"text\":\"\",\"thoughtSignature\":\"sig\"}");
            end();
            assertThat(events)
                    .contains(new BlockStarted(1, 0, BlockKind.TEXT), new ReasoningSigned(1, "sig"), new BlockEnded(1));
        }

        @Test
        void nothing_is_merged_behind_a_signature() {
            part("{\"text\":\"a\",\"thoughtSignature\":\"s1\"},{\"text\":\"b\",\"thoughtSignature\":\"s2\"}");
            end();
            assertThat(events)
                    .contains(
                            new ReasoningSigned(0, "s1"),
                            new BlockStarted(1, 0, BlockKind.TEXT),
                            new ReasoningSigned(1, "s2"));
        }

        @Test
        void media_are_blocks_and_code_is_handed_on() {
            part("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AA==\"},\"thoughtSignature\":\"sig\"}");
            part("{\"fileData\":{\"mimeType\":\"video/mp4\",\"fileUri\":\"https://example.com/v\"}}");
            part("{\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"1\"},\"thoughtSignature\":\"s\"}");
            part("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AA==\"},\"thought\":true}");
            end();
            assertThat(events)
                    .contains(
                            new BlockStarted(0, 0, BlockKind.MEDIA),
                            new MediaProduced(0, new Media("image/png", "AA==", null)),
                            new ReasoningSigned(0, "sig"),
                            new BlockEnded(0),
                            new MediaProduced(1, new Media("video/mp4", null, "https://example.com/v")));
            assertThat(unmapped())
                    .containsExactly(
                            "{\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"1\"},\"thoughtSignature\":\"s\"}",
                            "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AA==\"},\"thought\":true}");
        }

        @Test
        void alternatives_interleave_and_each_has_its_own_ending() {
            read("{\"candidates\":[{\"index\":0,\"content\":{\"parts\":[{\"text\":\"a\"}]}},"
                    + "{\"index\":1,\"content\":{\"parts\":[{\"text\":\"b\"}]}}]}");
            read(
                    "{\"candidates\":[{\"index\":1,\"content\":{\"parts\":[{\"text\":\"B\"}]},\"finishReason\":\"MAX_TOKENS\"},"
                            + "{\"index\":0,\"finishReason\":\"STOP\"}]}");
            Finished finished = end();
            assertThat(events)
                    .contains(
                            new BlockStarted(0, 0, BlockKind.TEXT),
                            new BlockStarted(1, 1, BlockKind.TEXT),
                            new TextDelta(1, "B"));
            assertThat(finished.reasons())
                    .containsExactly(
                            new FinishReason(FinishReason.Kind.STOP, "STOP"),
                            new FinishReason(FinishReason.Kind.LENGTH, "MAX_TOKENS"));
        }

        @Test
        void an_index_that_no_api_gives_takes_no_memory() {
            read("{\"candidates\":[{\"index\":2000000000,\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}");
            assertThat(end().reasons()).hasSize(1);
        }
    }

    @Nested
    @DisplayName("makes calls of function calls:")
    class Calls {
        @Test
        void without_an_id_they_get_one_that_no_other_call_has() {
            part("{\"functionCall\":{\"name\":\"f\",\"args\":{\"a\":1.0}},\"thoughtSignature\":\"sig\"},"
                    + "{\"functionCall\":{\"name\":\"f\"}},{\"functionCall\":{\"id\":\"own\",\"name\":\"g\",\"args\":{}}},"
                    + "{\"functionCall\":{\"id\":\"own\",\"name\":\"g\",\"args\":{}}}");
            Finished finished = end();
            assertThat(calls())
                    .extracting(ToolCallStarted::id)
                    .doesNotHaveDuplicates()
                    .contains("own");
            assertThat(calls().get(0).id()).isEqualTo("call_resp-1_0");
            assertThat(events)
                    .contains(
                            new ReasoningSigned(0, "sig"),
                            new ToolArgumentsDelta(0, "{\"a\":1.0}"),
                            new ToolArgumentsDelta(1, "{}"));
            assertThat(finished.reason().kind()).isEqualTo(FinishReason.Kind.OTHER);
        }

        @Test
        void an_answer_without_an_id_has_random_ones_that_differ_between_answers() {
            String chunk = "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\"}}]}}]}";
            read(chunk);
            List<ChatEvent> other = new ArrayList<>();
            new GeminiStreamReader().read(WireFrame.of(null, chunk), other::add);
            assertThat(events.get(1)).isInstanceOf(ToolCallStarted.class).isNotEqualTo(other.get(1));
        }

        @Test
        void streamed_arguments_are_put_together() {
            part("{\"functionCall\":{\"name\":\"write\",\"willContinue\":true},\"thoughtSignature\":\"sig\"}");
            part(piece("{\"jsonPath\":\"$.items[0].name\",\"stringValue\":\"ap\",\"willContinue\":true}"));
            part(piece("{\"jsonPath\":\"$.items[0].name\",\"stringValue\":\"ple\"}"));
            part(piece("{\"jsonPath\":\"$.items[0].price\",\"numberValue\":0.50}"));
            part(piece("{\"jsonPath\":\"$.items[1]['odd.name']\",\"boolValue\":false}"));
            part(piece("{\"jsonPath\":\"$.note\",\"nullValue\":\"NULL_VALUE\"}"));
            part("{\"functionCall\":{}}");
            part("{\"functionCall\":{\"name\":\"next\"}}");
            end();
            assertThat(events)
                    .contains(
                            new ToolCallStarted(0, 0, "call_resp-1_0", "write"),
                            new ReasoningSigned(0, "sig"),
                            new ToolArgumentsDelta(
                                    0,
                                    "{\"items\":[{\"name\":\"apple\",\"price\":0.50},{\"odd.name\":false}],\"note\":null}"),
                            new BlockEnded(0),
                            new ToolCallStarted(1, 0, "call_resp-1_1", "next"),
                            new ToolArgumentsDelta(1, "{}"));
        }

        @Test
        void streamed_arguments_may_end_without_a_last_part() {
            part("{\"functionCall\":{\"name\":\"write\",\"willContinue\":true}}");
            part(piece("{\"jsonPath\":\"$.id\",\"stringValue\":\"A\",\"willContinue\":true}"));
            read("{\"candidates\":[{\"finishReason\":\"STOP\"}]}");
            assertThat(end().reason()).isEqualTo(new FinishReason(FinishReason.Kind.TOOL_CALLS, "STOP"));
            assertThat(events).contains(new ToolArgumentsDelta(0, "{\"id\":\"A\"}"));
        }

        @Test
        void pieces_with_a_path_that_is_none_are_left_out() {
            part("{\"functionCall\":{\"name\":\"write\",\"willContinue\":true}}");
            for (String path : List.of("id", "$", "$[0]", "$.a[999999]", "$.a[x]", "$.a['b", "$.a[-1]", "$a")) {
                part(piece("{\"jsonPath\":\"" + path + "\",\"numberValue\":1}"));
            }
            part(piece("{\"numberValue\":1}"));
            end();
            assertThat(events).contains(new ToolArgumentsDelta(0, "{\"a\":[]}"));
        }

        private String piece(String piece) {
            return "{\"functionCall\":{\"partialArgs\":[" + piece + "],\"willContinue\":true}}";
        }
    }

    @Nested
    @DisplayName("tells why it ended:")
    class Endings {
        @ParameterizedTest
        @CsvSource({
            "'\"STOP\"', STOP, STOP",
            "1, STOP, STOP",
            "2, LENGTH, MAX_TOKENS",
            "3, CONTENT_FILTER, SAFETY",
            "9, ERROR, MALFORMED_FUNCTION_CALL",
            "15, ERROR, UNEXPECTED_TOOL_CALL",
            "99, OTHER, 99",
            "'\"SAFETY\"', CONTENT_FILTER, SAFETY",
            "'\"RECITATION\"', CONTENT_FILTER, RECITATION",
            "'\"BLOCKLIST\"', CONTENT_FILTER, BLOCKLIST",
            "'\"PROHIBITED_CONTENT\"', CONTENT_FILTER, PROHIBITED_CONTENT",
            "'\"SPII\"', CONTENT_FILTER, SPII",
            "'\"IMAGE_SAFETY\"', CONTENT_FILTER, IMAGE_SAFETY",
            "'\"MODEL_ARMOR\"', CONTENT_FILTER, MODEL_ARMOR",
            "'\"MALFORMED_FUNCTION_CALL\"', ERROR, MALFORMED_FUNCTION_CALL",
            "'\"UNEXPECTED_TOOL_CALL\"', ERROR, UNEXPECTED_TOOL_CALL",
            "'\"LANGUAGE\"', OTHER, LANGUAGE"
        })
        void by_name_or_by_number(String json, FinishReason.Kind kind, String raw) {
            read("{\"candidates\":[{\"finishReason\":" + json + "}]}");
            assertThat(end().reason()).isEqualTo(new FinishReason(kind, raw));
        }

        @Test
        void a_call_turns_stop_into_a_wish_for_a_tool() {
            part("{\"functionCall\":{\"name\":\"f\",\"args\":{}}}");
            read("{\"candidates\":[{\"finishReason\":\"STOP\"}]}");
            assertThat(end().reason()).isEqualTo(new FinishReason(FinishReason.Kind.TOOL_CALLS, "STOP"));
        }

        @Test
        void a_blocked_prompt_is_a_filtered_answer_without_candidates() {
            read(
                    "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},\"usageMetadata\":{\"promptTokenCount\":8}}");
            Finished finished = end();
            assertThat(finished.reason())
                    .isEqualTo(new FinishReason(FinishReason.Kind.CONTENT_FILTER, "PROHIBITED_CONTENT"));
            assertThat(finished.usage().input()).isEqualTo(8);
            assertThat(unmapped()).containsExactly("{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}}");
        }

        @Test
        void once_and_nothing_is_read_behind_it() {
            part("{\"text\":\"Hi\"}");
            end();
            part("{\"text\":\"more\"}");
            reader.end(GeminiStreamReaderTest.this::take);
            assertThat(grammar.isFinished()).isTrue();
        }
    }

    @Test
    void hands_on_what_a_candidate_has_beside_its_content() {
        read("{\"candidates\":[{\"groundingMetadata\":{\"webSearchQueries\":[\"x\"]},\"citationMetadata\":{},"
                + "\"avgLogprobs\":-0.5,\"safetyRatings\":[{\"category\":1}],\"finishMessage\":\"done\"}]}");
        assertThat(unmapped())
                .containsExactly(
                        "{\"groundingMetadata\":{\"webSearchQueries\":[\"x\"]}}", "{\"finishMessage\":\"done\"}");
    }

    @Test
    void says_nothing_to_errors_and_what_is_no_chunk() {
        read("{\"error\":{\"code\":500}}");
        read("[DONE]");
        read("");
        read("[]");
        read("{\"candidates\":");
        assertThat(events).isEmpty();
    }

    private List<ToolCallStarted> calls() {
        return events.stream()
                .filter(ToolCallStarted.class::isInstance)
                .map(ToolCallStarted.class::cast)
                .toList();
    }

    private List<String> unmapped() {
        return events.stream()
                .filter(Unmapped.class::isInstance)
                .map(event -> ((Unmapped) event).json().toString())
                .toList();
    }

    @Nested
    @DisplayName("reads where text comes from:")
    class Citations {
        private List<Citation> citations() {
            return events.stream()
                    .filter(ChatEvent.CitationAdded.class::isInstance)
                    .map(event -> ((ChatEvent.CitationAdded) event).citation())
                    .toList();
        }

        @Test
        void grounding_in_bytes_of_the_text() {
            part("{\"text\":\"Grüße. \"}");
            read("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Blue.\"}]},\"groundingMetadata\":{"
                    + "\"groundingChunks\":[{\"web\":{\"uri\":\"https://a\",\"title\":\"A\"}}],"
                    + "\"groundingSupports\":[{\"segment\":{\"startIndex\":9,\"endIndex\":14,\"text\":\"Blue.\"},"
                    + "\"groundingChunkIndices\":[0,7]}]}}]}");
            end();
            assertThat(citations()).singleElement().satisfies(citation -> {
                assertThat(citation.url()).isEqualTo("https://a");
                assertThat(citation.start()).isEqualTo(7);
                assertThat(citation.end()).isEqualTo(12);
            });
            assertThat(events).hasAtLeastOneElementOfType(Unmapped.class);
        }

        @Test
        void recitations_by_either_name() {
            for (String name : List.of("citationSources", "citations")) {
                read("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"abc\"}]},\"citationMetadata\":{\"" + name
                        + "\":[{\"startIndex\":1,\"endIndex\":3,\"uri\":\"https://" + name + "\"}]}}]}");
            }
            end();
            assertThat(citations())
                    .extracting(Citation::url)
                    .containsExactly("https://citationSources", "https://citations");
        }

        @Test
        void a_place_that_cannot_be_is_none() {
            read("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"abc\"}]},\"citationMetadata\":{"
                    + "\"citations\":[{\"startIndex\":5,\"endIndex\":99,\"uri\":\"https://a\"}]}}]}");
            end();
            assertThat(citations())
                    .singleElement()
                    .satisfies(citation -> assertThat(citation.start()).isEqualTo(-1));
        }
    }
}
