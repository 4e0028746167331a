package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Thinking;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The reader of chat requests")
class OpenAiChatRequestReaderTest {
    private static final Source ANY = Source.of(Dialect.OPENAI_CHAT, "");

    static ChatRequest read(String messages, String more) {
        String body = "{'model':'m','messages':[" + messages + "]" + (more.isEmpty() ? "" : "," + more) + "}";
        return new OpenAiChatCodec(ErrorSettings.DEFAULT)
                .readRequest(
                        OpenAiChatRequest.parse(RawJson.parse(body.replace('\'', '"')), Map.of()), StoredItems.NONE);
    }

    private static ChatRequest messages(String messages) {
        return read(messages, "");
    }

    private static ChatRequest settings(String more) {
        return read("{'role':'user','content':'hi'}", more);
    }

    private static PromptBlock only(String message) {
        List<PromptBlock> blocks = messages(message).turns().get(0).blocks();
        assertThat(blocks).hasSize(1);
        return blocks.get(0);
    }

    @Nested
    @DisplayName("reads messages")
    class Messages {

        @ParameterizedTest
        @CsvSource({
            "system,SYSTEM",
            "developer,DEVELOPER",
            "user,USER",
            "assistant,ASSISTANT",
            "tool,USER",
            "function,USER"
        })
        void ofEveryRole(String role, Turn.Role expected) {
            assertThat(messages("{'role':'" + role + "','content':'a'}").turns())
                    .extracting(Turn::role)
                    .containsExactly(expected);
        }

        @Test
        @Tag("clients-3")
        void whoseContentIsATextOrPartsOrEmptyOrNull() {
            ChatRequest request = messages(
                    "{'role':'user','content':'a'},{'role':'user','content':[{'type':'text','text':'b'},{'type':'text','text':'c'}]},"
                            + "{'role':'assistant','content':''},{'role':'assistant','content':null,'tool_calls':[]}");
            assertThat(request.turns().get(0).blocks()).containsExactly(new PromptBlock.Text("a", ANY));
            assertThat(request.turns().get(1).blocks())
                    .containsExactly(new PromptBlock.Text("b", ANY), new PromptBlock.Text("c", ANY));
            assertThat(request.turns().get(2).blocks()).containsExactly(new PromptBlock.Text("", ANY));
            assertThat(request.turns().get(3).blocks()).isEmpty();
        }

        @Test
        void withTheNameOfTheParticipant() {
            assertThat(messages("{'role':'user','name':'kim','content':'a'}")
                            .turns()
                            .get(0)
                            .name())
                    .isEqualTo("kim");
        }

        @Test
        void refusedOnesToo() {
            assertThat(only("{'role':'assistant','content':null,'refusal':'No.'}"))
                    .isEqualTo(new PromptBlock.Refusal("No.", ANY));
            assertThat(only("{'role':'assistant','content':[{'type':'refusal','refusal':'No.'}]}"))
                    .isEqualTo(new PromptBlock.Refusal("No.", ANY));
        }

        @Test
        void whoseUnknownMembersAreNamed() {
            Source source = messages("{'role':'user','content':'a','colour':'red','none':null}")
                    .turns()
                    .get(0)
                    .source();
            assertThat(source.path()).isEqualTo("messages.0");
            assertThat(source.unread()).containsExactly("colour");
        }

        @Test
        void thatAreNoObjectsAreRefusedByTheirPlace() {
            assertThatThrownBy(() -> messages("{'role':'user','content':'a'},'b'"))
                    .isInstanceOfSatisfying(
                            RouterException.class, e -> assertThat(e.param()).contains("messages.1"));
        }

        @Test
        @Tag("field-23")
        void whoseCacheMarksStandOnTheirParts() {
            PromptBlock marked = new PromptBlock.Text("a", List.of(), null, new CacheMark("1h"), ANY);
            assertThat(
                            only(
                                    "{'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral','ttl':'1h'}}]}"))
                    .isEqualTo(marked);
            assertThat(only("{'role':'system','content':'a','cache_control':{'type':'ephemeral','ttl':'1h'}}"))
                    .isEqualTo(marked);
        }

