package io.modelrouter.core.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
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
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The reader of Responses requests")
class ResponsesRequestReaderTest {
    private static final Source ANY = Source.of(Dialect.OPENAI_RESPONSES, "");

    private final ResponsesCodec codec = new ResponsesCodec(ErrorSettings.DEFAULT);

    /** Members with single quotes for double ones. */
    private ChatRequest read(String members, StoredItems items) {
        String body = "{'model':'m'" + (members.isEmpty() ? "" : ",") + members + "}";
        return codec.readRequest(
                OpenAiResponsesRequest.parse(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), items);
    }

    private ChatRequest read(String members) {
        return read(members, StoredItems.NONE);
    }

    private List<PromptBlock> blocks(String items) {
        return read("'input':[" + items + "]").turns().stream()
                .flatMap(turn -> turn.blocks().stream())
                .toList();
    }

    private static RawJson json(String text) {
        return RawJson.parse(text.replace('\'', '"'));
    }

    private static PromptBlock.Text text(String text) {
        return new PromptBlock.Text(text, ANY);
    }

    private static List<Loss> losses(ChatRequest request) {
        Losses losses = new Losses(request, Dialect.CLAUDE_MESSAGES);
        Param.all().forEach(losses::take);
        return losses.finish();
    }

    @Test
    void aTextIsAUsersTurnAndInstructionsStandFirst() {
        ChatRequest request = read("'input':'Hi','instructions':'Be brief.'");
        assertThat(request.turns())
                .containsExactly(
                        new Turn(Turn.Role.SYSTEM, List.of(text("Be brief.")), ANY),
                        new Turn(Turn.Role.USER, List.of(text("Hi")), ANY));
    }

    @Test
    @Tag("clients-3")
    void messagesKeepTheirRolesAndOrder() {
        ChatRequest request = read("'input':[{'role':'developer','content':'a','id':'msg_1'},"
                + "{'type':'message','role':'user','content':[{'type':'input_text','text':'b'}]},"
                + "{'role':'system','content':'c'},{'role':'assistant','content':'d'}]");
        assertThat(request.turns())
                .extracting(Turn::role)
                .containsExactly(Turn.Role.DEVELOPER, Turn.Role.USER, Turn.Role.SYSTEM, Turn.Role.ASSISTANT);
        assertThat(request.turns())
                .flatExtracting(Turn::blocks)
                .containsExactly(text("a"), text("b"), text("c"), text("d"));
        assertThat(request.turns().get(1).blocks().get(0).source().path()).isEqualTo("input.1.content.0");
    }

    @Test
    void whatTheAssistantDidBetweenTwoInputsIsOneTurn() {
        ChatRequest request = read("'input':[{'role':'user','content':'q'},"
                + "{'type':'reasoning','summary':[{'type':'summary_text','text':'hm'}],'encrypted_content':'E'},"
                + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Let me see.'}]},"
                + "{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},"
                + "{'type':'function_call','call_id':'c2','name':'g','namespace':'crm','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'c2','output':'2'},"
                + "{'type':'function_call_output','call_id':'c1','output':'1'}]");
        assertThat(request.turns())
                .extracting(Turn::role)
                .containsExactly(Turn.Role.USER, Turn.Role.ASSISTANT, Turn.Role.USER);
        assertThat(request.turns().get(1).blocks())
                .containsExactly(
                        new PromptBlock.Reasoning("hm", Signature.of(Dialect.OPENAI_RESPONSES, "E"), ANY),
                        text("Let me see."),
                        new PromptBlock.ToolCall("c1", "f", "{}", ANY),
                        new PromptBlock.ToolCall("c2", "crm", "g", false, "{}", null, null, ANY));
        assertThat(request.turns().get(2).blocks())
                .containsExactly(
                        new PromptBlock.ToolResult("c2", "g", false, List.of(text("2")), false, null, ANY),
                        new PromptBlock.ToolResult("c1", "f", false, List.of(text("1")), false, null, ANY));
    }

    @Test
    void customToolsTakeAndGiveFreeText() {
        assertThat(blocks("{'type':'custom_tool_call','call_id':'c','name':'sh','input':'ls -l'},"
                        + "{'type':'custom_tool_call_output','call_id':'c','output':'x'}"))
                .containsExactly(
                        new PromptBlock.ToolCall("c", null, "sh", true, "ls -l", null, null, ANY),
                        new PromptBlock.ToolResult("c", "sh", true, List.of(text("x")), false, null, ANY));
    }

