package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Citation;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.FinishReason.Kind;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
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
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@DisplayName("The writers of chat answers")
class OpenAiChatAnswerWriterTest {
    private static final Usage USAGE = Usage.builder()
            .input(10)
            .cacheRead(5)
            .cacheWrite(2)
            .output(7)
            .reasoning(3)
            .build();

    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    private static List<ChatEvent> answer(Kind reason, ChatEvent... events) {
        List<ChatEvent> all = new ArrayList<>();
        all.add(new MessageStarted("up-1", "upstream-model"));
        all.addAll(List.of(events));
        all.add(new Finished(new FinishReason(reason, null), USAGE));
        return all;
    }

    private List<JsonNode> chunks(AnswerContext context, List<ChatEvent> events) {
        byte[] sse = ChatContexts.stream(codec.newStreamWriter(context), events);
        ChatStreamRules.check(sse);
        return ChatContexts.chunks(sse);
    }

    private List<JsonNode> deltas(AnswerContext context, List<ChatEvent> events) {
        return chunks(context, events).stream()
                .flatMap(chunk -> chunk.path("choices").valueStream())
                .map(choice -> choice.path("delta"))
                .toList();
    }

    private JsonNode message(AnswerContext context, List<ChatEvent> events) {
        return JsonTree.read(codec.writeBody(events, context))
                .path("choices")
                .get(0)
                .path("message");
    }

