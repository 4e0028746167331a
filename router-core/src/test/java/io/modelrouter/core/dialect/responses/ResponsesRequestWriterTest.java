package io.modelrouter.core.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Citation;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Loss.Severity;
import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlock.MediaKind;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Thinking;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The writer of Responses requests")
class ResponsesRequestWriterTest {
    private final ResponsesCodec codec = new ResponsesCodec(ErrorSettings.DEFAULT);
    private final ChatRequest.Builder request = ChatRequest.builder(Dialect.CLAUDE_MESSAGES, "m");

    private WrittenRequest written() {
        return codec.writeRequest(request.build(), new WriteTarget("up", false, "openai"));
    }

    private static JsonNode tree(WrittenRequest written) {
        return JsonTree.read(written.body().toBytes());
    }

    private JsonNode body() {
        return tree(written());
    }

    private List<String> losses() {
        return written().losses().stream()
                .map(loss -> loss.severity() + " " + loss.field())
                .toList();
    }

    private static JsonNode json(String text) {
        return JsonTree.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Source at(String path) {
        return Source.of(Dialect.CLAUDE_MESSAGES, path);
    }

    private static PromptBlock.Text text(String text) {
        return new PromptBlock.Text(text, at("t"));
    }

    private void turn(Turn.Role role, PromptBlock... blocks) {
        request.turn(new Turn(role, List.of(blocks), at("turn")));
    }

    private <T> void set(Param<T> param, T value) {
        request.set(param, value, "p");
    }

    @Test
    void aConversationIsWrittenWithoutAnythingBeingKept() {
        turn(Turn.Role.SYSTEM, text("a"));
        turn(Turn.Role.SYSTEM, text("b"), text("c"));
        turn(Turn.Role.USER, text("q"));
        turn(Turn.Role.ASSISTANT, text("x"), new PromptBlock.ToolCall("c1", "f", "{\"a\":1}", at("t")));
        turn(
                Turn.Role.USER,
                new PromptBlock.ToolResult("c1", "f", false, List.of(text("1")), false, null, at("t")),
                text("go on"));
        turn(Turn.Role.SYSTEM, text("now"));
        turn(Turn.Role.DEVELOPER, text("dev"));
        assertThat(body())
                .isEqualTo(json("{'model':'up','instructions':'a\\n\\nb\\n\\nc','store':false,'input':["
                        + "{'type':'message','role':'user','content':'q'},"
                        + "{'type':'message','role':'assistant','content':'x'},"
                        + "{'type':'function_call','call_id':'c1','name':'f','arguments':'{\\'a\\':1}'},"
                        + "{'type':'function_call_output','call_id':'c1','output':'1'},"
                        + "{'type':'message','role':'user','content':'go on'},"
                        + "{'type':'message','role':'system','content':'now'},"
                        + "{'type':'message','role':'developer','content':'dev'}],'stream':false}"));
        assertThat(losses()).isEmpty();
    }

    @Test
    void functionsSayThatTheyAreNotStrictUnlessTheCallerSaid() {
        RawJson schema = RawJson.parse("{\"type\":\"object\"}");
        request.tool(new Tool.Function(null, "f", "d", schema, null, null, at("tools.0")));
        request.tool(new Tool.Function(null, "g", null, null, true, null, at("tools.1")));
        assertThat(body().path("tools"))
                .isEqualTo(json("[{'type':'function','name':'f','description':'d','parameters':{'type':'object'},"
                        + "'strict':false},{'type':'function','name':'g','parameters':{'type':'object','properties':{}},"
                        + "'strict':true}]"));
        assertThat(losses()).isEmpty();
    }

    @Test
    void customToolsKeepTheirGrammarWhateverItsShape() {
        RawJson chat = RawJson.parse("{\"type\":\"grammar\",\"grammar\":{\"syntax\":\"lark\",\"definition\":\"x\"}}");
        request.tool(new Tool.Custom(null, "sh", null, chat, at("tools.0")));
        assertThat(body().path("tools"))
                .isEqualTo(json("[{'type':'custom','name':'sh','format':"
                        + "{'type':'grammar','syntax':'lark','definition':'x'}}]"));
    }

    @Test
    void anotherVendorsToolStandsForOneOfTheSameKindOrIsDropped() {
        RawJson json = RawJson.parse("{}");
        request.tool(new Tool.Server(Tool.ServerKind.WEB_SEARCH, "s", Dialect.CLAUDE_MESSAGES, json, at("tools.0")));
        request.tool(
                new Tool.Server(Tool.ServerKind.CODE_EXECUTION, "c", Dialect.CLAUDE_MESSAGES, json, at("tools.1")));
        request.tool(new Tool.Server(Tool.ServerKind.WEB_FETCH, "w", Dialect.CLAUDE_MESSAGES, json, at("tools.2")));
        assertThat(body().path("tools"))
                .isEqualTo(json("[{'type':'web_search'},{'type':'code_interpreter','container':{'type':'auto'}}]"));
        assertThat(losses()).containsExactly("APPROXIMATED tools.0", "APPROXIMATED tools.1", "HINT tools.2");
    }

    @Test
    @Tag("field-18")
    void choicesOfToolsAreWritten() {
        request.tool(new Tool.Function(null, "f", null, null, null, null, at("tools.0")));
        request.tool(new Tool.Custom(null, "sh", null, null, at("tools.1")));
        assertThat(choice(ToolChoice.AUTO)).isEqualTo(json("'auto'"));
        assertThat(choice(ToolChoice.NONE)).isEqualTo(json("'none'"));
        assertThat(choice(ToolChoice.REQUIRED)).isEqualTo(json("'required'"));
        assertThat(choice(ToolChoice.named("f"))).isEqualTo(json("{'type':'function','name':'f'}"));
        assertThat(choice(ToolChoice.named("sh"))).isEqualTo(json("{'type':'custom','name':'sh'}"));
        assertThat(choice(new ToolChoice(ToolChoice.Mode.AUTO, List.of("sh"))))
                .isEqualTo(json("{'type':'allowed_tools','mode':'auto','tools':[{'type':'custom','name':'sh'}]}"));
        set(Param.PARALLEL_TOOL_CALLS, false);
        assertThat(body().path("parallel_tool_calls").booleanValue()).isFalse();
        assertThat(losses()).isEmpty();
    }

    private JsonNode choice(ToolChoice choice) {
        set(Param.TOOL_CHOICE, choice);
        return body().path("tool_choice");
    }

    @Test
    @Tag("field-18")
    void aChoiceWithoutToolsIsNotSent() {
        set(Param.PARALLEL_TOOL_CALLS, true);
        set(Param.TOOL_CHOICE, ToolChoice.AUTO);
        assertThat(body().has("tool_choice")).isFalse();
        assertThat(body().has("parallel_tool_calls")).isFalse();
        assertThat(losses()).isEmpty();
        set(Param.TOOL_CHOICE, ToolChoice.REQUIRED);
        assertThat(losses()).containsExactly("SEMANTIC p");
        request.tool(new Tool.Function(null, "f", null, null, null, null, at("tools.0")));
        set(Param.TOOL_CHOICE, ToolChoice.named("gone"));
        assertThat(losses()).containsExactly("SEMANTIC p");
    }

    @Test
    void namesThatDoNotFitAreWrittenAlikeEverywhere() {
        request.tool(new Tool.Function(null, "a.b", null, null, null, null, at("tools.0")));
        turn(Turn.Role.ASSISTANT, new PromptBlock.ToolCall("c/1", "a.b", "{}", at("t")));
        turn(Turn.Role.USER, new PromptBlock.ToolResult("c/1", "a.b", false, List.of(), false, null, at("t")));
        set(Param.TOOL_CHOICE, ToolChoice.named("a.b"));
        JsonNode body = body();
        assertThat(body.path("tools").path(0).path("name").asString())
                .isEqualTo("a_b")
                .isEqualTo(body.path("input").path(0).path("name").asString())
                .isEqualTo(body.path("tool_choice").path("name").asString());
        assertThat(body.path("input").path(0).path("call_id").asString())
                .matches("[a-zA-Z0-9_-]{1,64}")
                .isEqualTo(body.path("input").path(1).path("call_id").asString());
        assertThat(losses()).containsExactly("APPROXIMATED tools.0");
    }

    @Test
    @Tag("field-26")
    void zerosAndFalsesAreWritten() {
        set(Param.TEMPERATURE, BigDecimal.ZERO);
        set(Param.TOP_P, new BigDecimal("0.10"));
        assertThat(body().path("temperature").intValue()).isZero();
        assertThat(body().path("top_p").decimalValue()).isEqualByComparingTo("0.1");
    }

    @Test
    void fewerTokensThanTheLeastAreRaised() {
        set(Param.MAX_OUTPUT_TOKENS, 1L);
        assertThat(body().path("max_output_tokens").intValue()).isEqualTo(16);
        assertThat(losses()).containsExactly("APPROXIMATED p");
    }

    @Test
    void whatThisDialectCannotSayIsALoss() {
        set(Param.STOP, List.of("x"));
        assertThat(losses()).containsExactly("SEMANTIC p");
        request.unset(Param.STOP);
        set(Param.CHOICES, 2L);
        assertThat(losses()).containsExactly("SEMANTIC p");
        set(Param.CHOICES, 1L);
        set(Param.LOGPROBS, true);
        assertThat(losses()).containsExactly("SEMANTIC p");
        set(Param.LOGPROBS, false);
        set(Param.MODALITIES, List.of("text", "image"));
        assertThat(losses()).containsExactly("SEMANTIC p");
        set(Param.MODALITIES, List.of("text"));
        assertThat(losses()).isEmpty();
        request.set(Param.SEED, 1L, "seed");
        request.set(Param.TOP_K, 1L, "top_k");
        request.set(Param.FREQUENCY_PENALTY, BigDecimal.ONE, "fp");
        request.set(Param.PRESENCE_PENALTY, BigDecimal.ONE, "pp");
        request.set(Param.LOGIT_BIAS, RawJson.parse("{}"), "lb");
        request.set(Param.STORE, true, "store");
        request.set(Param.SERVICE_TIER, "standard_only", "st");
        request.set(Param.METADATA, RawJson.parse("{\"a\":1}"), "md");
        request.set(Param.CACHE, new CacheMark(null), "cache");
        assertThat(losses())
                .containsExactlyInAnyOrder(
                        "HINT seed",
                        "HINT top_k",
                        "HINT fp",
                        "HINT pp",
                        "HINT lb",
                        "HINT store",
                        "HINT st",
                        "HINT md",
                        "HINT cache");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "DEFAULT; low;;; {'effort':'low'}",
                "ON; high;; true; {'effort':'high','summary':'auto'}",
                "ON;; 2000; true; {'effort':'low','summary':'auto'}",
                "ADAPTIVE; max;; false; {'effort':'xhigh'}",
                "ADAPTIVE;;; true; {'summary':'auto'}",
                "OFF; none;;; {'effort':'none'}",
                "OFF;;;; null",
            },
            quoteCharacter = '`')
    void thinkingIsWritten(Thinking.Mode mode, String effort, Long budget, Boolean visible, String expected) {
        set(Param.THINKING, new Thinking(mode, effort, budget, visible));
        JsonNode body = body();
        if (expected.equals("null")) {
            assertThat(body.has("reasoning")).isFalse();
            assertThat(losses()).containsExactly("HINT p");
        } else {
            assertThat(body.path("reasoning")).isEqualTo(json(expected));
        }
        assertThat(body.has("include")).isEqualTo(mode != Thinking.Mode.OFF);
    }

