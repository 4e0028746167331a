package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.Citation;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.FinishReason.Kind;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockEnded;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.event.ChatEvent.BlockStarted;
import io.modelrouter.event.ChatEvent.Finished;
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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The reader of chat streams")
class OpenAiChatStreamReaderTest {
    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    private List<ChatEvent> events(String... data) {
        List<WireFrame> frames =
                Stream.of(data).map(text -> WireFrame.of(null, text)).toList();
        List<ChatEvent> events = Frames.events(codec.newStreamReader(), frames);
        Frames.response(events);
        return events;
    }

    private ChatResponse answer(String... data) {
        return Frames.response(events(data));
    }

    private static String delta(String delta) {
        return "{\"id\":\"c1\",\"model\":\"m1\",\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}";
    }

    private static String finish(String reason) {
        return "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
    }

    private static String calls(String... entries) {
        return delta("{\"tool_calls\":[" + String.join(",", entries) + "]}");
    }

    @Test
    void tellsAPlainAnswerInOrder() {
        assertThat(events(
                        delta("{\"role\":\"assistant\",\"content\":\"\"}"),
                        delta("{\"reasoning_content\":\"Hm\"}"),
                        delta("{\"content\":\"Hel\"}"),
                        delta("{\"content\":\"lo\"}"),
                        finish("stop"),
                        "{\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}",
                        "[DONE]"))
                .containsExactly(
                        new MessageStarted("c1", "m1"),
                        new BlockStarted(0, 0, BlockKind.REASONING),
                        new ReasoningDelta(0, "Hm"),
                        new BlockEnded(0),
                        new BlockStarted(1, 0, BlockKind.TEXT),
                        new TextDelta(1, "Hel"),
                        new TextDelta(1, "lo"),
                        new UsageUpdated(Usage.builder().input(3).output(4).build()),
                        new BlockEnded(1),
                        new Finished(
                                new FinishReason(Kind.STOP, "stop"),
                                Usage.builder().input(3).output(4).build()));
    }

    @Test
    void takesIdAndModelFromTheFirstChunkThatHasThemAndHoldsAzuresJudgementBackUntilThen() {
        assertThat(events(
                        "{\"choices\":[],\"id\":\"\",\"model\":\"\",\"prompt_filter_results\":[{\"prompt_index\":0}]}",
                        delta("{\"content\":\"a\"}"),
                        "[DONE]"))
                .startsWith(
                        new MessageStarted("c1", "m1"),
                        new Unmapped(
                                Dialect.OPENAI_CHAT,
                                RawJson.parse("{\"prompt_filter_results\":[{\"prompt_index\":0}]}")));
    }

    @Test
    void nothingAtAllIsStillALegalAnswer() {
        assertThat(events("[DONE]"))
                .containsExactly(
                        new MessageStarted(null, null), new Finished(new FinishReason(Kind.STOP, null), Usage.NONE));
    }

    @Test
    void errorsAndFramesAfterDoneGiveNothing() {
        assertThat(events("{\"error\":{\"message\":\"m\"}}", "[DONE]", delta("{\"content\":\"late\"}")))
                .hasSize(2);
    }

    @Nested
    @DisplayName("puts tool calls together")
    class ToolCalls {

        @Test
        void byIndexWithGapsAndRepeatedNamesAndIds() {
            assertThat(events(
                            calls("{\"index\":1,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}"),
                            calls(
                                    "{\"index\":1,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":\"}}"),
                            calls("{\"index\":1,\"id\":\"\",\"function\":{\"name\":null,\"arguments\":\"1}\"}}"),
                            finish("tool_calls"),
                            "[DONE]"))
                    .containsExactly(
                            new MessageStarted("c1", "m1"),
                            new ToolCallStarted(0, 0, "a", "f"),
                            new ToolArgumentsDelta(0, "{\"x\":"),
                            new ToolArgumentsDelta(0, "1}"),
                            new BlockEnded(0),
                            new Finished(new FinishReason(Kind.TOOL_CALLS, "tool_calls"), Usage.NONE));
        }