        @Test
        void whosePartsOfNoKnownTypeAreKept() {
            assertThat(only("{'role':'user','content':[{'type':'smell','smell':'rose'}]}"))
                    .isEqualTo(new PromptBlock.Foreign(
                            Dialect.OPENAI_CHAT, RawJson.parse("{\"type\":\"smell\",\"smell\":\"rose\"}"), ANY));
        }
    }

    @Nested
    @DisplayName("reads media")
    @Tag("field-24")
    class Media {

        private PromptBlock.Media part(String part) {
            return (PromptBlock.Media) only("{'role':'user','content':[" + part + "]}");
        }

        @Test
        void picturesByValueAndByAddress() {
            PromptBlock.Media inline =
                    part("{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA','detail':'low'}}");
            assertThat(inline.content()).isEqualTo(new MediaSource.Inline("image/png", "AAAA"));
            assertThat(inline.detail()).isEqualTo("low");
            assertThat(part("{'type':'image_url','image_url':'https://example.com/a.png'}")
                            .content())
                    .isEqualTo(new MediaSource.Address(null, "https://example.com/a.png"));
        }

        @Test
        void sound() {
            PromptBlock.Media sound = part("{'type':'input_audio','input_audio':{'data':'AAAA','format':'mp3'}}");
            assertThat(sound.kind()).isEqualTo(PromptBlock.MediaKind.AUDIO);
            assertThat(sound.content()).isEqualTo(new MediaSource.Inline("audio/mpeg", "AAAA"));
        }

        @Test
        void filesByValueByIdAndByAddress() {
            PromptBlock.Media inline =
                    part("{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,AAAA'}}");
            assertThat(inline.kind()).isEqualTo(PromptBlock.MediaKind.DOCUMENT);
            assertThat(inline.name()).isEqualTo("a.pdf");
            assertThat(inline.content()).isEqualTo(new MediaSource.Inline("application/pdf", "AAAA"));
            assertThat(part("{'type':'file','file':{'file_id':'file-1'}}").content())
                    .isEqualTo(new MediaSource.Uploaded(Dialect.OPENAI_CHAT, null, "file-1"));
            assertThat(part("{'type':'file','file':{'file_data':'https://example.com/a.pdf'}}")
                            .content())
                    .isEqualTo(new MediaSource.Address(null, "https://example.com/a.pdf"));
        }

        @Test
        void whatImitatorsAdd() {
            assertThat(part("{'type':'video_url','video_url':{'url':'https://example.com/a.mp4'}}")
                            .kind())
                    .isEqualTo(PromptBlock.MediaKind.VIDEO);
            assertThat(part("{'type':'document_url','document_url':'https://example.com/a.pdf'}")
                            .kind())
                    .isEqualTo(PromptBlock.MediaKind.DOCUMENT);
        }
    }

    @Nested
    @DisplayName("reads calls and their results")
    class Calls {

        @Test
        void byTheirIds() {
            ChatRequest request = messages(
                    "{'role':'assistant','content':null,'tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}},"
                            + "{'id':'b','type':'custom','custom':{'name':'g','input':'4 + 4'}}]},"
                            + "{'role':'tool','tool_call_id':'b','content':'8'},{'role':'tool','tool_call_id':'a','content':[{'type':'text','text':'x'}]}");
            assertThat(request.turns().get(0).blocks())
                    .containsExactly(
                            new PromptBlock.ToolCall("a", "f", "{}", ANY),
                            new PromptBlock.ToolCall("b", null, "g", true, "4 + 4", null, null, ANY));
            assertThat(request.turns().get(1).blocks())
                    .containsExactly(new PromptBlock.ToolResult(
                            "b", "g", true, List.of(new PromptBlock.Text("8", ANY)), false, null, ANY));
            assertThat(request.turns().get(2).blocks())
                    .containsExactly(new PromptBlock.ToolResult(
                            "a", "f", false, List.of(new PromptBlock.Text("x", ANY)), false, null, ANY));
        }

