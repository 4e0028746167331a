package io.modelrouter.core.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Citation;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.FinishReason.Kind;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.StreamWriter;
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
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("The writer of Responses streams")
class ResponsesStreamWriterTest {
    private static final MessageStarted START = new MessageStarted("up-1", "up-model");
    private static final Finished STOP = end(Kind.STOP);
    private static final String PLAIN = "{'model':'m','input':'x'}";

    private final ResponsesCodec codec = new ResponsesCodec(ErrorSettings.DEFAULT);

    private static Finished end(Kind kind) {
        return new Finished(new FinishReason(kind, null), Usage.NONE);
    }

    private AnswerContext context(String body, Dialect origin, ObjectNode usage) {
        ChatRequest request = codec.readRequest(
                OpenAiResponsesRequest.parse(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                StoredItems.NONE);
        return new AnswerContext(
                "call-1", "shown", Instant.ofEpochSecond(17), origin, "chan", request, true, false, () -> usage);
    }

    private byte[] stream(AnswerContext context, ChatEvent... events) {
        StreamWriter writer = codec.newStreamWriter(context);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ChatEvent event : events) {
            writer.write(event, out);
        }
        return out.toByteArray();
    }

    /** The checked response at the end of a stream, which is the whole answer too. */
    private JsonNode response(AnswerContext context, ChatEvent... events) {
        JsonNode streamed = ResponsesStreamChecker.check(stream(context, events));
        assertThat(JsonTree.read(codec.writeBody(Arrays.asList(events), context)))
                .isEqualTo(streamed);
        return streamed;
    }

    private JsonNode output(Dialect origin, ChatEvent... events) {
        return response(context(PLAIN, origin, null), events).path("output");
    }