    private static JsonNode json(String json) {
        return JsonTree.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static final AnswerContext CLAUDE = ChatContexts.from(Dialect.CLAUDE_MESSAGES);

    private static List<ChatEvent> text() {
        return answer(Kind.STOP, new BlockStarted(0, 0, BlockKind.TEXT), new TextDelta(0, "hi"), new BlockEnded(0));
    }

    @Test
    void aPlainStream() {
        assertThat(chunks(CLAUDE, text()))
                .containsExactly(
                        chunk(
                                "[{'index':0,'delta':{'role':'assistant','content':''},'finish_reason':null}],'usage':null"),
                        chunk("[{'index':0,'delta':{'content':'hi'},'finish_reason':null}],'usage':null"),
                        chunk("[{'index':0,'delta':{},'finish_reason':'stop'}],'usage':null"),
                        chunk(
                                "[],'usage':{'prompt_tokens':17,'completion_tokens':7,'total_tokens':24,'prompt_tokens_details':{'cached_tokens':5,'audio_tokens':0,'cache_write_tokens':2},"
                                        + "'completion_tokens_details':{'reasoning_tokens':3,'audio_tokens':0,'accepted_prediction_tokens':0,'rejected_prediction_tokens':0}}"));
    }

    private static JsonNode chunk(String rest) {
        return json(
                "{'id':'chatcmpl-0123-abc','object':'chat.completion.chunk','created':1700000000,'model':'shown','choices':"
                        + rest + "}");
    }

    @Test
    void aPlainAnswer() {
        JsonNode whole = JsonTree.read(codec.writeBody(text(), CLAUDE));
        assertThat(whole.path("id").stringValue()).isEqualTo("chatcmpl-0123-abc");
        assertThat(whole.path("object").stringValue()).isEqualTo("chat.completion");
        assertThat(whole.path("choices"))
                .isEqualTo(
                        json(
                                "[{'index':0,'message':{'role':'assistant','content':'hi','refusal':null},'logprobs':null,'finish_reason':'stop'}]"));
        assertThat(whole.path("usage").path("prompt_tokens").longValue()).isEqualTo(17);
    }

    @Test
    @Tag("field-13")
    void noUsageChunkWhereNobodyAskedForIt() {
        assertThat(chunks(ChatContexts.withoutUsage(Dialect.CLAUDE_MESSAGES), text()))
                .noneMatch(chunk -> chunk.has("usage"))
                .noneMatch(chunk -> chunk.path("choices").isEmpty());
    }

    @Test
    void theUsageHoldsTheMembersThatAreAdded() {
        AnswerContext context = ChatContexts.withMembers(
                Dialect.CLAUDE_MESSAGES, JsonNodeFactory.instance.objectNode().put("cost", 0.5));
        List<JsonNode> chunks = chunks(context, text());
        assertThat(chunks.get(chunks.size() - 1).path("usage").path("cost").doubleValue())
                .isEqualTo(0.5);
        assertThat(JsonTree.read(codec.writeBody(text(), context))
                        .path("usage")
                        .path("cost")
                        .doubleValue())
                .isEqualTo(0.5);
    }

    @Test
    @Tag("field-19")
    void callsOneAfterTheOtherEvenIfTheyInterleave() {
        List<ChatEvent> events = answer(
                Kind.STOP,
                new ToolCallStarted(0, 0, "a", "f"),
                new ToolCallStarted(1, 0, "b", "g"),
                new ToolArgumentsDelta(1, "[2"),
                new ToolArgumentsDelta(0, "[1]"),
                new ToolArgumentsDelta(1, "]"),
                new BlockEnded(1),
                new BlockEnded(0));
        assertThat(deltas(CLAUDE, events).subList(1, 5))
                .containsExactly(
                        json(
                                "{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':''}}]}"),
                        json("{'tool_calls':[{'index':0,'function':{'arguments':'[1]'}}]}"),
                        json(
                                "{'tool_calls':[{'index':1,'id':'b','type':'function','function':{'name':'g','arguments':''}}]}"),
                        json("{'tool_calls':[{'index':1,'function':{'arguments':'[2]'}}]}"));
        assertThat(message(CLAUDE, events))
                .isEqualTo(json(
                        "{'role':'assistant','content':null,'refusal':null,'tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'[1]'}},"
                                + "{'id':'b','type':'function','function':{'name':'g','arguments':'[2]'}}]}"));
    }

    @ParameterizedTest
    @Tag("field-16")
    @CsvSource({
        "STOP, tool_calls",
        "TOOL_CALLS, tool_calls",
        "OTHER, tool_calls",
        "LENGTH, length",
        "CONTENT_FILTER, content_filter",
    })
    void theReasonOfAnAnswerWithACall(Kind kind, String word) {
        List<ChatEvent> events = answer(kind, new ToolCallStarted(0, 0, "a", "f"), new BlockEnded(0));
        assertThat(JsonTree.read(codec.writeBody(events, CLAUDE))
                        .path("choices")
                        .get(0)
                        .path("finish_reason")
                        .stringValue())
                .isEqualTo(word);
    }

    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        assertThat(message(CLAUDE, answer(Kind.STOP, new ToolCallStarted(0, 0, "a", "f"), new BlockEnded(0)))
                        .path("tool_calls")
                        .get(0)
                        .path("function")
                        .path("arguments")
                        .stringValue())
                .isEqualTo("{}");
    }

    @Test
    void aCustomToolGetsItsTextBack() {
        ChatRequest request = ChatRequest.builder(Dialect.OPENAI_CHAT, "m")
                .tool(new Tool.Custom(null, "g", null, null, Source.of(Dialect.OPENAI_CHAT, "tools.0")))
                .build();
        assertThat(message(
                                ChatContexts.from(Dialect.CLAUDE_MESSAGES, request),
                                answer(
                                        Kind.TOOL_CALLS,
                                        new ToolCallStarted(0, 0, "a", "g"),
                                        new ToolArgumentsDelta(0, "{\"input\":\"4 "),
                                        new ToolArgumentsDelta(0, "+ 4\"}"),
                                        new BlockEnded(0)))
                        .path("tool_calls"))
                .isEqualTo(json("[{'id':'a','type':'custom','custom':{'name':'g','input':'4 + 4'}}]"));
    }