    @Test
    void outputFormatsAreWritten() {
        RawJson schema = RawJson.parse("{\"type\":\"object\"}");
        set(Param.OUTPUT_FORMAT, new OutputFormat(OutputFormat.Kind.SCHEMA, null, null, schema, null));
        set(Param.VERBOSITY, "low");
        assertThat(body().path("text"))
                .isEqualTo(json("{'format':{'type':'json_schema','name':'response','schema':{'type':'object'}},"
                        + "'verbosity':'low'}"));
        set(Param.OUTPUT_FORMAT, new OutputFormat(OutputFormat.Kind.JSON, null, null, null, null));
        assertThat(body().path("text").path("format")).isEqualTo(json("{'type':'json_object'}"));
        set(Param.OUTPUT_FORMAT, new OutputFormat(OutputFormat.Kind.TEXT, null, null, null, null));
        assertThat(body().path("text").has("format")).isFalse();
        assertThat(losses()).isEmpty();
    }

    @Test
    @Tag("field-40")
    void onlyReasoningOfThisDialectIsSent() {
        Signature own = Signature.of(Dialect.OPENAI_RESPONSES, "E");
        Signature foreign = Signature.of(Dialect.CLAUDE_MESSAGES, "S");
        turn(
                Turn.Role.ASSISTANT,
                new PromptBlock.Reasoning("hm", own, at("a")),
                new PromptBlock.Reasoning("secret", foreign, at("b")),
                new PromptBlock.Reasoning("secret", null, at("c")),
                new PromptBlock.Text("x", List.of(), foreign, null, at("d")));
        assertThat(body().path("input"))
                .isEqualTo(json("[{'type':'reasoning','summary':[{'type':'summary_text','text':'hm'}],"
                        + "'encrypted_content':'E'},"
                        + "{'type':'message','role':'assistant','content':'x'}]"));
        assertThat(body().path("include")).isEqualTo(json("['reasoning.encrypted_content']"));
        assertThat(losses()).containsExactly("HINT b", "HINT c", "HINT d");
    }