    private static JsonNode json(String text) {
        return JsonTree.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> types(byte[] sse) {
        List<String> types = new ArrayList<>();
        Frames.of(sse).forEach(frame -> types.add(frame.event()));
        return types;
    }

    @Test
    @Tag("clients-4")
    void anAnswerIsToldInOpenAisOrder() {
        byte[] sse = stream(
                context(PLAIN, Dialect.CLAUDE_MESSAGES, null),
                START,
                new BlockStarted(0, 0, BlockKind.REASONING),
                new ReasoningDelta(0, "hm"),
                new BlockEnded(0),
                new BlockStarted(1, 0, BlockKind.TEXT),
                new TextDelta(1, "a"),
                new TextDelta(1, "b"),
                new BlockEnded(1),
                new ToolCallStarted(2, 0, "c", "f"),
                new ToolArgumentsDelta(2, "{}"),
                new BlockEnded(2),
                end(Kind.TOOL_CALLS));
        assertThat(types(sse))
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
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(new String(sse, StandardCharsets.UTF_8)).doesNotContain("[DONE]");
        ResponsesStreamChecker.check(sse);
    }

    @Test
    void theResponseRepeatsWhatWasAskedAndDefaultsElsewhere() {
        JsonNode plain = response(context(PLAIN, Dialect.CLAUDE_MESSAGES, null), START, STOP);
        assertThat(plain)
                .isEqualTo(json("{'id':'resp_call-1','object':'response','created_at':17,'status':'completed',"
                        + "'background':false,'error':null,'incomplete_details':null,'instructions':null,"
                        + "'max_output_tokens':null,'max_tool_calls':null,'model':'shown','output':[],"
                        + "'parallel_tool_calls':true,'previous_response_id':null,'prompt_cache_key':null,"
                        + "'reasoning':{'effort':null,'summary':null},'safety_identifier':null,"
                        + "'service_tier':'default','store':true,'temperature':1.0,"
                        + "'text':{'format':{'type':'text'},'verbosity':'medium'},'tool_choice':'auto','tools':[],"
                        + "'top_logprobs':0,'top_p':1.0,'truncation':'disabled','usage':{'input_tokens':0,"
                        + "'input_tokens_details':{'cached_tokens':0,'cache_write_tokens':0},'output_tokens':0,"
                        + "'output_tokens_details':{'reasoning_tokens':0},'total_tokens':0},'user':null,"
                        + "'metadata':{}}"));
        JsonNode asked = response(
                context(
                        "{'model':'m','input':'x','instructions':'i','max_output_tokens':5,'temperature':0,"
                                + "'store':false,'truncation':'auto','max_tool_calls':2,'metadata':{'a':'b'},"
                                + "'reasoning':{'effort':'low','summary':'detailed'},'tool_choice':{'type':'function',"
                                + "'name':'f'},'text':{'verbosity':'low'},'tools':[{'type':'function','name':'f',"
                                + "'parameters':{}},{'type':'namespace','name':'n','tools':[{'type':'function',"
                                + "'name':'g'}]}]}",
                        Dialect.CLAUDE_MESSAGES,
                        null),
                START,
                STOP);
        assertThat(asked.path("instructions").asString()).isEqualTo("i");
        assertThat(asked.path("max_output_tokens").intValue()).isEqualTo(5);
        assertThat(asked.path("max_tool_calls").intValue()).isEqualTo(2);
        assertThat(asked.path("temperature").intValue()).isZero();
        assertThat(asked.path("store").booleanValue()).isFalse();
        assertThat(asked.path("truncation").asString()).isEqualTo("auto");
        assertThat(asked.path("metadata")).isEqualTo(json("{'a':'b'}"));
        assertThat(asked.path("reasoning")).isEqualTo(json("{'effort':'low','summary':'detailed'}"));
        assertThat(asked.path("text")).isEqualTo(json("{'format':{'type':'text'},'verbosity':'low'}"));
        assertThat(asked.path("tool_choice")).isEqualTo(json("{'type':'function','name':'f'}"));
        assertThat(asked.path("tools"))
                .isEqualTo(json("[{'type':'function','name':'f','parameters':{},'description':null,'strict':true},"
                        + "{'type':'namespace','name':'n','tools':[{'type':'function','name':'g'}]}]"));
    }

    @Test
    void theModelShownIsTheCallersUnlessNoneIsSet() {
        AnswerContext shown = context(PLAIN, Dialect.CLAUDE_MESSAGES, null);
        AnswerContext upstreams = new AnswerContext(
                "c", null, Instant.EPOCH, Dialect.CLAUDE_MESSAGES, "c", shown.request(), true, false, () -> null);
        assertThat(response(shown, START, STOP).path("model").asString()).isEqualTo("shown");
        assertThat(response(upstreams, START, STOP).path("model").asString()).isEqualTo("up-model");
    }

    @Test
    void usageIncludesWhatWasCached() {
        Usage usage = Usage.builder()
                .input(5)
                .cacheRead(3)
                .cacheWrite(2)
                .output(7)
                .reasoning(4)
                .build();
        ObjectNode more = JsonNodeFactory.instance.objectNode().put("cost", 1);
        JsonNode told = response(
                        context(PLAIN, Dialect.CLAUDE_MESSAGES, more), START, new ChatEvent.UsageUpdated(usage), STOP)
                .path("usage");
        assertThat(told)
                .isEqualTo(json("{'input_tokens':10,'input_tokens_details':{'cached_tokens':3,'cache_write_tokens':2},"
                        + "'output_tokens':7,'output_tokens_details':{'reasoning_tokens':4},'total_tokens':17,"
                        + "'cost':1}"));
    }

    @Test
    void textAndRefusalsThatFollowEachOtherArePartsOfOneMessage() {
        JsonNode output = output(
                Dialect.CLAUDE_MESSAGES,
                START,
                new BlockStarted(0, 0, BlockKind.TEXT),
                new TextDelta(0, "a"),
                new BlockEnded(0),
                new BlockStarted(1, 0, BlockKind.TEXT),
                new BlockEnded(1),
                new BlockStarted(2, 0, BlockKind.REFUSAL),
                new TextDelta(2, "no"),
                new BlockEnded(2),
                end(Kind.REFUSAL));
        assertThat(output)
                .isEqualTo(json("[{'id':'msg_call-1_0','type':'message','status':'completed','content':["
                        + "{'type':'output_text','annotations':[],'logprobs':[],'text':'a'},"
                        + "{'type':'refusal','refusal':'no'}],'role':'assistant'}]"));
    }

    @Test
    @Tag("field-1")
    void blocksThatInterleaveAreToldOneAfterTheOther() {
        JsonNode output = output(
                Dialect.OPENAI_CHAT,
                START,
                new ToolCallStarted(0, 0, "a", "f"),
                new ToolCallStarted(1, 0, "b", "g"),
                new ToolArgumentsDelta(1, "{\"x\":"),
                new ToolArgumentsDelta(0, "{\"y\":"),
                new ToolArgumentsDelta(1, "1}"),
                new BlockEnded(1),
                new ToolArgumentsDelta(0, "2}"),
                new BlockEnded(0),
                end(Kind.TOOL_CALLS));
        assertThat(output).extracting(item -> item.path("call_id").asString()).containsExactly("a", "b");
        assertThat(output)
                .extracting(item -> item.path("arguments").asString())
                .containsExactly("{\"y\":2}", "{\"x\":1}");
    }

    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        assertThat(output(
                                Dialect.CLAUDE_MESSAGES,
                                START,
                                new ToolCallStarted(0, 0, "a", "f"),
                                new BlockEnded(0),
                                end(Kind.TOOL_CALLS))
                        .path(0)
                        .path("arguments")
                        .asString())
                .isEqualTo("{}");
    }

