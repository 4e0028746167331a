package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Thinking;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.GeminiGenerateRequest.Framing;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The reader of Gemini requests")
class GeminiRequestReaderTest {
    static ChatRequest read(String body) {
        GeminiGenerateRequest request = GeminiGenerateRequest.parse(
                "gemini-x", true, Framing.SSE, RawJson.parse(body.replace('\'', '"')), Map.of());
        return new GeminiCodec().readRequest(request, StoredItems.NONE);
    }

    private static ChatRequest with(String members) {
        return read("{'contents':[{'parts':[{'text':'hi'}]}]," + members + "}");
    }

    private static List<PromptBlock> blocks(String contents) {
        return read("{'contents':[" + contents + "]}").turns().stream()
                .flatMap(turn -> turn.blocks().stream())
                .toList();
    }

    private static PromptBlock part(String part) {
        return blocks("{'role':'model','parts':[" + part + "]}").get(0);
    }

    @Test
    void takes_model_and_streaming_from_the_path() {
        ChatRequest request = with("'model':'models/other'");
        assertThat(request.model()).isEqualTo("gemini-x");
        assertThat(request.stream()).isTrue();
        assertThat(request.extras()).isEmpty();
    }

    @Nested
    @DisplayName("reads turns:")
    class Turns {
        @ParameterizedTest
        @CsvSource({"user,USER", "model,ASSISTANT", "function,USER", "system,SYSTEM"})
        void each_role_has_one(String role, Turn.Role expected) {
            assertThat(read("{'contents':[{'role':'" + role + "','parts':[{'text':'a'}]}]}")
                            .turns()
                            .get(0)
                            .role())
                    .isEqualTo(expected);
        }

        @Test
        void without_a_role_it_is_the_users() {
            assertThat(with("'x':1").turns().get(0).role()).isEqualTo(Turn.Role.USER);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "'systemInstruction':{'parts':[{'text':'be nice'}]}",
                    "'system_instruction':{'parts':{'text':'be nice'}}",
                    "'systemInstruction':{'text':'be nice'}",
                    "'systemInstruction':[{'text':'be nice'}]",
                    "'systemInstruction':'be nice'"
                })
        void the_system_prompt_is_the_first_in_whatever_shape(String member) {
            Turn first = with(member).turns().get(0);
            assertThat(first.role()).isEqualTo(Turn.Role.SYSTEM);
            assertThat(((PromptBlock.Text) first.blocks().get(0)).text()).isEqualTo("be nice");
        }

        @Test
        void a_piece_tells_where_it_stood() {
            PromptBlock block = part("{'text':'a','odd':{'b':1}}");
            assertThat(block.source().path()).isEqualTo("contents.0.parts.0");
            assertThat(block.source().unread()).containsExactly("odd");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{'contents':[5]}", "{'contents':[{'parts':[7]}]}"})
        void what_is_no_object_is_refused_by_name(String body) {
            assertThatThrownBy(() -> read(body))
                    .isInstanceOfSatisfying(
                            RouterException.class,
                            refusal -> assertThat(refusal.param().orElseThrow()).startsWith("contents.0"));
        }
    }

    @Nested
    @DisplayName("reads parts:")
    class Parts {
        @Test
        void thoughts_with_their_signature() {
            PromptBlock.Reasoning block =
                    (PromptBlock.Reasoning) part("{'text':'hm','thought':true,'thought_signature':'c2ln'}");
            assertThat(block.text()).isEqualTo("hm");
            assertThat(block.signature()).isEqualTo(Signature.of(Dialect.GEMINI_GENERATE, "c2ln"));
        }