        @Test
        void ofTheOldKindByNameAndPlace() {
            ChatRequest request = messages(
                    "{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'1'}},{'role':'function','name':'f','content':'x'},"
                            + "{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'2'}},{'role':'function','name':'f','content':'y'}");
            PromptBlock.ToolCall first =
                    (PromptBlock.ToolCall) request.turns().get(0).blocks().get(0);
            PromptBlock.ToolCall second =
                    (PromptBlock.ToolCall) request.turns().get(2).blocks().get(0);
            assertThat(first.id()).isNotEqualTo(second.id());
            assertThat(request.turns().get(1).blocks().get(0))
                    .isInstanceOfSatisfying(
                            PromptBlock.ToolResult.class,
                            result -> assertThat(result.callId()).isEqualTo(first.id()));
            assertThat(request.turns().get(3).blocks().get(0))
                    .isInstanceOfSatisfying(
                            PromptBlock.ToolResult.class,
                            result -> assertThat(result.callId()).isEqualTo(second.id()));
        }

        @Test
        void aResultOfNoCallHasNoName() {
            assertThat(only("{'role':'tool','tool_call_id':'z','content':'x'}"))
                    .isInstanceOfSatisfying(
                            PromptBlock.ToolResult.class,
                            result -> assertThat(result.name()).isEmpty());
        }
    }

    @Nested
    @DisplayName("reads earlier reasoning")
    @Tag("field-22")
    class Reasoning {

        @Test
        void onceWhereItStandsUnderTwoNames() {
            assertThat(messages("{'role':'assistant','content':'a','reasoning_content':'h','reasoning':'h'}")
                            .turns()
                            .get(0)
                            .blocks())
                    .containsExactly(new PromptBlock.Reasoning("h", null, ANY), new PromptBlock.Text("a", ANY));
        }

        @Test
        void withTheSignatureOfItsDetails() {
            String entry = "{'type':'reasoning.text','text':'h','signature':'s','index':0}";
            assertThat(only("{'role':'assistant','content':null,'reasoning':'h','reasoning_details':[" + entry + "]}"))
                    .isEqualTo(new PromptBlock.Reasoning(
                            "h", Signature.of(Dialect.OPENAI_CHAT, entry.replace('\'', '"')), ANY));
        }

        @Test
        void whoseSealedSignaturesAreTheirMakers() {
            String thought =
                    Provenance.seal(new Signature(Dialect.CLAUDE_MESSAGES, "c", Signature.Place.OWN, false, "v", "hm"));
            String ofCall = Provenance.seal(
                    new Signature(Dialect.GEMINI_GENERATE, "g", Signature.Place.NEXT, false, "w", null));
            String ofText = Provenance.seal(
                    new Signature(Dialect.GEMINI_GENERATE, "g", Signature.Place.NEXT, false, "x", null));
            String entry = "{'type':'reasoning.encrypted','data':'%s','id':%s}";
            Turn turn = messages("{'role':'assistant','content':'t','reasoning_content':'hm','reasoning_details':["
                            + String.format(entry, thought, "null") + "," + String.format(entry, ofCall, "'b'") + ","
                            + String.format(entry, ofText, "null")
                            + "],'tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}},"
                            + "{'id':'b','type':'function','function':{'name':'f','arguments':'{}'}}]}")
                    .turns()
                    .get(0);
            Signature own = new Signature(Dialect.GEMINI_GENERATE, "g", Signature.Place.OWN, false, "w", null);
            assertThat(turn.blocks())
                    .containsExactly(
                            new PromptBlock.Reasoning(
                                    "hm",
                                    new Signature(Dialect.CLAUDE_MESSAGES, "c", Signature.Place.OWN, false, "v", null),
                                    ANY),
                            new PromptBlock.Text(
                                    "t",
                                    List.of(),
                                    new Signature(Dialect.GEMINI_GENERATE, "g", Signature.Place.OWN, false, "x", null),
                                    null,
                                    ANY),
                            new PromptBlock.ToolCall("a", "f", "{}", ANY),
                            new PromptBlock.ToolCall("b", null, "f", false, "{}", own, null, ANY));
        }