    @Test
    void onlyTheFirstChoiceIsTold() {
        assertThat(output(
                        Dialect.OPENAI_CHAT,
                        START,
                        new BlockStarted(0, 1, BlockKind.TEXT),
                        new TextDelta(0, "x"),
                        new BlockEnded(0),
                        STOP))
                .isEmpty();
    }

    private static final String TOOLS = "{'model':'m','input':'x','tools':[{'type':'custom','name':'sh'},"
            + "{'type':'namespace','name':'crm','tools':[{'type':'function','name':'find'},"
            + "{'type':'custom','name':'query'}]}]}";

    @Test
    @Tag("clients-3")
    void customToolsAndGroupsAreAsTheCallerKnowsThem() {
        JsonNode output = response(
                        context(TOOLS, Dialect.CLAUDE_MESSAGES, null),
                        START,
                        new ToolCallStarted(0, 0, "a", "sh"),
                        new ToolArgumentsDelta(0, "{\"inp"),
                        new ToolArgumentsDelta(0, "ut\":\"ls \\\"x\\\"\"}"),
                        new BlockEnded(0),
                        new ToolCallStarted(1, 0, "b", "crm__find"),
                        new ToolArgumentsDelta(1, "{\"id\":1}"),
                        new BlockEnded(1),
                        new ToolCallStarted(2, 0, "c", "crm__query"),
                        new ToolArgumentsDelta(2, "not wrapped"),
                        new BlockEnded(2),
                        end(Kind.TOOL_CALLS))
                .path("output");
        assertThat(output)
                .isEqualTo(json("[{'type':'custom_tool_call','call_id':'a','name':'sh','id':'ctc_call-1_0',"
                        + "'status':'completed','input':'ls \\'x\\''},"
                        + "{'type':'function_call','call_id':'b','name':'find','namespace':'crm',"
                        + "'id':'fc_call-1_1','status':'completed','arguments':'{\\'id\\':1}'},"
                        + "{'type':'custom_tool_call','call_id':'c','name':'query','namespace':'crm',"
                        + "'id':'ctc_call-1_2','status':'completed','input':'not wrapped'}]"));
    }

