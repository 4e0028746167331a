package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
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
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@DisplayName("The writer of chat requests")
class OpenAiChatRequestWriterTest {
    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    private static Source at(String path) {
        return Source.of(Dialect.CLAUDE_MESSAGES, path);
    }

    private static PromptBlock text(String text) {
        return new PromptBlock.Text(text, at("t"));
    }

    private static PromptBlock call(String id) {
        return new PromptBlock.ToolCall(id, "f", "[1]", at("call." + id));
    }

    private static PromptBlock result(String id, PromptBlock... content) {
        return new PromptBlock.ToolResult(id, "f", false, List.of(content), false, null, at("result." + id));
    }

    private static Turn turn(Turn.Role role, PromptBlock... blocks) {
        return new Turn(role, List.of(blocks), at("turn"));
    }

    private static ChatRequest.Builder request(Turn... turns) {
        ChatRequest.Builder builder = ChatRequest.builder(Dialect.CLAUDE_MESSAGES, "m");
        List.of(turns).forEach(builder::turn);
        return builder;
    }

    private static Tool.Function function(String namespace, String name) {
        return new Tool.Function(namespace, name, null, null, null, null, at("tools." + name));
    }

    private WrittenRequest write(ChatRequest.Builder request, String type) {
        return codec.writeRequest(request.build(), new WriteTarget("up", false, type));
    }

    private JsonNode body(ChatRequest.Builder request, String type) {
        return JsonTree.read(write(request, type).body().toBytes());
    }

    private JsonNode messages(Turn... turns) {
        return body(request(turns), "openai").path("messages");
    }

