package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
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
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The writer of Gemini requests")
class GeminiRequestWriterTest {
    private static final Dialect CHAT = Dialect.OPENAI_CHAT;
    private static final String DUMMY = "skip_thought_signature_validator";

    private final ChatRequest.Builder request = ChatRequest.builder(CHAT, "gemini-x");
    private int pieces;

    private Source source() {
        return Source.of(CHAT, "messages." + pieces++);
    }

    private PromptBlock text(String text) {
        return new PromptBlock.Text(text, source());
    }

    private PromptBlock call(String id, String name, @Nullable Signature signature) {
        return new PromptBlock.ToolCall(id, null, name, false, "{\"a\":1}", signature, null, source());
    }

    private PromptBlock result(String id, String name, String text) {
        return new PromptBlock.ToolResult(id, name, false, List.of(text(text)), false, null, source());
    }

    private void turn(Turn.Role role, PromptBlock... blocks) {
        request.turn(new Turn(role, List.of(blocks), source()));
    }

    private void function(String name, String schema) {
        request.tool(new Tool.Function(null, name, "does it", RawJson.parse(schema), null, null, source()));
    }

    private WrittenRequest written() {
        return written("gemini");
    }

    private WrittenRequest written(String channelType) {
        return new GeminiCodec().writeRequest(request.build(), new WriteTarget("gemini-x", false, channelType));
    }

    private JsonNode body() {
        return GeminiRecordings.json(written().body().toBytes());
    }

    private JsonNode config() {
        turn(Turn.Role.USER, text("hi"));
        return body().path("generationConfig");
    }

    private static JsonNode json(String text) {
        return GeminiRecordings.json(text.replace('\'', '"'));
    }

    private List<String> losses(Loss.Severity severity) {
        return written().losses().stream()
                .filter(loss -> loss.severity() == severity)
                .map(Loss::field)
                .toList();
    }

    @Nested
    @DisplayName("says turns:")
    class Turns {
        @Test
        void system_turns_wherever_they_stand_are_the_system_prompt() {
            turn(Turn.Role.SYSTEM, text("one"));
            turn(Turn.Role.USER, text("hi"));
            turn(Turn.Role.SYSTEM, text("two"));
            assertThat(body().path("systemInstruction")).isEqualTo(json("{'parts':[{'text':'one'},{'text':'two'}]}"));
            assertThat(losses(Loss.Severity.APPROXIMATED)).hasSize(1);
        }

        @Test
        void adjacent_ones_of_a_role_are_one_content() {
            turn(Turn.Role.USER, text("a"));
            turn(Turn.Role.USER, text("b"));
            turn(Turn.Role.ASSISTANT, text("c"));
            turn(Turn.Role.ASSISTANT, text("d"));
            assertThat(body().path("contents"))
                    .isEqualTo(json("[{'role':'user','parts':[{'text':'a'},{'text':'b'}]},"
                            + "{'role':'model','parts':[{'text':'c'},{'text':'d'}]}]"));
        }

        @Test
        void the_user_begins() {
            turn(Turn.Role.ASSISTANT, text("hello"));
            assertThat(body().path("contents").path(0).path("role").asString(""))
                    .isEqualTo("user");
        }

        @Test
        void a_system_prompt_alone_is_said_by_the_user() {
            turn(Turn.Role.SYSTEM, text("write a poem"));
            assertThat(body()).isEqualTo(json("{'contents':[{'role':'user','parts':[{'text':'write a poem'}]}]}"));
        }

        @Test
        void an_empty_text_is_left_out_and_with_it_its_content() {
            turn(Turn.Role.USER, text("a"));
            turn(Turn.Role.ASSISTANT, text(""));
            turn(Turn.Role.USER, text("b"));
            assertThat(body().path("contents"))
                    .isEqualTo(json("[{'role':'user','parts':[{'text':'a'},{'text':'b'}]}]"));
        }
    }

    @Nested
    @DisplayName("says calls and results:")
    class Calls {
        @Test
        @Tag("field-17")
        void the_results_of_parallel_calls_stand_in_one_content_before_all_else() {
            turn(Turn.Role.USER, text("hi"));
            turn(Turn.Role.ASSISTANT, call("c1", "f", null), call("c2", "g", null));
            turn(Turn.Role.USER, result("c1", "f", "one"), text("and"));
            turn(Turn.Role.USER, result("c2", "", "{\"two\":2}"));
            assertThat(body().path("contents").path(2))
                    .isEqualTo(json("{'role':'user','parts':["
                            + "{'functionResponse':{'id':'c1','name':'f','response':{'output':'one'}}},"
                            + "{'functionResponse':{'id':'c2','name':'g','response':{'two':2}}},{'text':'and'}]}"));
        }