    @Test
    void aChannelOfThisDialectKnowsCustomToolsAndGroupsItself() {
        JsonNode output = response(
                        context(TOOLS, Dialect.OPENAI_RESPONSES, null),
                        START,
                        new ToolCallStarted(0, 0, "a", "sh"),
                        new ToolArgumentsDelta(0, "{\"input\":1}"),
                        new BlockEnded(0),
                        new ToolCallStarted(1, 0, "b", "find"),
                        new ToolArgumentsDelta(1, "{}"),
                        new Unmapped(
                                Dialect.OPENAI_RESPONSES,
                                RawJson.parse("{\"type\":\"function_call\",\"namespace\":\"crm\"}")),
                        new BlockEnded(1),
                        end(Kind.TOOL_CALLS))
                .path("output");
        assertThat(output.path(0).path("input").asString()).isEqualTo("{\"input\":1}");
        assertThat(output.path(1).path("namespace").asString()).isEqualTo("crm");
    }

    @Test
    @Tag("field-22")
    void anotherVendorsSignatureIsWrapped() {
        JsonNode output = output(
                Dialect.CLAUDE_MESSAGES,
                START,
                new BlockStarted(0, 0, BlockKind.REASONING),
                new ReasoningDelta(0, "hm"),
                new ReasoningSigned(0, "S"),
                new BlockEnded(0),
                new BlockStarted(1, 0, BlockKind.REASONING),
                new ReasoningSigned(1, "R", true),
                new BlockEnded(1),
                STOP);
        assertThat(Provenance.unseal(output.path(0).path("encrypted_content").asString()))
                .containsExactly(new Signature(Dialect.CLAUDE_MESSAGES, "chan", Signature.Place.OWN, false, "S", null));
        assertThat(output.path(0).path("summary")).isEqualTo(json("[{'type':'summary_text','text':'hm'}]"));
        assertThat(Provenance.unseal(output.path(1).path("encrypted_content").asString()))
                .containsExactly(new Signature(Dialect.CLAUDE_MESSAGES, "chan", Signature.Place.OWN, true, "R", null));
        assertThat(output.path(1).path("summary")).isEmpty();
    }

    @Test
    void aSignatureOfThisDialectIsToldAsItCame() {
        assertThat(output(
                                Dialect.OPENAI_RESPONSES,
                                START,
                                new BlockStarted(0, 0, BlockKind.REASONING),
                                new ReasoningSigned(0, "E"),
                                new BlockEnded(0),
                                STOP)
                        .path(0)
                        .path("encrypted_content")
                        .asString())
                .isEqualTo("E");
    }

    private static Signature gemini(Signature.Place place, String value) {
        return new Signature(Dialect.GEMINI_GENERATE, "chan", place, false, value, null);
    }

    @Test
    @Tag("field-22")
    void aSignatureOnACallGoesBeforeItAndOneOnTextBehindIt() {
        JsonNode output = output(
                Dialect.GEMINI_GENERATE,
                START,
                new BlockStarted(0, 0, BlockKind.TEXT),
                new TextDelta(0, "x"),
                new ReasoningSigned(0, "T"),
                new BlockEnded(0),
                new ToolCallStarted(1, 0, "a", "f"),
                new ReasoningSigned(1, "C"),
                new ToolArgumentsDelta(1, "{}"),
                new BlockEnded(1),
                end(Kind.TOOL_CALLS));
        assertThat(output)
                .extracting(item -> item.path("type").asString())
                .containsExactly("message", "reasoning", "reasoning", "function_call");
        assertThat(Provenance.unseal(output.path(1).path("encrypted_content").asString()))
                .containsExactly(gemini(Signature.Place.PREVIOUS, "T"));
        assertThat(Provenance.unseal(output.path(2).path("encrypted_content").asString()))
                .containsExactly(gemini(Signature.Place.NEXT, "C"));
    }