    private static JsonNode json(String json) {
        return JsonTree.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Nested
    @DisplayName("writes messages")
    class Messages {

        @Test
        void inTheirOrderWithTheirRoles() {
            assertThat(messages(
                            turn(Turn.Role.SYSTEM, text("s")),
                            turn(Turn.Role.USER, text("u")),
                            turn(Turn.Role.DEVELOPER, text("d")),
                            turn(Turn.Role.ASSISTANT, text("a"))))
                    .isEqualTo(
                            json(
                                    "[{'role':'system','content':'s'},{'role':'user','content':'u'},{'role':'developer','content':'d'},{'role':'assistant','content':'a'}]"));
        }

        @Test
        void forImitatorsWithSystemForDeveloperAndSeveralTextsAsOne() {
            WrittenRequest written = write(request(turn(Turn.Role.DEVELOPER, text("a"), text("b"))), "deepseek");
            assertThat(JsonTree.read(written.body().toBytes()).path("messages"))
                    .isEqualTo(json("[{'role':'system','content':'a\\nb'}]"));
            assertThat(written.losses())
                    .containsExactly(new Loss("turn", Severity.APPROXIMATED, "becomes a system message"));
        }

        @Test
        void withSeveralTextsAsParts() {
            assertThat(messages(turn(Turn.Role.SYSTEM, text("a"), text("b"))))
                    .isEqualTo(json(
                            "[{'role':'system','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]"));
        }

        @Test
        @Tag("field-17")
        void withOneMessageForEachResultRightBehindTheCalls() {
            assertThat(messages(
                            turn(Turn.Role.ASSISTANT, text("t"), call("a"), call("b")),
                            turn(Turn.Role.USER, text("before"), result("b", text("2"))),
                            turn(Turn.Role.SYSTEM, text("s")),
                            turn(Turn.Role.USER, result("a", text("1")), text("after"))))
                    .isEqualTo(
                            json(
                                    "[{'role':'assistant','content':'t','tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'[1]'}},{'id':'b','type':'function','function':{'name':'f','arguments':'[1]'}}]},"
                                            + "{'role':'tool','tool_call_id':'b','content':'2'},{'role':'tool','tool_call_id':'a','content':'1'},"
                                            + "{'role':'user','content':'before'},{'role':'system','content':'s'},{'role':'user','content':'after'}]"));
        }

        @Test
        void withCallsOfAdjacentTurnsInOneMessageAndNoContentBesideThem() {
            JsonNode messages = messages(
                    turn(Turn.Role.ASSISTANT, call("a")),
                    turn(Turn.Role.ASSISTANT, call("b")),
                    turn(Turn.Role.USER, result("a"), result("b")));
            assertThat(messages).hasSize(3);
            assertThat(messages.get(0).path("content").isNull()).isTrue();
            assertThat(messages.get(0).path("tool_calls")).hasSize(2);
            assertThat(messages.get(1).path("content").stringValue()).isEmpty();
        }

        @Test
        void andNamesACallWithoutResultAndAResultWithoutCall() {
            WrittenRequest written = write(
                    request(turn(Turn.Role.ASSISTANT, call("a")), turn(Turn.Role.USER, result("z", text("1")))),
                    "openai");
            assertThat(written.losses())
                    .extracting(Loss::field, Loss::severity)
                    .containsExactly(tuple("result.z", Severity.HINT), tuple("call.a", Severity.HINT));
        }

        @Test
        void withIdsThatOpenAiTakes() {
            String longId = "toolu_".repeat(10);
            JsonNode messages =
                    messages(turn(Turn.Role.ASSISTANT, call(longId)), turn(Turn.Role.USER, result(longId, text("1"))));
            String id = messages.get(0).path("tool_calls").get(0).path("id").stringValue();
            assertThat(id).hasSizeLessThanOrEqualTo(40);
            assertThat(messages.get(1).path("tool_call_id").stringValue()).isEqualTo(id);
        }

        @Test
        @Tag("field-24")
        void withPicturesOfAResultBehindIt() {
            PromptBlock picture =
                    new PromptBlock.Media(MediaKind.IMAGE, new MediaSource.Inline("image/png", "AAAA"), at("p"));
            assertThat(messages(
                                    turn(Turn.Role.ASSISTANT, call("a")),
                                    turn(Turn.Role.USER, result("a", text("1"), picture)))
                            .get(2))
                    .isEqualTo(
                            json(
                                    "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}}]}"));
        }

        @Test
        void withoutAnotherVendorsReasoning() {
            Signature claude = Signature.of(Dialect.CLAUDE_MESSAGES, "s");
            WrittenRequest written = write(
                    request(turn(
                            Turn.Role.ASSISTANT,
                            new PromptBlock.Reasoning("secret", claude, at("r")),
                            text("a"),
                            new PromptBlock.Reasoning("unsigned", null, at("q")))),
                    "openai");
            assertThat(new String(written.body().toBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("secret", "unsigned");
            assertThat(written.losses())
                    .extracting(Loss::field, Loss::severity)
                    .containsExactly(tuple("r", Severity.HINT), tuple("q", Severity.HINT));
        }

        @Test
        @Tag("field-22")
        void withItsOwnReasoningWhereItCameFrom() {
            Signature own = Signature.of(
                    Dialect.OPENAI_CHAT,
                    "[{\"type\":\"reasoning.summary\",\"index\":0},{\"type\":\"reasoning.encrypted\",\"data\":\"x\"}]");
            assertThat(messages(turn(Turn.Role.ASSISTANT, new PromptBlock.Reasoning("h", own, at("r")), text("a")))
                            .get(0)
                            .path("reasoning_details"))
                    .isEqualTo(
                            json(
                                    "[{'type':'reasoning.summary','index':0,'summary':'h'},{'type':'reasoning.encrypted','data':'x'}]"));
        }

        @Test
        @Tag("field-23")
        void andNamesCacheMarksOnce() {
            PromptBlock marked = new PromptBlock.Text("a", List.of(), null, new CacheMark(null), at("x"));
            assertThat(write(request(turn(Turn.Role.SYSTEM, marked), turn(Turn.Role.USER, marked)), "openai")
                            .losses())
                    .hasSize(1);
        }
    }

    @Nested
    @DisplayName("writes media")
    @Tag("field-24")
    class Media {

        private List<Severity> losses(String type, MediaKind kind, MediaSource source) {
            return write(request(turn(Turn.Role.USER, text("a"), new PromptBlock.Media(kind, source, at("p")))), type)
                    .losses()
                    .stream()
                    .map(Loss::severity)
                    .toList();
        }

        @Test
        void andSaysWhereItCannot() {
            assertThat(losses("openai", MediaKind.VIDEO, new MediaSource.Inline("video/mp4", "AAAA")))
                    .containsExactly(Severity.SEMANTIC);
            assertThat(losses("openai", MediaKind.AUDIO, new MediaSource.Inline("audio/flac", "AAAA")))
                    .containsExactly(Severity.SEMANTIC);
            assertThat(losses("openai", MediaKind.DOCUMENT, new MediaSource.Address(null, "https://example.com")))
                    .containsExactly(Severity.SEMANTIC);
            assertThat(losses(
                            "openai", MediaKind.DOCUMENT, new MediaSource.Uploaded(Dialect.CLAUDE_MESSAGES, null, "f")))
                    .containsExactly(Severity.SEMANTIC);
            assertThat(losses("openai", MediaKind.DOCUMENT, new MediaSource.Written("words")))
                    .containsExactly(Severity.APPROXIMATED);
            assertThat(losses("openai", MediaKind.AUDIO, new MediaSource.Inline("audio/mpeg", "AAAA")))
                    .isEmpty();
            assertThat(losses("openai", MediaKind.DOCUMENT, new MediaSource.Inline("application/pdf", "AAAA")))
                    .isEmpty();
            assertThat(losses(
                            "openai",
                            MediaKind.DOCUMENT,
                            new MediaSource.Uploaded(Dialect.OPENAI_RESPONSES, null, "file-1")))
                    .isEmpty();
            assertThat(losses("openrouter", MediaKind.VIDEO, new MediaSource.Inline("video/mp4", "AAAA")))
                    .isEmpty();
        }
    }

    @Nested
    @DisplayName("writes tools")
    @Tag("field-18")
    class Tools {

        private ChatRequest.Builder offering(ToolChoice choice, Tool... tools) {
            ChatRequest.Builder builder = request(turn(Turn.Role.USER, text("a")));
            List.of(tools).forEach(builder::tool);
            return builder.set(Param.TOOL_CHOICE, choice, "tool_choice");
        }

        @Test
        void withEveryChoice() {
            Tool f = function(null, "f");
            Tool g = function(null, "g");
            assertThat(body(offering(ToolChoice.AUTO, f), "openai")
                            .path("tool_choice")
                            .stringValue())
                    .isEqualTo("auto");
            assertThat(body(offering(ToolChoice.NONE, f), "openai")
                            .path("tool_choice")
                            .stringValue())
                    .isEqualTo("none");
            assertThat(body(offering(ToolChoice.REQUIRED, f), "openai")
                            .path("tool_choice")
                            .stringValue())
                    .isEqualTo("required");
            assertThat(body(offering(ToolChoice.named("f"), f, g), "openai").path("tool_choice"))
                    .isEqualTo(json("{'type':'function','function':{'name':'f'}}"));
            ToolChoice several = new ToolChoice(ToolChoice.Mode.AUTO, List.of("f"));
            assertThat(body(offering(several, f, g), "openai").path("tool_choice"))
                    .isEqualTo(
                            json(
                                    "{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'f'}}]}}"));
            JsonNode imitator = body(offering(several, f, g), "groq");
            assertThat(imitator.path("tool_choice").stringValue()).isEqualTo("auto");
            assertThat(imitator.path("tools")).hasSize(1);
        }

        @Test
        void butNoChoiceAndNoParallelCallsWithoutTools() {
            JsonNode body = body(
                    offering(ToolChoice.AUTO).set(Param.PARALLEL_TOOL_CALLS, true, "parallel_tool_calls"), "openai");
            assertThat(body.has("tool_choice") || body.has("parallel_tool_calls") || body.has("tools"))
                    .isFalse();
        }

        @Test
        void andARequiredToolThatIsDroppedIsAnotherRequest() {
            Tool server = new Tool.Server(
                    Tool.ServerKind.WEB_SEARCH,
                    "web_search",
                    Dialect.CLAUDE_MESSAGES,
                    RawJson.parse("{}"),
                    at("tools.0"));
            WrittenRequest written = write(offering(ToolChoice.named("web_search"), server), "openai");
            assertThat(written.isUsable()).isFalse();
            assertThat(write(offering(ToolChoice.AUTO, server), "openai").isUsable())
                    .isTrue();
        }

        @Test
        void withNamespacesInTheirNames() {
            JsonNode body = body(offering(ToolChoice.named("f"), function("ns", "f")), "openai");
            assertThat(body.path("tools").get(0).path("function").path("name").stringValue())
                    .isEqualTo("ns__f");
            assertThat(body.path("tool_choice").path("function").path("name").stringValue())
                    .isEqualTo("ns__f");
        }

        @Test
        void ofFreeTextAsTheyAreOrAsFunctions() {
            Tool free = new Tool.Custom(
                    null,
                    "g",
                    "d",
                    RawJson.parse("{\"type\":\"grammar\",\"syntax\":\"lark\",\"definition\":\"x\"}"),
                    Source.of(Dialect.OPENAI_RESPONSES, "tools.0"));
            assertThat(body(offering(ToolChoice.named("g"), free), "openai")
                            .path("tools")
                            .get(0))
                    .isEqualTo(
                            json(
                                    "{'type':'custom','custom':{'name':'g','description':'d','format':{'type':'grammar','grammar':{'syntax':'lark','definition':'x'}}}}"));
            assertThat(body(offering(ToolChoice.AUTO, free), "deepseek")
                            .path("tools")
                            .get(0)
                            .path("function")
                            .path("parameters")
                            .path("required"))
                    .isEqualTo(json("['input']"));
        }

        @Test
        void strictlyOnlyWhereOpenAiTakesTheSchemaSo() {
            RawJson open = RawJson.parse("{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\"}}}");
            RawJson closed = RawJson.parse(
                    "{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\"}},\"required\":[\"x\"],\"additionalProperties\":false}");
            Tool loose = new Tool.Function(null, "f", null, open, true, null, at("tools.0"));
            Tool tight = new Tool.Function(null, "g", null, closed, true, null, at("tools.1"));
            JsonNode tools =
                    body(offering(ToolChoice.AUTO, loose, tight), "openai").path("tools");
            assertThat(tools.get(0).path("function").has("strict")).isFalse();
            assertThat(tools.get(1).path("function").path("strict").booleanValue())
                    .isTrue();
        }
    }

    @Nested
    @DisplayName("writes settings")
    class Settings {

        private ChatRequest.Builder plain() {
            return request(turn(Turn.Role.USER, text("a")));
        }

        @Test
        void theLimitByItsNewNameForOpenAiAndByItsOldForOthers() {
            ChatRequest.Builder limited = plain().set(Param.MAX_OUTPUT_TOKENS, 5L, "max_tokens");
            assertThat(body(limited, "azure").path("max_completion_tokens").longValue())
                    .isEqualTo(5);
            assertThat(body(limited, "mistral").path("max_tokens").longValue()).isEqualTo(5);
        }

        @Test
        void theUsageOfStreamsIsAlwaysAskedFor() {
            WrittenRequest written = codec.writeRequest(plain().build(), new WriteTarget("up", true, "openai"));
            assertThat(JsonTree.read(written.body().toBytes()).path("stream_options"))
                    .isEqualTo(json("{'include_usage':true}"));
        }

        @Test
        void thinkingAsEffort() {
            assertThat(effort(new Thinking(Thinking.Mode.ON, null, 10_000L, null), "openai"))
                    .isEqualTo("medium");
            assertThat(effort(new Thinking(Thinking.Mode.ADAPTIVE, "max", null, null), "openai"))
                    .isEqualTo("high");
            assertThat(effort(new Thinking(Thinking.Mode.DEFAULT, "minimal", null, null), "deepseek"))
                    .isEqualTo("low");
            assertThat(effort(new Thinking(Thinking.Mode.OFF, null, null, null), "openai"))
                    .isEmpty();
        }

        private String effort(Thinking thinking, String type) {
            return body(plain().set(Param.THINKING, thinking, "thinking"), type)
                    .path("reasoning_effort")
                    .asString("");
        }

        @Test
        void whatImitatorsMayRefuseIsLeftOutAndNamed() {
            WrittenRequest written = write(
                    plain().set(Param.STORE, true, "store")
                            .set(Param.VERBOSITY, "low", "verbosity")
                            .set(Param.PROMPT_CACHE_KEY, "k", "prompt_cache_key"),
                    "deepseek");
            assertThat(written.losses())
                    .extracting(Loss::field)
                    .containsExactlyInAnyOrder("store", "verbosity", "prompt_cache_key");
            assertThat(JsonTree.read(written.body().toBytes()).propertyNames()).containsExactly("model", "messages");
        }

        @Test
        void whatNobodyHasHereIsNamed() {
            assertThat(write(plain().set(Param.TOP_K, 5L, "top_k").set(Param.CHOICES, 1L, "n"), "openai")
                            .losses())
                    .extracting(Loss::field, Loss::severity)
                    .containsExactly(tuple("top_k", Severity.HINT));
        }

        @Test
        void jsonModeWithTheWordThatOpenAiWants() {
            OutputFormat json = new OutputFormat(OutputFormat.Kind.JSON, null, null, null, null);
            JsonNode body = body(plain().set(Param.OUTPUT_FORMAT, json, "responseMimeType"), "openai");
            assertThat(body.path("response_format")).isEqualTo(json("{'type':'json_object'}"));
            assertThat(body.path("messages").get(0).path("content").stringValue())
                    .contains("JSON");
        }

        @Test
        void moreThanFourStopsAreAnotherRequest() {
            assertThat(write(plain().set(Param.STOP, List.of("1", "2", "3", "4", "5"), "stop"), "openai")
                            .isUsable())
                    .isFalse();
        }
    }

    @Test
    @Tag("field-22")
    @DisplayName("takes other vendors' signatures out of a request of its own dialect, and leaves the rest as it is")
    void ownRequest() {
        String sealed =
                Provenance.seal(new Signature(Dialect.GEMINI_GENERATE, "g", Signature.Place.OWN, false, "v", "hm"));
        ChatRequest read = OpenAiChatRequestReaderTest.read(
                "{'role':'user','content':'q','odd':1},{'role':'assistant','content':'a','odd':2,'reasoning_content':'hm','reasoning_details':[{'type':'reasoning.encrypted','data':'"
                        + sealed + "'},{'type':'reasoning.encrypted','data':'mine'}]}",
                "'transforms':['x']");
        WrittenRequest written = codec.writeRequest(read, new WriteTarget("up", false, "openai"));
        assertThat(JsonTree.read(written.body().toBytes()))
                .isEqualTo(
                        json(
                                "{'model':'up','messages':[{'role':'user','content':'q','odd':1},{'role':'assistant','content':'a','odd':2,'reasoning_details':[{'type':'reasoning.encrypted','data':'mine'}]}],'transforms':['x']}"));
        assertThat(written.losses()).extracting(Loss::severity).containsExactly(Severity.HINT);
    }
}