        @Test
        @Tag("wire-4")
        void a_signature_on_an_empty_text() {
            PromptBlock.Text block = (PromptBlock.Text) part("{'text':'','thoughtSignature':'c2ln'}");
            assertThat(block.signature()).isNotNull();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "skip_thought_signature_validator",
                    "context_engineering_is_the_way_to_go",
                    "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I="
                })
        @Tag("clients-3")
        void a_documented_dummy_is_no_signature(String dummy) {
            PromptBlock.ToolCall call =
                    (PromptBlock.ToolCall) part("{'functionCall':{'name':'f'},'thoughtSignature':'" + dummy + "'}");
            assertThat(call.signature()).isNull();
            assertThat(call.arguments()).isEqualTo("{}");
        }

        @Test
        void media_in_the_base64_that_all_understand() {
            PromptBlock.Media media =
                    (PromptBlock.Media) part("{'inline_data':{'mime_type':'application/pdf','data':'-_-_YQ'}}");
            assertThat(media.kind()).isEqualTo(PromptBlock.MediaKind.DOCUMENT);
            assertThat(media.content()).isEqualTo(new MediaSource.Inline("application/pdf", "+/+/YQ=="));
        }

        @ParameterizedTest
        @CsvSource({
            "https://generativelanguage.googleapis.com/v1beta/files/abc,true,DOCUMENT",
            "gs://bucket/film.mp4,true,VIDEO",
            "https://youtu.be/lCdaVNyHtjU,false,VIDEO",
            "https://example.com/a.png?x=1,false,IMAGE"
        })
        void files_by_who_can_read_them(String uri, boolean uploaded, PromptBlock.MediaKind kind) {
            PromptBlock.Media media = (PromptBlock.Media) part("{'fileData':{'fileUri':'" + uri + "'}}");
            assertThat(media.content() instanceof MediaSource.Uploaded).isEqualTo(uploaded);
            assertThat(media.kind()).isEqualTo(kind);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'executableCode':{'code':'1'}}",
                    "{'codeExecutionResult':{'outcome':'OUTCOME_OK'}}",
                    "{'toolCall':{'id':'x'}}"
                })
        void the_trace_of_googles_own_tools_is_kept(String json) {
            assertThat(part(json)).isInstanceOf(PromptBlock.Foreign.class);
        }
    }

    @Nested
    @DisplayName("knows other vendors' reasoning again:")
    @Tag("field-22")
    class Sealed {
        private final Signature claude = new Signature(
                Dialect.CLAUDE_MESSAGES, "c", Signature.Place.OWN, false, "claude-signature", "let me see");

        @Test
        void it_stands_before_the_call_it_rode_on() {
            String sealed = Provenance.seal(List.of(claude));
            List<PromptBlock> blocks = blocks("{'role':'model','parts':[{'text':'I will look.'},"
                    + "{'functionCall':{'name':'f','args':{}},'thoughtSignature':'" + sealed + "'}]}");
            assertThat(blocks).hasSize(3);
            PromptBlock.Reasoning reasoning = (PromptBlock.Reasoning) blocks.get(0);
            assertThat(reasoning.text()).isEqualTo("let me see");
            assertThat(reasoning.signature().value()).isEqualTo("claude-signature");
            assertThat(reasoning.signature().text()).isNull();
            assertThat(((PromptBlock.ToolCall) blocks.get(2)).signature()).isNull();
            assertThat(blocks.get(2).source().json().toString()).doesNotContain("thoughtSignature");
        }

        @Test
        void it_takes_the_place_of_the_thoughts_that_were_shown() {
            String sealed = Provenance.seal(List.of(claude));
            List<PromptBlock> blocks = blocks("{'role':'model','parts':[{'text':'let me','thought':true},"
                    + "{'text':' see','thought':true},{'text':'Done.'},"
                    + "{'text':'','thoughtSignature':'" + sealed + "'}]}");
            assertThat(blocks).hasSize(2);
            assertThat(((PromptBlock.Reasoning) blocks.get(0)).text()).isEqualTo("let me see");
            assertThat(((PromptBlock.Text) blocks.get(1)).text()).isEqualTo("Done.");
        }

        @Test
        void a_seal_that_cannot_be_read_is_dropped() {
            String broken = Provenance.seal(List.of(claude)).substring(0, 20);
            PromptBlock.Text text = (PromptBlock.Text) part("{'text':'a','thoughtSignature':'" + broken + "'}");
            assertThat(text.signature()).isNull();
        }

        @Test
        void one_for_a_text_goes_to_the_text() {
            Signature other =
                    new Signature(Dialect.OPENAI_RESPONSES, "c", Signature.Place.OWN, false, "encrypted", null);
            PromptBlock.Text text =
                    (PromptBlock.Text) part("{'text':'a','thoughtSignature':'" + Provenance.seal(other) + "'}");
            assertThat(text.signature()).isEqualTo(other);
        }
    }

    @Nested
    @DisplayName("pairs results with calls:")
    @Tag("clients-3")
    class Results {
        private PromptBlock.ToolResult result(String response) {
            return (PromptBlock.ToolResult) part("{'functionResponse':{'name':'f','response':" + response + "}}");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'output':'sunny'}",
                    "{'result':'sunny'}",
                    "{'response':'sunny'}",
                    "{'content':'sunny'}",
                    "{'name':'f','content':'sunny'}"
                })
        void the_text_is_unwrapped(String response) {
            assertThat(((PromptBlock.Text) result(response).content().get(0)).text())
                    .isEqualTo("sunny");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{'temperature':20}", "{'output':{'a':1}}", "{'result':'a','more':1}", "{}"})
        void any_other_object_is_json(String response) {
            assertThat(((PromptBlock.Text) result(response).content().get(0)).text())
                    .isEqualTo(response.replace('\'', '"'));
        }

        @Test
        void an_error_is_one() {
            PromptBlock.ToolResult failed = result("{'error':'boom'}");
            assertThat(failed.error()).isTrue();
            assertThat(((PromptBlock.Text) failed.content().get(0)).text()).isEqualTo("boom");
        }

        @Test
        void the_kth_response_of_a_name_answers_the_kth_call_of_that_name() {
            List<PromptBlock> blocks = blocks("{'role':'model','parts':[{'functionCall':{'name':'f'}},"
                    + "{'functionCall':{'name':'g'}},{'functionCall':{'name':'f'}}]},"
                    + "{'role':'user','parts':[{'functionResponse':{'name':'f','response':{}}}]},"
                    + "{'role':'user','parts':[{'functionResponse':{'name':'f','response':{}}}]},"
                    + "{'role':'user','parts':[{'functionResponse':{'name':'g','response':{}}}]}");
            List<String> calls = blocks.subList(0, 3).stream()
                    .map(block -> ((PromptBlock.ToolCall) block).id())
                    .toList();
            List<String> answers = blocks.subList(3, 6).stream()
                    .map(block -> ((PromptBlock.ToolResult) block).callId())
                    .toList();
            assertThat(calls).doesNotHaveDuplicates();
            assertThat(answers).containsExactly(calls.get(0), calls.get(2), calls.get(1));
        }

        @Test
        void ids_go_before_names_and_order() {
            List<PromptBlock> blocks = blocks("{'role':'model','parts':[{'functionCall':{'id':'a','name':'f'}},"
                    + "{'functionCall':{'id':'b','name':'f'}}]},"
                    + "{'role':'user','parts':[{'functionResponse':{'id':'b','name':'f','response':{}}},"
                    + "{'functionResponse':{'id':'a','name':'f','response':{}}}]}");
            assertThat(((PromptBlock.ToolResult) blocks.get(2)).callId()).isEqualTo("b");
            assertThat(((PromptBlock.ToolResult) blocks.get(3)).callId()).isEqualTo("a");
        }

        @Test
        void an_id_that_comes_twice_is_made_different() {
            List<PromptBlock> blocks = blocks("{'role':'model','parts':[{'functionCall':{'id':'f','name':'f'}}]},"
                    + "{'parts':[{'functionResponse':{'id':'f','name':'f','response':{}}}]},"
                    + "{'role':'model','parts':[{'functionCall':{'id':'f','name':'f'}}]},"
                    + "{'parts':[{'functionResponse':{'id':'f','name':'f','response':{}}}]}");
            String second = ((PromptBlock.ToolCall) blocks.get(2)).id();
            assertThat(second).isNotEqualTo("f");
            assertThat(((PromptBlock.ToolResult) blocks.get(3)).callId()).isEqualTo(second);
        }

        @Test
        void media_of_a_result_stand_in_it() {
            PromptBlock.ToolResult result =
                    (PromptBlock.ToolResult) part("{'functionResponse':{'name':'f','response':{'output':'see'},'parts':"
                            + "[{'inlineData':{'mimeType':'image/png','data':'AAAA'}}]}}");
            assertThat(result.content()).hasSize(2);
            assertThat(result.content().get(1)).isInstanceOf(PromptBlock.Media.class);
        }
    }

    @Nested
    @DisplayName("reads tools:")
    @Tag("field-21")
    class Tools {
        @Test
        void functions_with_upper_case_types_have_json_schema() {
            Tool.Function function =
                    (Tool.Function) with("'tools':[{'functionDeclarations':[{'name':'f','description':'d',"
                                    + "'parameters':{'type':'OBJECT','properties':{'type':{'type':'STRING','nullable':true}}}}]}]")
                            .tools()
                            .get(0);
            assertThat(function.source().path()).isEqualTo("tools.0.functionDeclarations.0");
            assertThat(function.parameters())
                    .isEqualTo(RawJson.parse(
                            "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":[\"string\",\"null\"]}}}"));
        }

        @Test
        void json_schema_stays_as_it_is() {
            String schema = "{\"$schema\":\"x\",\"type\":\"object\",\"additionalProperties\":false}";
            Tool.Function function = (Tool.Function)
                    with("'tools':{'function_declarations':" + "{'name':'f','parameters_json_schema':" + schema + "}}")
                            .tools()
                            .get(0);
            assertThat(function.parameters()).isEqualTo(RawJson.parse(schema));
        }

        @ParameterizedTest
        @CsvSource({
            "googleSearch,WEB_SEARCH",
            "google_search,WEB_SEARCH",
            "googleSearchRetrieval,WEB_SEARCH",
            "urlContext,WEB_FETCH",
            "codeExecution,CODE_EXECUTION",
            "fileSearch,FILE_SEARCH",
            "computerUse,COMPUTER",
            "googleMaps,OTHER"
        })
        void googles_own_have_their_kind(String name, Tool.ServerKind kind) {
            Tool.Server tool =
                    (Tool.Server) with("'tools':[{'" + name + "':{}}]").tools().get(0);
            assertThat(tool.kind()).isEqualTo(kind);
        }

        @ParameterizedTest
        @CsvSource({"AUTO,AUTO", "ANY,REQUIRED", "NONE,NONE", "none,NONE", "VALIDATED,AUTO"})
        @Tag("field-18")
        void the_mode_is_the_choice(String mode, ToolChoice.Mode expected) {
            ChatRequest request = with("'toolConfig':{'functionCallingConfig':{'mode':'" + mode + "'}}");
            assertThat(request.get(Param.TOOL_CHOICE).mode()).isEqualTo(expected);
            assertThat(request.extras().isEmpty()).isEqualTo(!mode.equals("VALIDATED"));
        }

        @Test
        void allowed_names_go_with_it() {
            ChatRequest request =
                    with("'tool_config':{'function_calling_config':{'mode':'ANY','allowed_function_names':['f']}}");
            assertThat(request.get(Param.TOOL_CHOICE)).isEqualTo(ToolChoice.named("f"));
        }
    }

    @Nested
    @DisplayName("reads settings:")
    class Settings {
        private ChatRequest config(String members) {
            return with("'generationConfig':{" + members + "}");
        }

        @Test
        @Tag("field-26")
        void zero_and_false_are_values() {
            ChatRequest request = config("'temperature':0,'topK':0,'seed':0,'responseLogprobs':false");
            assertThat(request.get(Param.TEMPERATURE)).isZero();
            assertThat(request.get(Param.TOP_K)).isZero();
            assertThat(request.get(Param.SEED)).isZero();
            assertThat(request.get(Param.LOGPROBS)).isFalse();
            assertThat(request.path(Param.TOP_K)).isEqualTo("generationConfig.topK");
        }

        @Test
        void a_whole_number_may_have_a_point() {
            assertThat(config("'topK':40.0").get(Param.TOP_K)).isEqualTo(40);
            assertThat(config("'topK':40.5").extras()).containsKey("generationConfig.topK");
            assertThat(config("'topK':1e400").extras()).containsKey("generationConfig.topK");
        }

        @Test
        @Tag("clients-3")
        void what_langchain4j_sends_by_default_is_no_loss() {
            ChatRequest request = config("'responseMimeType':'text/plain','candidateCount':1,'responseLogprobs':false,"
                    + "'enableEnhancedCivicAnswers':false,'stopSequences':[]");
            assertThat(request.extras().keySet()).allMatch(path -> request.severity(path) == null);
            assertThat(request.has(Param.OUTPUT_FORMAT)).isFalse();
            assertThat(request.has(Param.STOP)).isFalse();
        }

        @ParameterizedTest
        @CsvSource({
            "'thinkingBudget':0,OFF,,",
            "'thinkingBudget':-1,ADAPTIVE,,",
            "'thinkingBudget':512,ON,,512",
            "'thinkingLevel':'HIGH',DEFAULT,high,",
            "'includeThoughts':true,DEFAULT,,"
        })
        void thinking_has_a_mode(String member, Thinking.Mode mode, String effort, Long budget) {
            Thinking thinking =
                    config("'thinkingConfig':{" + quoted(member) + "}").get(Param.THINKING);
            assertThat(thinking.mode()).isEqualTo(mode);
            assertThat(thinking.effort()).isEqualTo(effort);
            assertThat(thinking.budget()).isEqualTo(budget);
        }

        private String quoted(String member) {
            return member.startsWith("'") ? member : "'" + member.replaceFirst(":", "':");
        }

        @Test
        void a_schema_is_json_schema() {
            OutputFormat format = config("'responseMimeType':'application/json','responseSchema':"
                            + "{'type':'OBJECT','properties':{'b':{'type':'INTEGER'},'a':{'type':'STRING'}},"
                            + "'propertyOrdering':['a','b']}")
                    .get(Param.OUTPUT_FORMAT);
            assertThat(format.kind()).isEqualTo(OutputFormat.Kind.SCHEMA);
            assertThat(format.schema().toString().isEmpty()).isFalse();
            assertThat(new String(format.schema().toBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(
                            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"integer\"}}}");
        }

        @Test
        void json_without_a_schema_is_json() {
            assertThat(config("'response_mime_type':'application/json'")
                            .get(Param.OUTPUT_FORMAT)
                            .kind())
                    .isEqualTo(OutputFormat.Kind.JSON);
        }

        @Test
        void what_has_no_word_is_kept_by_its_path() {
            ChatRequest request = with("'safetySettings':[{'category':'x'}],'labels':{'a':'b'},'tools':[],"
                    + "'generationConfig':{'speechConfig':{'voiceConfig':{}},'mediaResolution':'LOW'}");
            assertThat(request.extras().keySet())
                    .containsExactly(
                            "safetySettings",
                            "labels",
                            "generationConfig.speechConfig",
                            "generationConfig.mediaResolution");
        }

        @Test
        void a_cached_content_is_part_of_the_prompt() {
            ChatRequest request = with("'cachedContent':'cachedContents/a'");
            assertThat(request.severity("cachedContent")).isEqualTo(Loss.Severity.SEMANTIC);
        }
    }
}