        @Test
        @Tag("clients-4")
        void arguments_are_an_object_never_encoded_twice() {
            turn(Turn.Role.USER, text("hi"));
            turn(
                    Turn.Role.ASSISTANT,
                    new PromptBlock.ToolCall("c", "f", "\"{\\\"a\\\":1}\"", source()),
                    new PromptBlock.ToolCall("d", "f", "no json", source()),
                    new PromptBlock.ToolCall("e", "f", "", source()));
            JsonNode parts = body().path("contents").path(1).path("parts");
            assertThat(parts.path(0).path("functionCall").path("args")).isEqualTo(json("{'a':1}"));
            assertThat(parts.path(1).path("functionCall").path("args")).isEqualTo(json("{'input':'no json'}"));
            assertThat(parts.path(2).path("functionCall").path("args")).isEqualTo(json("{}"));
        }

        @Test
        void an_error_is_told() {
            turn(Turn.Role.USER, text("hi"));
            turn(Turn.Role.ASSISTANT, call("c", "f", null));
            turn(
                    Turn.Role.USER,
                    new PromptBlock.ToolResult("c", "f", false, List.of(text("boom")), true, null, source()));
            assertThat(body().path("contents").path(2).path("parts").path(0).path("functionResponse"))
                    .isEqualTo(json("{'id':'c','name':'f','response':{'error':'boom'}}"));
        }

        @Test
        @Tag("field-22")
        void the_first_call_of_a_turn_that_another_model_made_is_excused() {
            turn(Turn.Role.USER, text("hi"));
            turn(Turn.Role.ASSISTANT, call("c1", "f", null), call("c2", "g", null));
            JsonNode parts = body().path("contents").path(1).path("parts");
            assertThat(parts.path(0).path("thoughtSignature").asString("")).isEqualTo(DUMMY);
            assertThat(parts.path(1).has("thoughtSignature")).isFalse();
        }

        @Test
        @Tag("field-22")
        void geminis_own_signature_stands_on_its_call_and_nothing_is_made_up() {
            turn(Turn.Role.USER, text("hi"));
            turn(
                    Turn.Role.ASSISTANT,
                    call("c1", "f", Signature.of(Dialect.GEMINI_GENERATE, "sig")),
                    call("c2", "g", null));
            JsonNode parts = body().path("contents").path(1).path("parts");
            assertThat(parts.path(0).path("thoughtSignature").asString("")).isEqualTo("sig");
            assertThat(parts.path(1).has("thoughtSignature")).isFalse();
        }

        @Test
        @Tag("field-22")
        void another_vendors_signature_and_its_reasoning_are_left_out() {
            Signature claude = Signature.of(Dialect.CLAUDE_MESSAGES, "secret");
            turn(Turn.Role.USER, text("hi"));
            turn(
                    Turn.Role.ASSISTANT,
                    new PromptBlock.Reasoning("private", claude, source()),
                    text("hello"),
                    call("c", "f", claude));
            assertThat(body().toString()).doesNotContain("secret").doesNotContain("private");
            assertThat(losses(Loss.Severity.HINT)).hasSize(2);
        }
    }

    @Nested
    @DisplayName("says media:")
    class MediaParts {
        private WrittenRequest of(PromptBlock.MediaKind kind, MediaSource content) {
            turn(Turn.Role.USER, new PromptBlock.Media(kind, content, source()));
            return written();
        }

        private JsonNode first(WrittenRequest written) {
            return GeminiRecordings.json(written.body().toBytes())
                    .path("contents")
                    .path(0)
                    .path("parts")
                    .path(0);
        }

        @Test
        void inline() {
            WrittenRequest written = of(PromptBlock.MediaKind.IMAGE, new MediaSource.Inline("image/png", "AAAA"));
            assertThat(first(written)).isEqualTo(json("{'inlineData':{'mimeType':'image/png','data':'AAAA'}}"));
        }

        @Test
        void by_address_with_a_type() {
            WrittenRequest written = of(
                    PromptBlock.MediaKind.IMAGE, new MediaSource.Address(null, "https://example.com/a.webp?b=c.png"));
            assertThat(first(written))
                    .isEqualTo(json(
                            "{'fileData':{'mimeType':'image/webp','fileUri':'https://example.com/a.webp?b=c.png'}}"));
            assertThat(written.losses()).isEmpty();
        }