    private static PromptBlock.Media media(MediaKind kind, MediaSource source) {
        return new PromptBlock.Media(kind, source, at("media"));
    }

    @Test
    @Tag("field-24")
    void mediaAreWrittenByValueByAddressAndById() {
        turn(
                Turn.Role.USER,
                media(MediaKind.IMAGE, new MediaSource.Inline("image/gif", "AAAA")),
                media(MediaKind.IMAGE, new MediaSource.Address(null, "https://x/y.png")),
                media(MediaKind.IMAGE, new MediaSource.Uploaded(Dialect.OPENAI_CHAT, null, "file-1")),
                media(MediaKind.DOCUMENT, new MediaSource.Inline("application/pdf", "BBBB")),
                media(MediaKind.DOCUMENT, new MediaSource.Address(null, "https://x/y.pdf")),
                media(MediaKind.DOCUMENT, new MediaSource.Uploaded(Dialect.OPENAI_RESPONSES, null, "file-2")),
                media(MediaKind.DOCUMENT, new MediaSource.Written("words")));
        assertThat(body().path("input").path(0).path("content"))
                .isEqualTo(json("[{'type':'input_image','image_url':'data:image/gif;base64,AAAA','detail':'auto'},"
                        + "{'type':'input_image','image_url':'https://x/y.png','detail':'auto'},"
                        + "{'type':'input_image','file_id':'file-1','detail':'auto'},"
                        + "{'type':'input_file','filename':'document.pdf','file_data':"
                        + "'data:application/pdf;base64,BBBB'},"
                        + "{'type':'input_file','file_url':'https://x/y.pdf'},"
                        + "{'type':'input_file','file_id':'file-2'},"
                        + "{'type':'input_text','text':'words'}]"));
        assertThat(losses()).containsExactly("APPROXIMATED media");
    }