        @Test
        void aSealedTextThatCannotBeReadIsDropped() {
            String broken =
                    Provenance.seal(Signature.of(Dialect.GEMINI_GENERATE, "v")).substring(0, 24);
            assertThat(messages(
                                    "{'role':'assistant','content':'a','reasoning_details':[{'type':'reasoning.encrypted','data':'"
                                            + broken + "'}]}")
                            .turns()
                            .get(0)
                            .blocks())
                    .containsExactly(new PromptBlock.Text("a", ANY));
        }
    }

    @Nested
    @DisplayName("reads tools")
    class Tools {

        @Test
        void ofEveryKind() {
            ChatRequest request = settings(
                    "'tools':[{'type':'function','function':{'name':'f','description':'d','parameters':{'type':'object'},'strict':false}},"
                            + "{'type':'custom','custom':{'name':'g','format':{'type':'grammar','grammar':{'syntax':'lark','definition':'x'}}}},"
                            + "{'type':'openrouter:web_search'},{'function':{'name':'h'}}],'web_search_options':{}");
            assertThat(request.tools())
                    .containsExactly(
                            new Tool.Function(null, "f", "d", RawJson.parse("{\"type\":\"object\"}"), false, null, ANY),
                            new Tool.Custom(
                                    null,
                                    "g",
                                    null,
                                    RawJson.parse("{\"type\":\"grammar\",\"syntax\":\"lark\",\"definition\":\"x\"}"),
                                    ANY),
                            new Tool.Server(
                                    Tool.ServerKind.WEB_SEARCH,
                                    "openrouter:web_search",
                                    Dialect.OPENAI_CHAT,
                                    RawJson.parse("{\"type\":\"openrouter:web_search\"}"),
                                    ANY),
                            new Tool.Function(null, "h", null, null, null, null, ANY),
                            new Tool.Server(
                                    Tool.ServerKind.WEB_SEARCH,
                                    "web_search",
                                    Dialect.OPENAI_CHAT,
                                    RawJson.parse("{}"),
                                    ANY));
        }

        @Test
        void ofTheOldKindOfWhichOneIsCalledAtATime() {
            ChatRequest request = settings("'functions':[{'name':'f','parameters':{}}],'function_call':{'name':'f'}");
            assertThat(request.tools()).hasSize(1);
            assertThat(request.tools().get(0).source().path()).isEqualTo("functions.0");
            assertThat(request.get(Param.TOOL_CHOICE)).isEqualTo(ToolChoice.named("f"));
            assertThat(request.get(Param.PARALLEL_TOOL_CALLS)).isFalse();
        }

        @Test
        @Tag("field-18")
        void andEveryChoice() {
            assertThat(choice("'auto'")).isEqualTo(ToolChoice.AUTO);
            assertThat(choice("'none'")).isEqualTo(ToolChoice.NONE);
            assertThat(choice("'required'")).isEqualTo(ToolChoice.REQUIRED);
            assertThat(choice("'any'")).isEqualTo(ToolChoice.REQUIRED);
            assertThat(choice("{'type':'function','function':{'name':'f'}}")).isEqualTo(ToolChoice.named("f"));
            assertThat(choice("{'type':'custom','custom':{'name':'f'}}")).isEqualTo(ToolChoice.named("f"));
            assertThat(
                            choice(
                                    "{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'f'}}]}}"))
                    .isEqualTo(new ToolChoice(ToolChoice.Mode.AUTO, List.of("f")));
        }