        @Test
        void but_no_file_of_another_vendor() {
            assertThat(of(PromptBlock.MediaKind.DOCUMENT, new MediaSource.Uploaded(CHAT, null, "file-abc"))
                            .isUsable())
                    .isFalse();
        }

        @Test
        void of_a_result_beside_it() {
            turn(Turn.Role.USER, text("hi"));
            turn(Turn.Role.ASSISTANT, call("c", "f", null));
            turn(
                    Turn.Role.USER,
                    new PromptBlock.ToolResult(
                            "c",
                            "f",
                            false,
                            List.of(
                                    text("see"),
                                    new PromptBlock.Media(
                                            PromptBlock.MediaKind.IMAGE,
                                            new MediaSource.Inline("image/png", "AAAA"),
                                            source())),
                            false,
                            null,
                            source()));
            assertThat(body().path("contents").path(2).path("parts"))
                    .isEqualTo(json("[{'functionResponse':{'id':'c','name':'f','response':{'output':'see'}}},"
                            + "{'inlineData':{'mimeType':'image/png','data':'AAAA'}}]"));
        }
    }

    @Nested
    @DisplayName("says tools:")
    class Tools {
        @Test
        @Tag("field-20")
        void their_schema_as_it_is_for_google() {
            String schema = "{'$schema':'x','type':'object','properties':{'type':{'$ref':'#/$defs/T'}},"
                    + "'$defs':{'T':{'const':1}},'additionalProperties':false}";
            turn(Turn.Role.USER, text("hi"));
            function("f", schema.replace('\'', '"'));
            assertThat(body().path("tools").path(0).path("functionDeclarations").path(0))
                    .isEqualTo(json("{'name':'f','description':'does it','parametersJsonSchema':" + schema + "}"));
        }

        @Test
        @Tag("field-20")
        void their_schema_rewritten_for_imitators() {
            turn(Turn.Role.USER, text("hi"));
            function("f", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}");
            JsonNode function = GeminiRecordings.json(written("imitator").body().toBytes())
                    .path("tools")
                    .path(0)
                    .path("functionDeclarations")
                    .path(0);
            assertThat(function.path("parameters"))
                    .isEqualTo(json("{'type':'OBJECT','properties':{'a':{'type':'STRING'}}}"));
        }

        @ParameterizedTest
        @CsvSource({"AUTO,AUTO", "NONE,NONE", "REQUIRED,ANY"})
        @Tag("field-18")
        void the_choice_is_a_mode(ToolChoice.Mode mode, String expected) {
            turn(Turn.Role.USER, text("hi"));
            function("f", "{}");
            request.set(Param.TOOL_CHOICE, new ToolChoice(mode, List.of()), "tool_choice");
            assertThat(body().path("toolConfig").path("functionCallingConfig"))
                    .isEqualTo(json("{'mode':'" + expected + "'}"));
        }

        @Test
        @Tag("field-18")
        void a_named_one_is_the_only_one_allowed() {
            turn(Turn.Role.USER, text("hi"));
            function("f", "{}");
            function("g", "{}");
            request.set(Param.TOOL_CHOICE, ToolChoice.named("g"), "tool_choice");
            assertThat(body().path("toolConfig").path("functionCallingConfig"))
                    .isEqualTo(json("{'mode':'ANY','allowedFunctionNames':['g']}"));
        }

        @Test
        @Tag("field-18")
        void no_choice_is_said_where_no_function_is() {
            turn(Turn.Role.USER, text("hi"));
            request.set(Param.TOOL_CHOICE, ToolChoice.AUTO, "tool_choice");
            assertThat(body().has("toolConfig")).isFalse();
            assertThat(written().losses()).isEmpty();
        }

        @Test
        @Tag("field-27")
        void a_search_beside_functions_is_left_out_by_name() {
            turn(Turn.Role.USER, text("hi"));
            function("f", "{}");
            request.tool(new Tool.Server(
                    Tool.ServerKind.WEB_SEARCH,
                    "web_search",
                    CHAT,
                    RawJson.parse("{\"type\":\"web_search\"}"),
                    Source.of(CHAT, "tools.1")));
            assertThat(body().path("tools")).hasSize(1);
            assertThat(written().losses())
                    .singleElement()
                    .satisfies(loss ->
                            assertThat(loss.reason()).contains("web_search").contains("googleSearch"));
        }