    @Test
    void aPictureIsAnItemOfOpenAisTool() {
        JsonNode output = output(
                Dialect.GEMINI_GENERATE,
                START,
                new BlockStarted(0, 0, BlockKind.MEDIA),
                new MediaProduced(0, new Media("image/webp", "AAAA", null)),
                new ReasoningSigned(0, "P"),
                new BlockEnded(0),
                new BlockStarted(1, 0, BlockKind.MEDIA),
                new MediaProduced(1, new Media("image/png", null, "https://x/y.png")),
                new BlockEnded(1),
                STOP);
        assertThat(output.path(1))
                .isEqualTo(json("{'id':'ig_call-1_1','type':'image_generation_call','status':'completed',"
                        + "'result':'AAAA','output_format':'webp'}"));
        assertThat(output.path(2).path("content").path(0).path("text").asString())
                .isEqualTo("![media](https://x/y.png)");
    }

    private static Citation citation(Dialect dialect, String url, String title, int start, int end) {
        return new Citation(
                url,
                title,
                "words",
                start,
                end,
                dialect,
                RawJson.parse("{\"type\":\"url_citation\",\"url\":\"u\",\"odd\":1}"));
    }

    @Test
    void sourcesAreAnnotations() {
        JsonNode annotations = output(
                        Dialect.CLAUDE_MESSAGES,
                        START,
                        new BlockStarted(0, 0, BlockKind.TEXT),
                        new CitationAdded(0, citation(Dialect.CLAUDE_MESSAGES, "https://a", "A", -1, -1)),
                        new TextDelta(0, "four"),
                        new CitationAdded(0, citation(Dialect.GEMINI_GENERATE, "https://b", null, 1, 2)),
                        new CitationAdded(0, citation(Dialect.CLAUDE_MESSAGES, null, "doc", -1, -1)),
                        new CitationAdded(0, citation(Dialect.OPENAI_RESPONSES, "u", null, 0, 1)),
                        new CitationAdded(0, citation(Dialect.CLAUDE_MESSAGES, null, null, -1, -1)),
                        new BlockEnded(0),
                        STOP)
                .path(0)
                .path("content")
                .path(0)
                .path("annotations");
        assertThat(annotations)
                .isEqualTo(json("[{'type':'url_citation','start_index':1,'end_index':2,'title':'','url':'https://b'},"
                        + "{'type':'url_citation','url':'u','odd':1},"
                        + "{'type':'url_citation','start_index':0,'end_index':4,'title':'A','url':'https://a'},"
                        + "{'type':'file_citation','file_id':'doc','filename':'doc','index':4}]"));
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, completed,",
        "STOP_SEQUENCE, completed,",
        "TOOL_CALLS, completed,",
        "PAUSE, completed,",
        "OTHER, completed,",
        "LENGTH, incomplete, max_output_tokens",
        "CONTENT_FILTER, incomplete, content_filter",
        "REFUSAL, incomplete, content_filter",
    })
    void theEndSaysWhy(Kind kind, String status, String why) {
        JsonNode response = response(
                context(PLAIN, Dialect.CLAUDE_MESSAGES, null),
                START,
                new BlockStarted(0, 0, BlockKind.TEXT),
                new TextDelta(0, "a"),
                new BlockEnded(0),
                end(kind));
        assertThat(response.path("status").asString()).isEqualTo(status);
        assertThat(response.path("output").path(0).path("status").asString()).isEqualTo(status);
        assertThat(response.path("incomplete_details").path("reason").asString(null))
                .isEqualTo(why);
    }

    @Test
    void aProviderThatFailedInTheEndIsAFailure() {
        AnswerContext context = context(PLAIN, Dialect.GEMINI_GENERATE, null);
        byte[] sse = stream(
                context, START, new Finished(new FinishReason(Kind.ERROR, "MALFORMED_FUNCTION_CALL"), Usage.NONE));
        assertThat(types(sse)).endsWith("response.failed");
        assertThat(ResponsesStreamChecker.check(sse)
                        .path("error")
                        .path("message")
                        .asString())
                .contains("MALFORMED_FUNCTION_CALL");
    }

    @Test
    @Tag("field-5")
    void aStreamThatBreaksOffEndsInAFailureThatCodexActsOn() {
        StreamWriter writer = codec.newStreamWriter(context(PLAIN, Dialect.CLAUDE_MESSAGES, null));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(START, out);
        writer.write(new BlockStarted(0, 0, BlockKind.TEXT), out);
        writer.write(new TextDelta(0, "Let me"), out);
        writer.write(new BlockEnded(0), out);
        writer.write(new ToolCallStarted(1, 0, "a", "rm"), out);
        writer.write(new ToolArgumentsDelta(1, "{\"path\":\"/"), out);
        out.writeBytes(writer.error(
                RouterException.of(RouterErrorCode.TRUNCATED, "cut").build(), "req-1"));
        JsonNode response = ResponsesStreamChecker.check(out.toByteArray());
        assertThat(response.path("error").path("code").asString()).isEqualTo("stream_truncated");
        assertThat(response.path("error").path("message").asString()).isEqualTo("cut");
        assertThat(response.path("output"))
                .as("a call whose end was not seen")
                .extracting(item -> item.path("type").asString())
                .containsExactly("message");
        assertThat(types(out.toByteArray())).doesNotContain("response.function_call_arguments.done");
        assertThat(writer.whole()).isEmpty();
        writer.write(STOP, out);
        assertThat(writer.error(RouterException.of(RouterErrorCode.TIMEOUT, "x").build(), "r"))
                .isEmpty();
    }

    @Test
    void aFailureBeforeTheFirstEventHasABeginningToo() {
        StreamWriter writer = codec.newStreamWriter(context(PLAIN, Dialect.CLAUDE_MESSAGES, null));
        byte[] sse =
                writer.error(RouterException.of(RouterErrorCode.TIMEOUT, "late").build(), "req-1");
        assertThat(types(sse)).containsExactly("response.created", "response.in_progress", "response.failed");
        ResponsesStreamChecker.check(sse);
    }

    @Test
    void itemsOfOpenAisToolsAreToldAsTheyCame() {
        String search = "{'id':'ws_1','type':'web_search_call','status':'completed','action':{'query':'q'}}";
        JsonNode response = response(
                context(PLAIN, Dialect.OPENAI_RESPONSES, null),
                START,
                new Unmapped(Dialect.OPENAI_RESPONSES, RawJson.parse(search.replace('\'', '"'))),
                new Unmapped(Dialect.CLAUDE_MESSAGES, RawJson.parse("{\"type\":\"server_tool_use\"}")),
                new BlockStarted(0, 0, BlockKind.TEXT),
                new TextDelta(0, "a"),
                new BlockEnded(0),
                new Unmapped(
                        Dialect.OPENAI_RESPONSES,
                        RawJson.parse("{\"type\":\"message\",\"id\":\"m\",\"phase\":\"final_answer\"}")),
                new Unmapped(Dialect.OPENAI_RESPONSES, RawJson.parse("{\"response\":{\"billing\":{\"payer\":\"x\"}}}")),
                STOP);
        assertThat(response.path("output").path(0)).isEqualTo(json(search));
        assertThat(response.path("output").path(1).path("phase").asString()).isEqualTo("final_answer");
        assertThat(response.path("billing").path("payer").asString()).isEqualTo("x");
    }

    @Test
    void aSilentStreamIsKeptAliveByAComment() {
        StreamWriter writer = codec.newStreamWriter(context(PLAIN, Dialect.CLAUDE_MESSAGES, null));
        assertThat(Frames.of(writer.heartbeat())).isEmpty();
        assertThat(writer.contentType()).startsWith("text/event-stream");
    }
}