    @Test
    void outputsMayHoldPicturesAndFiles() {
        PromptBlock result = blocks("{'type':'function_call_output','call_id':'c','output':["
                        + "{'type':'input_text','text':'see'},"
                        + "{'type':'input_image','image_url':'data:image/png;base64,AAAA','detail':'low'},"
                        + "{'type':'input_file','file_url':'https://x/y.pdf'}]}")
                .get(0);
        assertThat(((PromptBlock.ToolResult) result).content())
                .containsExactly(
                        text("see"),
                        new PromptBlock.Media(
                                MediaKind.IMAGE,
                                new MediaSource.Inline("image/png", "AAAA"),
                                null,
                                "low",
                                null,
                                null,
                                null,
                                ANY),
                        new PromptBlock.Media(
                                MediaKind.DOCUMENT, new MediaSource.Address(null, "https://x/y.pdf"), ANY));
    }

    @Test
    void mediaComeByValueByAddressAndById() {
        assertThat(blocks("{'role':'user','content':[{'type':'input_image','file_id':'file-1'},"
                        + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,AAAA'},"
                        + "{'type':'input_file','filename':'b.PDF','file_data':'BBBB'},"
                        + "{'type':'input_file','file_id':'file-2'},"
                        + "{'type':'input_audio','input_audio':{'data':'CCCC','format':'mp3'}}]}"))
                .extracting(block -> ((PromptBlock.Media) block).content())
                .containsExactly(
                        new MediaSource.Uploaded(Dialect.OPENAI_RESPONSES, null, "file-1"),
                        new MediaSource.Inline("application/pdf", "AAAA"),
                        new MediaSource.Inline("application/pdf", "BBBB"),
                        new MediaSource.Uploaded(Dialect.OPENAI_RESPONSES, null, "file-2"),
                        new MediaSource.Inline("audio/mpeg", "CCCC"));
    }

    @Test
    void textKeepsItsSourcesAndItsCacheMark() {
        PromptBlock.Text cited = (PromptBlock.Text) blocks("{'role':'assistant','content':[{'type':'output_text',"
                        + "'text':'x','annotations':[{'type':'url_citation','url':'https://a','title':'A',"
                        + "'start_index':0,'end_index':1},{'type':'file_path','file_id':'f'}]}]}")
                .get(0);
        assertThat(cited.citations()).hasSize(1);
        assertThat(cited.citations().get(0).url()).isEqualTo("https://a");
        PromptBlock.Text marked = (PromptBlock.Text) blocks("{'role':'user','content':[{'type':'input_text',"
                        + "'text':'x','prompt_cache_breakpoint':{'mode':'explicit'}}]}")
                .get(0);
        assertThat(marked.cache()).isEqualTo(new CacheMark(null));
    }

    @Test
    void aRefusalIsARefusal() {
        assertThat(blocks("{'role':'assistant','content':[{'type':'refusal','refusal':'No.'}]}"))
                .containsExactly(new PromptBlock.Refusal("No.", ANY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'web_search_call','id':'ws','status':'completed','action':{'query':'q'}}",
                "{'type':'mcp_list_tools','server_label':'x','tools':[]}",
                "{'type':'compaction','encrypted_content':'x'}",
                "{'type':'something_new'}",
            })
    void tracesOfOpenAisToolsAreTheAssistantsAndForeign(String item) {
        ChatRequest request =
                read("'input':[{'role':'user','content':'q'}," + item + ",{'role':'assistant','content':'a'}]");
        assertThat(request.turns()).hasSize(2);
        assertThat(request.turns().get(1).role()).isEqualTo(Turn.Role.ASSISTANT);
        assertThat(request.turns().get(1).blocks().get(0))
                .isEqualTo(new PromptBlock.Foreign(Dialect.OPENAI_RESPONSES, json(item), ANY));
    }

    @Test
    void whatTheClientDidForSuchAToolIsTheUsers() {
        assertThat(read("'input':[{'type':'computer_call_output','call_id':'c','output':{}}]")
                        .turns())
                .extracting(Turn::role)
                .containsExactly(Turn.Role.USER);
    }