        @Test
        void wholeOnesInOneDeltaWithTheFinishReason() {
            String chunk = "{\"id\":\"c1\",\"model\":\"m1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":["
                    + "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                    + "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"[1]\"}}]},"
                    + "\"finish_reason\":\"tool_calls\"}]}";
            assertThat(answer(chunk).toolCalls())
                    .containsExactly(
                            new ContentBlock.ToolCall("a", "f", "{}"), new ContentBlock.ToolCall("b", "g", "[1]"));
        }

        @Test
        void oneAfterTheOtherWhereTheFirstIsWhole() {
            assertThat(events(
                            calls(
                                    "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"s\\\":\\\"}\\\"}\"}}"),
                            calls("{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}"),
                            "[DONE]"))
                    .containsSubsequence(new BlockEnded(0), new ToolCallStarted(1, 0, "b", "g"), new BlockEnded(1));
        }

        @Test
        void interleavedOnesKeepTheirArguments() {
            assertThat(answer(
                                    calls(
                                            "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}"),
                                    calls(
                                            "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"[\"}}"),
                                    calls("{\"index\":0,\"function\":{\"arguments\":\"}\"}}"),
                                    calls("{\"index\":1,\"function\":{\"arguments\":\"]\"}}"))
                            .toolCalls())
                    .containsExactly(
                            new ContentBlock.ToolCall("a", "f", "{}"), new ContentBlock.ToolCall("b", "g", "[]"));
        }

        @Test
        void withoutAnIndexByIdAndElseByPlace() {
            assertThat(answer(
                                    calls("{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}"),
                                    calls("{\"function\":{\"arguments\":\"}\"}}"),
                                    calls("{\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\"}}"),
                                    calls("{\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"}\"}}"))
                            .toolCalls())
                    .containsExactly(
                            new ContentBlock.ToolCall("a", "f", "{}"), new ContentBlock.ToolCall("b", "g", "{}"));
        }

        @Test
        void asTwoWhereBothAreCountedAsZero() {
            assertThat(answer(
                                    calls(
                                            "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"),
                                    calls(
                                            "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"))
                            .toolCalls())
                    .extracting(ContentBlock.ToolCall::id)
                    .containsExactly("a", "b");
        }

        @Test
        void withAnIdOfOurOwnWhereThereIsNone() {
            List<ContentBlock.ToolCall> calls = answer(
                            calls("{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"),
                            calls("{\"index\":1,\"id\":null,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"))
                    .toolCalls();
            assertThat(calls)
                    .extracting(ContentBlock.ToolCall::id)
                    .doesNotHaveDuplicates()
                    .allMatch(id -> id.matches("call_[A-Za-z0-9]{24}"));
        }

        @Test
        void whoseNameComesLateAndWhoseArgumentsAreAnObject() {
            assertThat(answer(
                                    calls("{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{\"}}"),
                                    calls("{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"}\"}}"),
                                    calls(
                                            "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":{\"x\":1.0}}}"))
                            .toolCalls())
                    .containsExactly(
                            new ContentBlock.ToolCall("a", "f", "{}"),
                            new ContentBlock.ToolCall("b", "g", "{\"x\":1.0}"));
        }

        @Test
        void ofTheOldFashion() {
            ChatResponse answer = answer(
                    delta("{\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}}"),
                    delta("{\"function_call\":{\"arguments\":\"{}\"}}"),
                    finish("function_call"));
            assertThat(answer.toolCalls()).hasSize(1);
            assertThat(answer.toolCalls().get(0).arguments()).isEqualTo("{}");
            assertThat(answer.finishReason()).isEqualTo(new FinishReason(Kind.TOOL_CALLS, "function_call"));
        }

        @Test
        void ofCustomToolsWhoseInputIsText() {
            assertThat(answer(
                                    calls(
                                            "{\"index\":0,\"id\":\"a\",\"type\":\"custom\",\"custom\":{\"name\":\"f\",\"input\":\"4 +\"}}"),
                                    calls("{\"index\":0,\"custom\":{\"input\":\" 4\"}}"))
                            .toolCalls())
                    .containsExactly(new ContentBlock.ToolCall("a", "f", "4 + 4"));
        }

        @Test
        void finishForThatReasonEvenIfTheProviderSaysStop() {
            assertThat(answer(
                                    calls(
                                            "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"),
                                    finish("stop"))
                            .finishReason())
                    .isEqualTo(new FinishReason(Kind.TOOL_CALLS, "stop"));
        }

        @Test
        void noneWhereTheListIsEmpty() {
            ChatResponse answer = answer(delta("{\"content\":\"a\",\"tool_calls\":[]}"), finish("stop"));
            assertThat(answer.toolCalls()).isEmpty();
            assertThat(answer.finishReason().kind()).isEqualTo(Kind.STOP);
        }
    }

    @Nested
    @DisplayName("reads the many shapes of content")
    class Content {