    @Test
    void anOldClientGetsOneFunctionCall() {
        ChatRequest request = OpenAiChatRequestReaderTest.read(
                "{'role':'user','content':'a'}", "'functions':[{'name':'f','parameters':{}}]");
        List<ChatEvent> events = answer(
                Kind.TOOL_CALLS,
                new ToolCallStarted(0, 0, "a", "f"),
                new ToolArgumentsDelta(0, "[1]"),
                new BlockEnded(0),
                new ToolCallStarted(1, 0, "b", "f"),
                new BlockEnded(1));
        AnswerContext context = ChatContexts.from(Dialect.CLAUDE_MESSAGES, request);
        JsonNode choice =
                JsonTree.read(codec.writeBody(events, context)).path("choices").get(0);
        assertThat(choice.path("message").path("function_call")).isEqualTo(json("{'name':'f','arguments':'[1]'}"));
        assertThat(choice.path("message").has("tool_calls")).isFalse();
        assertThat(choice.path("finish_reason").stringValue()).isEqualTo("function_call");
        assertThat(deltas(context, events))
                .contains(
                        json("{'function_call':{'name':'f','arguments':''}}"),
                        json("{'function_call':{'arguments':'[1]'}}"));
    }

    @Test
    @Tag("field-22")
    void aForeignSignatureGoesOutSealedAndComesBackWhole() {
        List<ChatEvent> events = answer(
                Kind.TOOL_CALLS,
                new BlockStarted(0, 0, BlockKind.REASONING),
                new ReasoningDelta(0, "hm"),
                new ReasoningSigned(0, "sig"),
                new BlockEnded(0),
                new ToolCallStarted(1, 0, "a", "f"),
                new ReasoningSigned(1, "of-call"),
                new BlockEnded(1));
        JsonNode message = message(CLAUDE, events);
        assertThat(message.path("reasoning_content").stringValue()).isEqualTo("hm");
        ChatRequest next = OpenAiChatRequestReaderTest.read(message.toString(), "");
        assertThat(next.turns().get(0).blocks())
                .containsExactly(
                        new PromptBlock.Reasoning("hm", sealed("sig"), Source.of(Dialect.OPENAI_CHAT, "")),
                        new PromptBlock.ToolCall(
                                "a",
                                null,
                                "f",
                                false,
                                "{}",
                                sealed("of-call"),
                                null,
                                Source.of(Dialect.OPENAI_CHAT, "")));
        List<JsonNode> streamed = deltas(CLAUDE, events).stream()
                .flatMap(delta -> delta.path("reasoning_details").valueStream())
                .toList();
        assertThat(streamed)
                .containsExactlyElementsOf(
                        message.path("reasoning_details").valueStream().toList());
    }

    private static Signature sealed(String value) {
        return new Signature(Dialect.CLAUDE_MESSAGES, "ch", Signature.Place.OWN, false, value, null);
    }

    @Test
    @Tag("field-22")
    void geminisSignatureOnAnEmptyTextAtTheEndComesBack() {
        List<ChatEvent> events = answer(
                Kind.TOOL_CALLS,
                new ToolCallStarted(0, 0, "a", "f"),
                new BlockEnded(0),
                new BlockStarted(1, 0, BlockKind.TEXT),
                new ReasoningSigned(1, "last"),
                new BlockEnded(1));
        AnswerContext gemini = ChatContexts.from(Dialect.GEMINI_GENERATE);
        ChatRequest next =
                OpenAiChatRequestReaderTest.read(message(gemini, events).toString(), "");
        assertThat(next.turns().get(0).blocks())
                .anySatisfy(block -> assertThat(block).isInstanceOfSatisfying(PromptBlock.Text.class, text -> {
                    assertThat(text.text()).isEmpty();
                    assertThat(text.signature()).isNotNull();
                }));
    }