        @Test
        void a_search_alone_is_googles() {
            turn(Turn.Role.USER, text("hi"));
            request.tool(new Tool.Server(
                    Tool.ServerKind.WEB_SEARCH, "web_search", CHAT, RawJson.parse("{}"), Source.of(CHAT, "tools.0")));
            assertThat(body().path("tools")).isEqualTo(json("[{'googleSearch':{}}]"));
        }

        @Test
        void a_forced_tool_that_was_left_out_changes_the_request() {
            turn(Turn.Role.USER, text("hi"));
            request.tool(new Tool.Server(
                    Tool.ServerKind.COMPUTER, "computer", CHAT, RawJson.parse("{}"), Source.of(CHAT, "tools.0")));
            request.set(Param.TOOL_CHOICE, ToolChoice.named("computer"), "tool_choice");
            assertThat(written().isUsable()).isFalse();
        }

        @Test
        void a_namespace_is_part_of_the_name() {
            turn(Turn.Role.USER, text("hi"));
            request.tool(new Tool.Function("ns", "f", null, null, null, null, source()));
            request.tool(new Tool.Custom(null, "shell", null, null, source()));
            JsonNode functions = body().path("tools").path(0).path("functionDeclarations");
            assertThat(functions.path(0)).isEqualTo(json("{'name':'ns__f'}"));
            assertThat(functions.path(1).path("parametersJsonSchema").path("required"))
                    .isEqualTo(json("['input']"));
        }
    }

    @Nested
    @DisplayName("says settings:")
    class Settings {
        @Test
        @Tag("field-26")
        void zeros_too() {
            request.set(Param.TEMPERATURE, BigDecimal.ZERO, "temperature")
                    .set(Param.SEED, 0L, "seed")
                    .set(Param.MAX_OUTPUT_TOKENS, 5L, "max_tokens");
            assertThat(config()).isEqualTo(json("{'temperature':0,'maxOutputTokens':5,'seed':0}"));
        }

        @Test
        void a_seed_beyond_32_bits_is_a_hint_and_six_stops_are_more() {
            request.set(Param.SEED, 1L << 40, "seed");
            request.set(Param.STOP, List.of("a", "b", "c", "d", "e", "f"), "stop");
            config();
            assertThat(losses(Loss.Severity.HINT)).containsExactly("seed");
            assertThat(losses(Loss.Severity.SEMANTIC)).containsExactly("stop");
        }

        @Test
        void defaults_are_not_said() {
            request.set(Param.CHOICES, 1L, "n").set(Param.LOGPROBS, false, "logprobs");
            request.set(Param.MODALITIES, List.of("text"), "modalities");
            assertThat(config().isMissingNode()).isTrue();
            assertThat(written().losses()).isEmpty();
        }

        @Test
        void a_schema_goes_into_the_member_that_takes_json_schema() {
            request.set(
                    Param.OUTPUT_FORMAT,
                    new OutputFormat(OutputFormat.Kind.SCHEMA, "x", null, RawJson.parse("{\"type\":\"object\"}"), true),
                    "response_format");
            assertThat(config())
                    .isEqualTo(json("{'responseMimeType':'application/json','responseJsonSchema':{'type':'object'}}"));
        }

        @ParameterizedTest
        @CsvSource({
            "OFF,,,0",
            "ON,,2000,2000",
            "ON,,60000,24576",
            "ON,,,-1",
            "ADAPTIVE,,,-1",
            "DEFAULT,low,,1024",
            "DEFAULT,high,,24576",
            "DEFAULT,xhigh,,24576",
            "ADAPTIVE,medium,,8192"
        })
        void thinking_is_a_budget(Thinking.Mode mode, @Nullable String effort, @Nullable Long budget, long expected) {
            request.set(Param.THINKING, new Thinking(mode, effort, budget, null), "thinking");
            assertThat(config().path("thinkingConfig")).isEqualTo(json("{'thinkingBudget':" + expected + "}"));
        }

        @Test
        void thinking_that_shall_be_seen_is_shown() {
            request.set(Param.THINKING, new Thinking(Thinking.Mode.DEFAULT, null, null, true), "reasoning");
            assertThat(config().path("thinkingConfig")).isEqualTo(json("{'includeThoughts':true}"));
        }

        @Test
        void what_has_no_counterpart_is_reported_under_the_callers_name() {
            request.set(Param.USER, "u", "user").set(Param.SERVICE_TIER, "flex", "service_tier");
            config();
            assertThat(losses(Loss.Severity.HINT)).containsExactly("user", "service_tier");
        }
    }
}