        @Test
        void mistralsParts() {
            assertThat(answer(
                                    delta(
                                            "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}]}"),
                                    delta("{\"content\":[{\"type\":\"text\",\"text\":\"4\"}]}"),
                                    delta("{\"content\":\"!\"}"))
                            .blocks())
                    .containsExactly(new ContentBlock.Reasoning("hm", null), new ContentBlock.Text("4!"));
        }

        @Test
        void theSameThinkingUnderSeveralNamesOnce() {
            assertThat(answer(
                                    delta(
                                            "{\"reasoning\":\"a\",\"reasoning_content\":\"a\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"a\"}]}"),
                                    delta(
                                            "{\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":\"b\"}]}"))
                            .reasoning())
                    .isEqualTo("ab");
        }

        @Test
        @Tag("field-22")
        void anEncryptedEntryIsTheSignatureOfAReasoningBlock() {
            String detail = "{\"type\":\"reasoning.encrypted\",\"data\":\"xyz\",\"index\":0}";
            assertThat(events(delta("{\"reasoning_details\":[" + detail + "]}"), "[DONE]"))
                    .containsExactly(
                            new MessageStarted("c1", "m1"),
                            new BlockStarted(0, 0, BlockKind.REASONING),
                            new ReasoningSigned(0, detail),
                            new BlockEnded(0),
                            new Finished(new FinishReason(Kind.STOP, null), Usage.NONE));
        }

        @Test
        @Tag("field-22")
        void aSignatureBehindItsThinkingSignsThatBlockAndEndsIt() {
            String signed = "{\"type\":\"reasoning.text\",\"signature\":\"s\",\"index\":0}";
            assertThat(events(
                            delta(
                                    "{\"reasoning\":\"a\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"a\",\"index\":0}]}"),
                            delta(
                                    "{\"reasoning\":\"b\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"b\",\"index\":0}]}"),
                            delta("{\"reasoning_details\":[" + signed + "]}"),
                            delta("{\"content\":\"c\"}"),
                            "[DONE]"))
                    .containsSubsequence(
                            new ReasoningDelta(0, "a"),
                            new ReasoningDelta(0, "b"),
                            new ReasoningSigned(0, signed),
                            new BlockEnded(0),
                            new BlockStarted(1, 0, BlockKind.TEXT));
        }

        @Test
        void aSignedEntryThatRepeatsTheThinkingSaysItOnce() {
            ChatResponse answer = answer(
                    delta("{\"reasoning_content\":\"ab\"}"),
                    delta("{\"content\":\"c\"}"),
                    delta(
                            "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"ab\",\"signature\":\"s\"}]}"));
            assertThat(answer.reasoning()).isEqualTo("ab");
        }

        @Test
        @Tag("field-22")
        void aSummaryAndWhatIsEncryptedOfItAreOneBlock() {
            ChatResponse answer = answer(
                    delta(
                            "{\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":\"s\",\"format\":\"f\",\"index\":0}]}"),
                    delta("{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"index\":0}]}"),
                    delta("{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"y\",\"index\":1}]}"));
            assertThat(answer.blocks())
                    .containsExactly(
                            new ContentBlock.Reasoning(
                                    "s",
                                    "[{\"type\":\"reasoning.summary\",\"format\":\"f\",\"index\":0},"
                                            + "{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"index\":0}]"),
                            new ContentBlock.Reasoning(
                                    "", "{\"type\":\"reasoning.encrypted\",\"data\":\"y\",\"index\":1}"));
        }

        @Test
        void annotationsAreCitationsOfTheTextBeforeThem() {
            String annotation =
                    "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://example.com\",\"title\":\"t\",\"start_index\":0,\"end_index\":2}}";
            ChatResponse answer =
                    answer(delta("{\"content\":\"ab\"}"), delta("{\"annotations\":[" + annotation + "]}"));
            assertThat(answer.blocks())
                    .containsExactly(new ContentBlock.Text(
                            "ab",
                            List.of(new Citation(
                                    "https://example.com",
                                    "t",
                                    null,
                                    0,
                                    2,
                                    Dialect.OPENAI_CHAT,
                                    RawJson.parse(annotation)))));
        }

        @Test
        void annotationsWithoutATextBeforeThemAreHandedOn() {
            assertThat(events(
                            delta("{\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"u\"}}]}"),
                            "[DONE]"))
                    .hasAtLeastOneElementOfType(Unmapped.class);
        }