    @Test
    void itsOwnSignedReasoningIsWrittenAsItCame() {
        String entry = "{\"type\":\"reasoning.text\",\"signature\":\"s\",\"index\":0}";
        assertThat(message(
                                ChatContexts.from(Dialect.OPENAI_CHAT),
                                answer(
                                        Kind.STOP,
                                        new BlockStarted(0, 0, BlockKind.REASONING),
                                        new ReasoningDelta(0, "hm"),
                                        new ReasoningSigned(0, entry),
                                        new BlockEnded(0)))
                        .path("reasoning_details"))
                .isEqualTo(json("[{'type':'reasoning.text','signature':'s','index':0,'text':'hm'}]"));
    }

    @Test
    void citationsStandForTheirPlaceInTheWholeText() {
        Citation cited =
                new Citation("https://example.com", "t", null, -1, -1, Dialect.CLAUDE_MESSAGES, RawJson.parse("{}"));
        List<ChatEvent> events = answer(
                Kind.STOP,
                new BlockStarted(0, 0, BlockKind.TEXT),
                new TextDelta(0, "abc"),
                new BlockEnded(0),
                new BlockStarted(1, 0, BlockKind.TEXT),
                new CitationAdded(1, cited),
                new TextDelta(1, "de"),
                new BlockEnded(1));
        JsonNode annotations = json(
                "[{'type':'url_citation','url_citation':{'url':'https://example.com','title':'t','start_index':3,'end_index':5}}]");
        assertThat(message(CLAUDE, events).path("annotations")).isEqualTo(annotations);
        assertThat(deltas(CLAUDE, events))
                .anyMatch(delta -> delta.path("annotations").equals(annotations));
    }

    @Test
    void picturesAndSound() {
        List<ChatEvent> events = answer(
                Kind.STOP,
                new BlockStarted(0, 0, BlockKind.MEDIA),
                new MediaProduced(0, new Media("image/png", "AAAA", null)),
                new MediaProduced(0, new Media("audio/wav", "AQI=", null)),
                new MediaProduced(0, new Media("audio/wav", "Aw==", null)),
                new BlockEnded(0));
        JsonNode message = message(CLAUDE, events);
        assertThat(message.path("images"))
                .isEqualTo(json("[{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}}]"));
        assertThat(message.path("audio").path("data").stringValue()).isEqualTo("AQID");
    }

    @Test
    void refusalsStandApartFromText() {
        List<ChatEvent> events = answer(
                Kind.REFUSAL, new BlockStarted(0, 0, BlockKind.REFUSAL), new TextDelta(0, "No."), new BlockEnded(0));
        JsonNode choice =
                JsonTree.read(codec.writeBody(events, CLAUDE)).path("choices").get(0);
        assertThat(choice.path("message").path("refusal").stringValue()).isEqualTo("No.");
        assertThat(choice.path("message").path("content").isNull()).isTrue();
        assertThat(choice.path("finish_reason").stringValue()).isEqualTo("stop");
    }

    @Test
    void whatOnlyOpenAiHasPassesBetweenItsOwn() {
        List<ChatEvent> events = answer(
                Kind.STOP,
                new Unmapped(
                        Dialect.OPENAI_CHAT,
                        RawJson.parse(
                                "{\"system_fingerprint\":\"fp\",\"provider\":\"x\",\"choices\":[{\"index\":0,\"logprobs\":{\"content\":[1]}}]}")),
                new Unmapped(
                        Dialect.OPENAI_CHAT,
                        RawJson.parse("{\"choices\":[{\"index\":0,\"logprobs\":{\"content\":[2]}}]}")));
        JsonNode whole = JsonTree.read(codec.writeBody(events, ChatContexts.from(Dialect.OPENAI_CHAT)));
        assertThat(whole.path("system_fingerprint").stringValue()).isEqualTo("fp");
        assertThat(whole.has("provider")).isFalse();
        assertThat(whole.path("choices").get(0).path("logprobs")).isEqualTo(json("{'content':[1,2]}"));
        assertThat(JsonTree.read(codec.writeBody(events, CLAUDE)).has("system_fingerprint"))
                .isFalse();
    }
}
