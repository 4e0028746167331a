package io.modelrouter.core.dialect.responses;

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
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The reader of Responses streams")
class ResponsesStreamReaderTest {
    private static final String CREATED =
            "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\",\"model\":\"m1\",\"status\":\"in_progress\"}}";
    private static final String COMPLETED =
            "{\"type\":\"response.completed\",\"response\":{\"id\":\"r1\",\"status\":\"completed\",\"output\":[]}}";

    private final ResponsesCodec codec = new ResponsesCodec(ErrorSettings.DEFAULT);

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

    private static String step(String type, int output, String rest) {
        return "{\"type\":\"response." + type + "\",\"output_index\":" + output + "," + rest + "}";
    }

    private static String added(int output, String item) {
        return step("output_item.added", output, "\"item\":{" + item + "}");
    }

    private static String done(int output, String item) {
        return step("output_item.done", output, "\"item\":{" + item + "}");
    }

    private static Unmapped unmapped(String json) {
        return new Unmapped(Dialect.OPENAI_RESPONSES, RawJson.parse(json));
    }

    @Test
    void tellsReasoningTextAndACallInOrder() {
        assertThat(events(
                        CREATED,
                        added(0, "\"id\":\"rs\",\"type\":\"reasoning\",\"encrypted_content\":\"first\""),
                        step("reasoning_summary_text.delta", 0, "\"summary_index\":0,\"delta\":\"One\""),
                        step("reasoning_summary_text.delta", 0, "\"summary_index\":1,\"delta\":\"Two\""),
                        done(
                                0,
                                "\"id\":\"rs\",\"type\":\"reasoning\",\"summary\":[{\"text\":\"One\"},{\"text\":\"Two\"}],\"encrypted_content\":\"second\""),
                        added(1, "\"id\":\"ms\",\"type\":\"message\",\"content\":[]"),
                        step("output_text.delta", 1, "\"content_index\":0,\"delta\":\"Hi\""),
                        step("output_text.done", 1, "\"content_index\":0,\"text\":\"Hi\""),
                        step(
                                "content_part.done",
                                1,
                                "\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"Hi\"}"),
                        done(
                                1,
                                "\"id\":\"ms\",\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\"}]"),
                        added(
                                2,
                                "\"id\":\"fc\",\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"\""),
                        step("function_call_arguments.delta", 2, "\"delta\":\"{}\""),
                        step("function_call_arguments.done", 2, "\"arguments\":\"{}\""),
                        done(
                                2,
                                "\"id\":\"fc\",\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\""),
                        COMPLETED))
                .containsExactly(
                        new MessageStarted("r1", "m1"),
                        new BlockStarted(0, 0, BlockKind.REASONING),
                        new ReasoningDelta(0, "One"),
                        new ReasoningDelta(0, "\n\n"),
                        new ReasoningDelta(0, "Two"),
                        new ReasoningSigned(0, "second"),
                        new BlockEnded(0),
                        new BlockStarted(1, 0, BlockKind.TEXT),
                        new TextDelta(1, "Hi"),
                        new BlockEnded(1),
                        new ToolCallStarted(2, 0, "c", "f"),
                        new ToolArgumentsDelta(2, "{}"),
                        new BlockEnded(2),
                        new Finished(new FinishReason(Kind.TOOL_CALLS, "completed"), Usage.NONE));
    }

    @Test
    void aCallThatComesWholeHasItsArguments() {
        assertThat(answer(
                                CREATED,
                                added(
                                        0,
                                        "\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"\""),
                                step("function_call_arguments.done", 0, "\"arguments\":\"{\\\"x\\\":1}\""),
                                done(
                                        0,
                                        "\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\""),
                                done(
                                        1,
                                        "\"type\":\"custom_tool_call\",\"call_id\":\"d\",\"name\":\"g\",\"input\":\"4 + 4\""),
                                COMPLETED)
                        .toolCalls())
                .containsExactly(
                        new ContentBlock.ToolCall("c", "f", "{\"x\":1}"), new ContentBlock.ToolCall("d", "g", "4 + 4"));
    }