    @Test
    @Tag("field-24")
    void mediaThatCannotBeSaidAreALossThatForbidsTheCall() {
        for (PromptBlock.Media media : List.of(
                media(MediaKind.VIDEO, new MediaSource.Inline("video/mp4", "AAAA")),
                media(MediaKind.AUDIO, new MediaSource.Inline("audio/mpeg", "AAAA")),
                media(MediaKind.IMAGE, new MediaSource.Uploaded(Dialect.CLAUDE_MESSAGES, null, "file_1")))) {
            ChatRequest odd = ChatRequest.builder(Dialect.CLAUDE_MESSAGES, "m")
                    .turn(new Turn(Turn.Role.USER, List.of(media), at("turn")))
                    .build();
            WrittenRequest written = codec.writeRequest(odd, new WriteTarget("m", true, "openai"));
            assertThat(written.isUsable()).isFalse();
            assertThat(written.losses()).extracting(Loss::field).containsExactly("media");
        }
    }

    @Test
    void aResultWithAPictureIsAListOfParts() {
        turn(
                Turn.Role.USER,
                new PromptBlock.ToolResult(
                        "c",
                        "f",
                        false,
                        List.of(text("see"), media(MediaKind.IMAGE, new MediaSource.Inline(null, "AAAA"))),
                        true,
                        null,
                        at("r")));
        assertThat(body().path("input").path(0).path("output"))
                .isEqualTo(json("[{'type':'input_text','text':'see'},"
                        + "{'type':'input_image','image_url':'data:image/png;base64,AAAA','detail':'auto'}]"));
        assertThat(losses()).containsExactly("HINT r.is_error");
    }