        private ToolChoice choice(String json) {
            return settings("'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':" + json)
                    .get(Param.TOOL_CHOICE);
        }
    }

    @Nested
    @DisplayName("reads settings")
    class Settings {

        @Test
        @Tag("field-26")
        void zerosAndFalsesToo() {
            ChatRequest request = settings(
                    "'temperature':0,'top_p':0.0,'seed':0,'logprobs':false,'n':1,'parallel_tool_calls':false,'store':false,'user':''");
            assertThat(request.get(Param.TEMPERATURE)).isEqualByComparingTo(BigDecimal.ZERO);
            assertThat(request.get(Param.TOP_P)).isEqualTo(new BigDecimal("0.0"));
            assertThat(request.get(Param.SEED)).isZero();
            assertThat(request.get(Param.LOGPROBS)).isFalse();
            assertThat(request.get(Param.CHOICES)).isEqualTo(1);
            assertThat(request.get(Param.PARALLEL_TOOL_CALLS)).isFalse();
            assertThat(request.get(Param.STORE)).isFalse();
            assertThat(request.extras()).isEmpty();
        }

        @Test
        void theNewerLimitBeforeTheOlder() {
            ChatRequest request = settings("'max_tokens':5,'max_completion_tokens':7");
            assertThat(request.get(Param.MAX_OUTPUT_TOKENS)).isEqualTo(7);
            assertThat(request.path(Param.MAX_OUTPUT_TOKENS)).isEqualTo("max_completion_tokens");
            assertThat(request.extras()).containsOnlyKeys("max_tokens");
        }

        @Test
        void stopsAsOneTextOrAsList() {
            assertThat(settings("'stop':'x'").get(Param.STOP)).containsExactly("x");
            assertThat(settings("'stop':['x','y']").get(Param.STOP)).containsExactly("x", "y");
            assertThat(settings("'stop':[]").has(Param.STOP)).isFalse();
        }

        @Test
        void formatsOfTheAnswer() {
            assertThat(settings("'response_format':{'type':'json_object'}").get(Param.OUTPUT_FORMAT))
                    .isEqualTo(new OutputFormat(OutputFormat.Kind.JSON, null, null, null, null));
            assertThat(settings(
                                    "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'a':1},'strict':true}}")
                            .get(Param.OUTPUT_FORMAT))
                    .isEqualTo(new OutputFormat(OutputFormat.Kind.SCHEMA, "n", null, RawJson.parse("{\"a\":1}"), true));
        }

        @Test
        void howMuchToThinkInEveryVendorsWords() {
            assertThat(settings("'reasoning_effort':'high'").get(Param.THINKING))
                    .isEqualTo(new Thinking(Thinking.Mode.DEFAULT, "high", null, null));
            assertThat(settings("'reasoning':{'max_tokens':2000,'exclude':true}")
                            .get(Param.THINKING))
                    .isEqualTo(new Thinking(Thinking.Mode.DEFAULT, null, 2000L, false));
            ChatRequest zai = settings("'thinking':{'type':'enabled','clear_thinking':false}");
            assertThat(zai.get(Param.THINKING)).isEqualTo(new Thinking(Thinking.Mode.ON, null, null, null));
            assertThat(zai.extras()).containsOnlyKeys("thinking.clear_thinking");
            assertThat(settings("'enable_thinking':false").get(Param.THINKING))
                    .isEqualTo(new Thinking(Thinking.Mode.OFF, null, null, null));
        }

        @Test
        @Tag("field-25")
        void andKeepsWhatItDoesNotKnow() {
            ChatRequest request = settings(
                    "'prediction':{'type':'content','content':'x'},'transforms':['a'],'temperature':'warm','echo':null,"
                            + "'stream_options':{'include_usage':true}");
            assertThat(request.extras()).containsOnlyKeys("prediction", "transforms", "temperature");
            assertThat(request.has(Param.TEMPERATURE)).isFalse();
        }
    }
}