    @Test
    void itemsThatOnlyTheTerminalEventHasAreTold() {
        assertThat(answer(
                                CREATED,
                                "{\"type\":\"response.completed\",\"response\":{\"id\":\"r1\",\"status\":\"completed\",\"output\":["
                                        + "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\"}]}]}}")
                        .text())
                .isEqualTo("Hi");
    }

    @Test
    void aStreamTakenUpInTheMiddleIsLegal() {
        assertThat(answer(
                                step("output_text.delta", 0, "\"content_index\":0,\"delta\":\"lo\""),
                                step("function_call_arguments.delta", 1, "\"delta\":\"{\""),
                                step("function_call_arguments.delta", 1, "\"delta\":\"}\""),
                                done(
                                        1,
                                        "\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\""),
                                COMPLETED)
                        .blocks())
                .containsExactly(new ContentBlock.Text("lo"), new ContentBlock.ToolCall("c", "f", "{}"));
    }

    @Test
    void rawReasoningTextIsReasoning() {
        assertThat(answer(
                                CREATED,
                                step("reasoning_text.delta", 0, "\"content_index\":0,\"delta\":\"Hm\""),
                                done(
                                        0,
                                        "\"type\":\"reasoning\",\"summary\":[],\"content\":[{\"type\":\"reasoning_text\",\"text\":\"Hm\"}]"),
                                COMPLETED)
                        .blocks())
                .containsExactly(new ContentBlock.Reasoning("Hm", null));
    }

    @Test
    void anEmptyReasoningItemIsNoBlock() {
        assertThat(answer(CREATED, done(0, "\"type\":\"reasoning\",\"summary\":[]"), COMPLETED)
                        .blocks())
                .isEmpty();
    }

    @Test
    void refusalsAreRefusals() {
        ChatResponse answer = answer(
                CREATED,
                step("refusal.delta", 0, "\"content_index\":0,\"delta\":\"No.\""),
                done(0, "\"type\":\"message\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"No.\"}]"),
                COMPLETED);
        assertThat(answer.blocks()).containsExactly(new ContentBlock.Refusal("No."));
        assertThat(answer.finishReason().kind()).isEqualTo(Kind.REFUSAL);
    }

    @Test
    void whatThePicturesToolMadeIsMediaAndItsPreviewsAreHandedOn() {
        String preview = step("image_generation_call.partial_image", 0, "\"partial_image_b64\":\"AA\"");
        String item = "\"id\":\"ig\",\"type\":\"image_generation_call\",\"status\":\"completed\","
                + "\"output_format\":\"webp\",\"result\":\"BBBB\",\"revised_prompt\":\"a cat\"";
        assertThat(events(CREATED, preview, done(0, item), COMPLETED))
                .contains(
                        unmapped(preview),
                        new ChatEvent.MediaProduced(0, new Media("image/webp", "BBBB", null)),
                        unmapped(
                                "{\"type\":\"image_generation_call\",\"id\":\"ig\",\"output_format\":\"webp\",\"revised_prompt\":\"a cat\"}"));
    }