    @Test
    void aPictureOfTheAssistantsIsShownAsTheUsers() {
        turn(Turn.Role.ASSISTANT, text("here"), media(MediaKind.IMAGE, new MediaSource.Inline("image/png", "AAAA")));
        assertThat(body().path("input").path(1).path("role").asString()).isEqualTo("user");
        assertThat(losses()).containsExactly("APPROXIMATED media");
    }

    @Test
    void whatOnlyTheCallersDialectKnowsIsNamedOnce() {
        CacheMark mark = new CacheMark("1h");
        Citation citation = new Citation("u", null, null, 0, 1, Dialect.CLAUDE_MESSAGES, RawJson.parse("{}"));
        RawJson json = RawJson.parse("{}");
        request.turn(new Turn(
                Turn.Role.USER,
                "ann",
                List.of(
                        new PromptBlock.Text("a", List.of(), null, mark, at("a")),
                        new PromptBlock.Text("b", List.of(citation), null, mark, at("b")),
                        new PromptBlock.Foreign(Dialect.CLAUDE_MESSAGES, json, at("c")),
                        new PromptBlock.Text(
                                "d",
                                List.of(),
                                null,
                                null,
                                Source.of(Dialect.CLAUDE_MESSAGES, "d", json, List.of("odd")))),
                at("turn")));
        request.extra("container", json);
        assertThat(losses())
                .containsExactly(
                        "HINT turn.name",
                        "HINT a.cache_control",
                        "HINT b.citations",
                        "HINT c",
                        "HINT d.odd",
                        "HINT container");
    }

    private ChatRequest read(String body) {
        return codec.readRequest(
                OpenAiResponsesRequest.parse(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                StoredItems.NONE);
    }

    @Test
    @Tag("clients-3")
    void aCallerOfThisDialectHasItsOwnWords() {
        String body = "{'model':'m','instructions':'i','input':[{'role':'user','content':'q'},"
                + "{'type':'reasoning','summary':[],'encrypted_content':'E'},"
                + "{'type':'web_search_call','id':'ws'},{'type':'function_call','call_id':'c/1','name':'f',"
                + "'namespace':'crm','arguments':'','odd':1},{'type':'function_call_output','call_id':'c/1',"
                + "'output':[]}],'tools':[{'type':'function','name':'f'},{'type':'namespace','name':'crm',"
                + "'description':'d','tools':[{'type':'function','name':'g'},{'type':'function','name':'h'}]},"
                + "{'type':'mcp','server_label':'x'}],'tool_choice':{'type':'allowed_tools','mode':'required',"
                + "'tools':[{'type':'mcp','server_label':'x'}]},'reasoning':{'effort':null,'summary':'detailed',"
                + "'context':'all'},'text':{'format':{'type':'text'},'verbosity':null},'include':[],'store':true,"
                + "'background':true,'max_output_tokens':1,'metadata':null,'something':{'new':[0,false,'']},"
                + "'stream':true}";
        WrittenRequest written = codec.writeRequest(read(body), new WriteTarget("m", true, "openai"));
        assertThat(written.losses()).isEmpty();
        assertThat(tree(written)).isEqualTo(json(body));
    }

    @Test
    @Tag("field-40")
    void aCallerOfThisDialectDoesNotSendAnotherVendorsReasoningToOpenAi() {
        String sealed = Provenance.seal(Signature.of(Dialect.CLAUDE_MESSAGES, "S"));
        ChatRequest request = read("{'model':'m','input':[{'role':'user','content':'q'},{'type':'reasoning','summary':"
                + "[{'type':'summary_text','text':'hm'}],'encrypted_content':'" + sealed + "'},"
                + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}]}");
        WrittenRequest written = codec.writeRequest(request, new WriteTarget("m", true, "openai"));
        assertThat(tree(written).path("input"))
                .isEqualTo(json("[{'role':'user','content':'q'},"
                        + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}]"));
        assertThat(written.losses()).extracting(Loss::severity).containsExactly(Severity.HINT);
        assertThat(Provenance.occursIn(RawJson.parse(written.body().toBytes()))).isFalse();
    }
}