    @Test
    void membersWithoutAWordAreNamedWithTheirItem() {
        ChatRequest request = read("'input':[{'role':'assistant','content':'a','phase':'commentary'},"
                + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}','caller':{'type':'direct'}},"
                + "{'role':'user','content':[{'type':'input_text','text':'b','odd':1}]}]");
        Losses losses = new Losses(request, Dialect.CLAUDE_MESSAGES);
        request.turns().forEach(turn -> {
            losses.unread(turn.source());
            turn.blocks().forEach(block -> losses.unread(block.source()));
        });
        assertThat(losses.finish())
                .extracting(Loss::field)
                .containsExactly("input.0.phase", "input.1.caller", "input.2.content.0.odd");
    }

    @Test
    void anItemThatIsNoObjectIsRefused() {
        assertThatExceptionOfType(RouterException.class)
                .isThrownBy(() -> read("'input':[{'role':'user','content':'a'},7]"))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(RouterErrorCode.INVALID_REQUEST);
                    assertThat(e.param()).contains("input.1");
                });
    }

    /** Remembers one response {@code resp_1} and one item {@code msg_1}. */
    private static final StoredItems STORED = new StoredItems() {
        @Override
        public Optional<List<RawJson>> conversation(String responseId) {
            return responseId.equals("resp_1")
                    ? Optional.of(List.of(
                            json("{'role':'user','content':'first'}"),
                            json("{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}")))
                    : Optional.empty();
        }

        @Override
        public Optional<RawJson> item(String itemId) {
            return itemId.equals("msg_1")
                    ? Optional.of(json("{'type':'message','id':'msg_1','role':'assistant','content':"
                            + "[{'type':'output_text','text':'earlier'}]}"))
                    : Optional.empty();
        }
    };

    @Test
    void whatWasSaidBeforeStandsBeforeTheInputAndInstructionsAreNotInherited() {
        ChatRequest request = read(
                "'input':[{'type':'function_call_output','call_id':'c','output':'1'}],"
                        + "'previous_response_id':'resp_1','instructions':'new'",
                STORED);
        assertThat(request.turns())
                .flatExtracting(Turn::blocks)
                .containsExactly(
                        text("new"),
                        text("first"),
                        new PromptBlock.ToolCall("c", "f", "{}", ANY),
                        new PromptBlock.ToolResult("c", "f", false, List.of(text("1")), false, null, ANY));
        assertThat(losses(request)).isEmpty();
    }

    @Test
    @Tag("clients-3")
    void referencesAreReplacedWithAndWithoutTheirType() {
        for (String reference : List.of("{'type':'item_reference','id':'msg_1'}", "{'id':'msg_1'}")) {
            assertThat(read("'input':[" + reference + "]", STORED).turns())
                    .containsExactly(new Turn(Turn.Role.ASSISTANT, List.of(text("earlier")), ANY));
        }
    }

    @Test
    void whatIsNotRememberedIsRefusedInOpenAisWords() {
        assertThatExceptionOfType(RouterException.class)
                .isThrownBy(() -> read("'input':'x','previous_response_id':'resp_2'", STORED))
                .withMessage("Previous response with id 'resp_2' not found.")
                .satisfies(e -> assertThat(e.param()).contains("previous_response_id"));
        assertThatExceptionOfType(RouterException.class)
                .isThrownBy(() -> read("'input':[{'type':'item_reference','id':'x'}]", STORED))
                .withMessage("Item with id 'x' not found.")
                .satisfies(e -> assertThat(e.param()).contains("input.0"));
    }

    private static String sealed(Signature... signatures) {
        return Provenance.seal(List.of(signatures));
    }

    private static Signature gemini(Signature.Place place, String value) {
        return new Signature(Dialect.GEMINI_GENERATE, "c", place, false, value, null);
    }

    @Test
    @Tag("clients-4")
    void anotherVendorsSignatureIsFoundInItsWrapping() {
        Signature claude = new Signature(Dialect.CLAUDE_MESSAGES, "c", Signature.Place.OWN, false, "S", null);
        assertThat(blocks("{'type':'reasoning','id':'rs','summary':[{'type':'summary_text','text':'hm'}],"
                        + "'encrypted_content':'" + sealed(claude) + "'}"))
                .containsExactly(new PromptBlock.Reasoning("hm", claude, ANY));
    }

    @Test
    @Tag("field-22")
    void signaturesGoToTheBlockTheyBelongToAndTheirCarrierVanishes() {
        Signature next = gemini(Signature.Place.NEXT, "N");
        Signature previous = gemini(Signature.Place.PREVIOUS, "P");
        assertThat(blocks("{'role':'assistant','content':'a'},"
                        + "{'type':'reasoning','summary':[],'encrypted_content':'" + sealed(previous) + "'},"
                        + "{'type':'reasoning','summary':[],'encrypted_content':'" + sealed(next) + "'},"
                        + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}"))
                .containsExactly(
                        new PromptBlock.Text("a", List.of(), previous, null, ANY),
                        new PromptBlock.ToolCall("c", null, "f", false, "{}", next, null, ANY));
    }

    @Test
    void reasoningThatTravelsInsideTheWrappingBecomesBlocksOfItsOwn() {
        Signature one = new Signature(Dialect.CLAUDE_MESSAGES, null, Signature.Place.OWN, false, "1", "think");
        Signature two = new Signature(Dialect.CLAUDE_MESSAGES, null, Signature.Place.OWN, true, "2", "");
        assertThat(blocks("{'type':'reasoning','summary':[],'encrypted_content':'" + sealed(one, two) + "'}"))
                .containsExactly(new PromptBlock.Reasoning("think", one, ANY), new PromptBlock.Reasoning("", two, ANY));
    }

    @Test
    void aWrappingThatCannotBeReadIsDropped() {
        String broken = sealed(gemini(Signature.Place.OWN, "N")).substring(0, 24) + "!!!!";
        assertThat(blocks("{'type':'reasoning','summary':[],'encrypted_content':'" + broken + "'}"))
                .isEmpty();
        assertThat(blocks("{'type':'reasoning','summary':[{'text':'hm'}],'encrypted_content':'" + broken + "'}"))
                .containsExactly(new PromptBlock.Reasoning("hm", null, ANY));
    }

    @Test
    @Tag("field-26")
    void settingsKeepZerosAndFalses() {
        ChatRequest request = read("'input':'x','temperature':0,'top_p':0.0,'max_output_tokens':0,'store':false,"
                + "'parallel_tool_calls':false,'prompt_cache_key':'','user':''");
        assertThat(request.get(Param.TEMPERATURE)).isEqualTo(BigDecimal.ZERO);
        assertThat(request.get(Param.TOP_P)).isEqualTo(new BigDecimal("0.0"));
        assertThat(request.get(Param.MAX_OUTPUT_TOKENS)).isZero();
        assertThat(request.get(Param.STORE)).isFalse();
        assertThat(request.get(Param.PARALLEL_TOOL_CALLS)).isFalse();
        assertThat(request.get(Param.PROMPT_CACHE_KEY)).isEmpty();
        assertThat(request.get(Param.USER)).isEmpty();
    }

    @Test
    void settingsHaveNeutralWords() {
        ChatRequest request = read("'input':'x','service_tier':'flex','metadata':{'a':'b'},'safety_identifier':'u',"
                + "'reasoning':{'effort':'High','summary':'auto'},'text':{'verbosity':'low','format':{'type':"
                + "'json_schema','name':'n','schema':{'type':'object'},'strict':true}},'top_logprobs':3,"
                + "'include':['message.output_text.logprobs','reasoning.encrypted_content']");
        assertThat(request.get(Param.SERVICE_TIER)).isEqualTo("flex");
        assertThat(request.get(Param.METADATA)).isEqualTo(json("{'a':'b'}"));
        assertThat(request.get(Param.USER)).isEqualTo("u");
        assertThat(request.path(Param.USER)).isEqualTo("safety_identifier");
        assertThat(request.get(Param.THINKING)).isEqualTo(new Thinking(Thinking.Mode.DEFAULT, "high", null, true));
        assertThat(request.get(Param.VERBOSITY)).isEqualTo("low");
        assertThat(request.get(Param.OUTPUT_FORMAT))
                .isEqualTo(new OutputFormat(OutputFormat.Kind.SCHEMA, "n", null, json("{'type':'object'}"), true));
        assertThat(request.path(Param.OUTPUT_FORMAT)).isEqualTo("text.format");
        assertThat(request.get(Param.TOP_LOGPROBS)).isEqualTo(3);
        assertThat(request.get(Param.LOGPROBS)).isTrue();
        assertThat(losses(request)).isEmpty();
    }

    @Test
    void anEffortOfNoneTurnsThinkingOff() {
        assertThat(read("'input':'x','reasoning':{'effort':'none'}").get(Param.THINKING))
                .isEqualTo(new Thinking(Thinking.Mode.OFF, "none", null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'background':false",
                "'truncation':'disabled'",
                "'include':[]",
                "'include':['reasoning.encrypted_content']",
                "'conversation':null",
                "'metadata':{}",
                "'tools':[]",
                "'top_logprobs':0",
                "'stream_options':{'include_obfuscation':false}",
                "'reasoning':{}",
                "'text':{'format':null}",
                "'something_new':[]",
            })
    void whatAsksForTheDefaultIsNoLoss(String member) {
        assertThat(losses(read("'input':'x'," + member))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'background':true; background; SEMANTIC",
                "'conversation':'conv_1'; conversation; SEMANTIC",
                "'conversation':{'id':'conv_1'}; conversation; SEMANTIC",
                "'prompt':{'id':'pmpt_1'}; prompt; SEMANTIC",
                "'truncation':'auto'; truncation; HINT",
                "'max_tool_calls':3; max_tool_calls; HINT",
                "'client_metadata':{'a':'b'}; client_metadata; HINT",
                "'include':['web_search_call.action.sources']; include; HINT",
                "'reasoning':{'context':'all_turns'}; reasoning.context; HINT",
                "'text':{'format':{'type':'grammar'}}; text.format; SEMANTIC",
                "'text':{'format':{'type':'json_object','odd':1}}; text.format.odd; HINT",
                "'something_new':1; something_new; HINT",
            })
    void whatOnlyThisDialectKnowsIsALoss(String member, String path, Loss.Severity severity) {
        assertThat(losses(read("'input':'x'," + member)))
                .extracting(Loss::field, Loss::severity)
                .containsExactly(tuple(path, severity));
    }

    @Test
    @Tag("clients-3")
    void groupsOfToolsAreTakenApart() {
        ChatRequest request = read("'input':'x','tools':[{'type':'function','name':'f','parameters':{'type':'object'},"
                + "'strict':false,'defer_loading':true},{'type':'namespace','name':'crm','description':'d','tools':["
                + "{'type':'function','name':'g','description':'e','parameters':null},"
                + "{'type':'custom','name':'h','format':{'type':'text'}}]},"
                + "{'type':'custom','name':'sh','description':'s'}]");
        assertThat(request.tools())
                .containsExactly(
                        new Tool.Function(null, "f", null, json("{'type':'object'}"), false, null, ANY),
                        new Tool.Function("crm", "g", "e", null, null, null, ANY),
                        new Tool.Custom("crm", "h", null, json("{'type':'text'}"), ANY),
                        new Tool.Custom(null, "sh", "s", null, ANY));
        assertThat(request.tools().get(0).source().unread()).containsExactly("defer_loading");
        assertThat(request.tools().get(1).source().path()).isEqualTo("tools.1.tools.0");
        assertThat(losses(request)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "web_search, WEB_SEARCH",
        "web_search_preview_2025_03_11, WEB_SEARCH",
        "code_interpreter, CODE_EXECUTION",
        "file_search, FILE_SEARCH",
        "image_generation, IMAGE_GENERATION",
        "computer_use_preview, COMPUTER",
        "mcp, MCP",
        "local_shell, OTHER",
        "tool_search, OTHER",
    })
    void toolsOfOpenAisAreToldByWhatTheyDo(String type, Tool.ServerKind kind) {
        RawJson tool = json("{'type':'" + type + "'}");
        assertThat(read("'input':'x','tools':[" + "{'type':'" + type + "'}]").tools())
                .containsExactly(new Tool.Server(kind, type, Dialect.OPENAI_RESPONSES, tool, ANY));
    }

    @Test
    void toolsThatTheInputAddsAreOfferedOnce() {
        String f = "{'type':'function','name':'f','parameters':{}}";
        ChatRequest request =
                read("'tools':[" + f + "],'input':[{'type':'additional_tools','role':'developer','tools':[" + f
                        + ",{'type':'function','name':'g','parameters':{}}]}]");
        assertThat(request.tools()).extracting(Tool::name).containsExactly("f", "g");
        assertThat(request.turns()).extracting(Turn::role).containsExactly(Turn.Role.DEVELOPER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'auto'; AUTO; ''",
                "'none'; NONE; ''",
                "'required'; REQUIRED; ''",
                "{'type':'function','name':'f'}; REQUIRED; f",
                "{'type':'custom','name':'sh'}; REQUIRED; sh",
                "{'type':'web_search_preview'}; REQUIRED; web_search_preview",
                "{'type':'mcp','server_label':'wiki'}; REQUIRED; wiki",
                "{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'f'}]}; AUTO; f",
            },
            quoteCharacter = '`')
    @Tag("field-18")
    void aChoiceOfToolsHasANeutralWord(String choice, ToolChoice.Mode mode, String name) {
        ChatRequest request = read("'input':'x','tool_choice':" + choice);
        List<String> names = name.equals("''") ? List.of() : List.of(name);
        assertThat(request.get(Param.TOOL_CHOICE)).isEqualTo(new ToolChoice(mode, names));
        assertThat(losses(request)).isEmpty();
    }

    @Test
    void aChoiceThatCannotBeReadIsLost() {
        assertThat(losses(read("'input':'x','tool_choice':'sometimes'")))
                .extracting(Loss::severity)
                .containsExactly(Loss.Severity.SEMANTIC);
    }
}