        @Test
        void refusals() {
            ChatResponse answer = answer(delta("{\"refusal\":\"No.\"}"), finish("stop"));
            assertThat(answer.blocks()).containsExactly(new ContentBlock.Refusal("No."));
            assertThat(answer.finishReason()).isEqualTo(new FinishReason(Kind.REFUSAL, "stop"));
        }

        @Test
        void picturesByValueAndByAddress() {
            assertThat(answer(
                                    delta(
                                            "{\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/webp;base64,AAAA\"}}]}"),
                                    delta(
                                            "{\"content\":[{\"type\":\"image_url\",\"image_url\":\"https://example.com/a.png\"}]}"))
                            .blocks())
                    .containsExactly(
                            new ContentBlock.MediaOutput(new Media("image/webp", "AAAA", null)),
                            new ContentBlock.MediaOutput(new Media(null, null, "https://example.com/a.png")));
        }

        @Test
        void soundInPiecesWithItsTranscript() {
            assertThat(answer(
                                    delta("{\"audio\":{\"id\":\"audio_1\",\"transcript\":\"Hel\"}}"),
                                    delta("{\"audio\":{\"data\":\"AAAA\"}}"),
                                    delta("{\"audio\":{\"transcript\":\"lo\"}}"),
                                    delta("{\"audio\":{\"data\":\"BBBB\"}}"))
                            .blocks())
                    .contains(
                            new ContentBlock.Text("Hello"),
                            new ContentBlock.MediaOutput(new Media(null, "AAAA", null)),
                            new ContentBlock.MediaOutput(new Media(null, "BBBB", null)));
        }

        @Test
        void severalChoicesEachWithItsReason() {
            ChatResponse answer = answer(
                    "{\"id\":\"c\",\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}}]}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":1,\"delta\":{\"content\":\"c\"},\"finish_reason\":\"length\"}]}");
            assertThat(answer.choices().get(0).blocks()).containsExactly(new ContentBlock.Text("a"));
            assertThat(answer.choices().get(1).blocks()).containsExactly(new ContentBlock.Text("bc"));
            assertThat(answer.choices().get(1).finishReason()).isEqualTo(new FinishReason(Kind.LENGTH, "length"));
        }

        @Test
        void anIndexOutOfAllReasonIsTheFirstChoice() {
            assertThat(answer("{\"id\":\"c\",\"choices\":[{\"index\":2000000000,\"delta\":{\"content\":\"a\"}}]}")
                            .text())
                    .isEqualTo("a");
        }
    }

    @Nested
    @DisplayName("hands on what has no word")
    class Unknown {

        @Test
        void onceForEachFrameAndOnlyIfItSaysSomethingNew() {
            String citations =
                    "\"citations\":[\"https://example.com\"],\"obfuscation\":\"xxxx\",\"note\":null,\"more\":{}";
            List<ChatEvent> events = events(
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]," + citations + "}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"}}]," + citations + "}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"annotations\":[1]},\"native_finish_reason\":\"x\"}]}",
                    "[DONE]");
            assertThat(events.stream().filter(Unmapped.class::isInstance))
                    .containsExactly(
                            new Unmapped(
                                    Dialect.OPENAI_CHAT, RawJson.parse("{\"citations\":[\"https://example.com\"]}")),
                            new Unmapped(
                                    Dialect.OPENAI_CHAT,
                                    RawJson.parse(
                                            "{\"choices\":[{\"index\":0,\"delta\":{\"annotations\":[1]},\"native_finish_reason\":\"x\"}]}")));
        }

        @Test
        void thePriceInTheUsageAtTheEnd() {
            assertThat(events(
                            delta("{\"content\":\"a\"}"),
                            "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"cost\":0.10}}",
                            "[DONE]"))
                    .contains(new Unmapped(Dialect.OPENAI_CHAT, RawJson.parse("{\"usage\":{\"cost\":0.10}}")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stop, STOP",
        "eos, STOP",
        "length, LENGTH",
        "model_length, LENGTH",
        "tool_calls, TOOL_CALLS",
        "function_call, TOOL_CALLS",
        "content_filter, CONTENT_FILTER",
        "sensitive, CONTENT_FILTER",
        "error, ERROR",
        "insufficient_system_resource, ERROR",
        "whatever, OTHER",
    })
    @DisplayName("keeps the provider's word for the end beside ours")
    void finishReasons(String raw, Kind kind) {
        assertThat(answer(delta("{\"content\":\"a\"}"), finish(raw)).finishReason())
                .isEqualTo(new FinishReason(kind, raw));
    }
}