    @Test
    void whatHasNoWordIsHandedOnOnce() {
        String search =
                "\"id\":\"ws\",\"type\":\"web_search_call\",\"status\":\"completed\",\"action\":{\"query\":\"q\"}";
        List<ChatEvent> events = events(
                CREATED,
                added(0, "\"id\":\"ws\",\"type\":\"web_search_call\""),
                step("web_search_call.searching", 0, "\"item_id\":\"ws\""),
                done(0, search),
                done(
                        1,
                        "\"id\":\"ms\",\"type\":\"message\",\"phase\":\"final_answer\",\"content\":[{\"type\":\"output_text\","
                                + "\"text\":\"Hi\",\"logprobs\":[],\"annotations\":[{\"type\":\"url_citation\"}]}]"),
                done(
                        2,
                        "\"id\":\"fc\",\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"namespace\":\"crm\",\"arguments\":\"{}\""),
                "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"temperature\":1,\"output\":[],"
                        + "\"billing\":{\"payer\":\"developer\"},\"moderation\":null}}");
        assertThat(events.stream().filter(Unmapped.class::isInstance))
                .containsExactly(
                        unmapped("{" + search + "}"),
                        unmapped("{\"type\":\"message\",\"id\":\"ms\",\"phase\":\"final_answer\",\"content\":"
                                + "[{\"annotations\":[{\"type\":\"url_citation\"}]}]}"),
                        unmapped("{\"type\":\"function_call\",\"id\":\"fc\",\"namespace\":\"crm\"}"),
                        unmapped("{\"response\":{\"billing\":{\"payer\":\"developer\"}}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "max_output_tokens, LENGTH",
        "content_filter, CONTENT_FILTER",
        "something_new, OTHER",
    })
    void anIncompleteAnswerSaysWhy(String why, Kind kind) {
        assertThat(answer(
                                CREATED,
                                "{\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\""
                                        + why + "\"},\"output\":[]}}")
                        .finishReason())
                .isEqualTo(new FinishReason(kind, why));
    }

    @ParameterizedTest
    @CsvSource({"queued, OTHER", "in_progress, OTHER", "cancelled, OTHER", "completed, STOP"})
    void aWholeAnswerMayStillRunInTheBackground(String status, Kind kind) {
        byte[] body = ("{\"id\":\"r\",\"object\":\"response\",\"status\":\"" + status + "\",\"output\":[]}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(codec.meterBody(body).error()).isNull();
        assertThat(Frames.response(codec.readBody(body)).finishReason()).isEqualTo(new FinishReason(kind, status));
    }

    @Test
    void failuresAndForeignEventsGiveNothing() {
        assertThat(events(
                        CREATED,
                        "{\"type\":\"codex.rate_limits\"}",
                        "{\"type\":\"error\",\"message\":\"m\"}",
                        "{\"type\":\"response.failed\",\"response\":{\"id\":\"r1\",\"error\":{\"code\":\"x\"}}}",
                        "[DONE]"))
                .containsExactly(
                        new MessageStarted("r1", "m1"), new Finished(new FinishReason(Kind.STOP, null), Usage.NONE));
    }

    private static ChatEvent.CitationAdded citation(
            int block, String url, String title, int start, int end, String json) {
        return new ChatEvent.CitationAdded(
                block, new Citation(url, title, null, start, end, Dialect.OPENAI_RESPONSES, RawJson.parse(json)));
    }

    @Test
    void sourcesAreCitationsOfTheOpenTextEachOnce() {
        String link = "{\"type\":\"url_citation\",\"url\":\"u\",\"title\":\"t\",\"start_index\":0,\"end_index\":2}";
        String file = "{\"type\":\"file_citation\",\"file_id\":\"f\",\"filename\":\"a.pdf\",\"index\":2}";
        String path = "{\"type\":\"file_path\",\"file_id\":\"f\"}";
        String part =
                "{\"type\":\"output_text\",\"text\":\"Hi\",\"annotations\":[" + link + "," + path + "," + file + "]}";
        List<ChatEvent> events = events(
                CREATED,
                step("output_text.delta", 0, "\"content_index\":0,\"delta\":\"Hi\""),
                step(
                        "output_text.annotation.added",
                        0,
                        "\"content_index\":0,\"annotation_index\":0,\"annotation\":" + link),
                step("output_text.done", 0, "\"content_index\":0,\"text\":\"Hi\""),
                step("content_part.done", 0, "\"content_index\":0,\"part\":" + part),
                done(0, "\"type\":\"message\",\"id\":\"m\",\"content\":[" + part + "]"),
                COMPLETED);
        assertThat(events)
                .containsSubsequence(
                        new TextDelta(0, "Hi"),
                        citation(0, "u", "t", 0, 2, link),
                        citation(0, null, "a.pdf", -1, -1, file),
                        new BlockEnded(0),
                        unmapped("{\"type\":\"message\",\"id\":\"m\",\"content\":[{\"annotations\":[" + path + "]}]}"));
        assertThat(events.stream().filter(ChatEvent.CitationAdded.class::isInstance))
                .hasSize(2);
    }

    @Test
    void aWholeAnswerHasItsSourcesToo() {
        String link = "{\"type\":\"url_citation\",\"url\":\"u\"}";
        byte[] body =
                ("{\"id\":\"r\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":"
                                + "\"Hi\",\"annotations\":[" + link + "]}]}]}")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(codec.readBody(body)).contains(citation(0, "u", null, -1, -1, link));
    }
}
