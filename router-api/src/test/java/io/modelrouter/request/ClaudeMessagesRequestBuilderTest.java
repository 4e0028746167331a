package io.modelrouter.request;

import static io.modelrouter.request.RequestAssertions.assertBody;
import static io.modelrouter.request.RequestAssertions.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.modelrouter.wire.RawJson;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeMessagesRequestBuilderTest {

    @Nested
    class Conversation {
        @Test
        void aModelALimitAndAUserTurnAreEnough() {
            assertBody(
                    builder().user("hello").build(),
                    "{'model':'m','max_tokens':100,'messages':[{'role':'user','content':'hello'}]}");
        }

        @Test
        void theModelTheLimitTheSystemPromptAndTheMessagesComeFirst() {
            assertBody(
                    ClaudeMessagesRequest.builder()
                            .temperature(0)
                            .user("u")
                            .system("s")
                            .maxTokens(1)
                            .model("m")
                            .build(),
                    "{'model':'m','max_tokens':1,'system':'s','messages':[{'role':'user','content':'u'}],"
                            + "'temperature':0.0}");
        }

        @Test
        void theSystemPromptMayBeBlocksWithACacheMark() {
            assertBody(
                    builder()
                            .system(blocks -> blocks.text("a").text("b").cacheControl())
                            .user("u")
                            .build(),
                    "{'model':'m','max_tokens':100,'system':[{'type':'text','text':'a'},"
                            + "{'type':'text','text':'b','cache_control':{'type':'ephemeral'}}],"
                            + "'messages':[{'role':'user','content':'u'}]}");
        }

        @Test
        void aUserTurnHasBlocksOfEveryKind() {
            assertMessages(
                    builder()
                            .user(blocks -> blocks.text("t")
                                    .imageUrl("https://example.com/a.png")
                                    .imageBase64("image/png", "AAAA")
                                    .documentUrl("https://example.com/a.pdf")
                                    .documentBase64("application/pdf", "BBBB")
                                    .documentText("plain")
                                    .documentFileId("file_1")
                                    .cacheControl("1h")
                                    .part(RawJson.parse(json("{'type':'new','x':1.0}")))
                                    .cacheControl()),
                    "{'role':'user','content':[{'type':'text','text':'t'},"
                            + "{'type':'image','source':{'type':'url','url':'https://example.com/a.png'}},"
                            + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}},"
                            + "{'type':'document','source':{'type':'url','url':'https://example.com/a.pdf'}},"
                            + "{'type':'document','source':{'type':'base64','media_type':'application/pdf',"
                            + "'data':'BBBB'}},"
                            + "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'plain'}},"
                            + "{'type':'document','source':{'type':'file','file_id':'file_1'},"
                            + "'cache_control':{'type':'ephemeral','ttl':'1h'}},"
                            + "{'type':'new','x':1.0,'cache_control':{'type':'ephemeral'}}]}");
        }

        @Test
        void aToolRoundWithThinkingIsReplayed() {
            assertMessages(
                    builder()
                            .user("weather?")
                            .assistant(blocks -> blocks.thinking("hm", "sig")
                                    .redactedThinking("xyz")
                                    .text("one moment")
                                    .toolUse("toolu_1", "weather", json("{'city': 'Paris'}"))
                                    .toolUse("toolu_2", "weather", RawJson.parse("{}")))
                            .toolResult("toolu_1", "sunny")
                            .toolError("toolu_2", "no city")
                            .assistant("It is sunny.")
                            .toolResult("toolu_3", "late"),
                    "{'role':'user','content':'weather?'},{'role':'assistant','content':["
                            + "{'type':'thinking','thinking':'hm','signature':'sig'},"
                            + "{'type':'redacted_thinking','data':'xyz'},{'type':'text','text':'one moment'},"
                            + "{'type':'tool_use','id':'toolu_1','name':'weather','input':{'city': 'Paris'}},"
                            + "{'type':'tool_use','id':'toolu_2','name':'weather','input':{}}]},"
                            + "{'role':'user','content':["
                            + "{'type':'tool_result','tool_use_id':'toolu_1','content':'sunny'},"
                            + "{'type':'tool_result','tool_use_id':'toolu_2','content':'no city','is_error':true}]},"
                            + "{'role':'assistant','content':'It is sunny.'},"
                            + "{'role':'user','content':["
                            + "{'type':'tool_result','tool_use_id':'toolu_3','content':'late'}]}");
        }

        @Test
        void aToolResultMayHaveBlocksAndStandBesideText() {
            assertMessages(
                    builder()
                            .user(blocks -> blocks.toolResult(
                                            "toolu_1",
                                            result -> result.text("see").imageBase64("image/png", "AAAA"))
                                    .text("and now?")),
                    "{'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_1','content':["
                            + "{'type':'text','text':'see'},"
                            + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}}]},"
                            + "{'type':'text','text':'and now?'}]}");
        }

        @Test
        void blocksOfAnEarlierAnswerGoBackAsTheyCame() {
            RawJson answer = RawJson.parse(json("[{'type':'tool_use', 'caller':{'x':1.0}},{'type':'new'}]"));

            assertMessages(
                    builder().assistant(blocks -> blocks.parts(answer.elements())),
                    "{'role':'assistant','content':[{'type':'tool_use', 'caller':{'x':1.0}},{'type':'new'}]}");
        }

        @Test
        void aMessageIsAddedAsItStands() {
            assertMessages(
                    builder().message(RawJson.parse(json("{'role':'system', 'content':'s'}"))),
                    "{'role':'system', 'content':'s'}");
        }

        private void assertMessages(ClaudeMessagesRequestBuilder builder, String messages) {
            assertBody(builder.build(), "{'model':'m','max_tokens':100,'messages':[" + messages + "]}");
        }
    }

    @Nested
    class Settings {
        @Test
        void everySettingHasItsMember() {
            assertSet(builder().stream(true), "'stream':true");
            assertSet(builder().temperature(0.5).topP(0.9).topK(5), "'temperature':0.5,'top_p':0.9,'top_k':5");
            assertSet(builder().stopSequences("a", "b"), "'stop_sequences':['a','b']");
            assertSet(builder().thinkingBudget(2048), "'thinking':{'type':'enabled','budget_tokens':2048}");
            assertSet(
                    builder().thinkingAdaptive().effort("low"),
                    "'thinking':{'type':'adaptive'}," + "'output_config':{'effort':'low'}");
            assertSet(builder().thinkingDisabled(), "'thinking':{'type':'disabled'}");
            assertSet(builder().userId("u-1"), "'metadata':{'user_id':'u-1'}");
            assertSet(
                    builder().jsonSchema(json("{'type': 'object'}")),
                    "'output_config':{'format':{'type':'json_schema','schema':{'type': 'object'}}}");
            assertSet(
                    builder().set("context_management.edits", RawJson.array(List.of())),
                    "'context_management':{'edits':[]}");
        }

        @Test
        void toolsAreOfferedAndChosen() {
            assertSet(
                    builder()
                            .tool("a", "does a")
                            .tool("b", "does b", json("{'type':'object', '$schema':'x'}"))
                            .tool(RawJson.parse(json("{'type':'web_search_20250305','name':'web_search'}")))
                            .toolChoice("b")
                            .disableParallelToolUse(),
                    "'tools':[{'name':'a','description':'does a','input_schema':{'type':'object'}},"
                            + "{'name':'b','description':'does b','input_schema':{'type':'object', '$schema':'x'}},"
                            + "{'type':'web_search_20250305','name':'web_search'}],"
                            + "'tool_choice':{'type':'tool','name':'b','disable_parallel_tool_use':true}");
            assertSet(builder().toolChoiceAuto(), "'tool_choice':{'type':'auto'}");
            assertSet(builder().toolChoiceAny(), "'tool_choice':{'type':'any'}");
            assertSet(builder().toolChoiceNone(), "'tool_choice':{'type':'none'}");
        }

        @Test
        void betasAddUpInOneHeader() {
            ClaudeMessagesRequest request = builder()
                    .anthropicBeta("files-api-2025-04-14")
                    .anthropicBeta("context-1m-2025-08-07")
                    .anthropicBeta("files-api-2025-04-14")
                    .anthropicVersion("2023-06-01")
                    .user("u")
                    .build();

            assertThat(request.headers())
                    .containsEntry("anthropic-beta", "files-api-2025-04-14,context-1m-2025-08-07")
                    .containsEntry("anthropic-version", "2023-06-01")
                    .hasSize(2);
            assertThat(request.anthropicBeta()).containsExactly("files-api-2025-04-14", "context-1m-2025-08-07");
        }

        @Test
        void withoutThemThereAreNoHeaders() {
            assertThat(builder().user("u").build().headers()).isEmpty();
        }

        private void assertSet(ClaudeMessagesRequestBuilder builder, String members) {
            assertBody(
                    builder.user("u").build(),
                    "{'model':'m','max_tokens':100,'messages':[{'role':'user','content':'u'}]," + members + "}");
        }
    }

    @Nested
    class Refusals {
        @Test
        void whatIsMissingIsNamedWithTheMethodToCall() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> ClaudeMessagesRequest.builder()
                            .maxTokens(1)
                            .user("u")
                            .build())
                    .withMessage("no model: call model(...)");
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            ClaudeMessagesRequest.builder().model("m").user("u").build())
                    .withMessage("no max_tokens: call maxTokens(...)");
            assertThatIllegalStateException()
                    .isThrownBy(() -> builder().build())
                    .withMessageStartingWith("no messages: call user(...)");
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> builder().user("u").disableParallelToolUse().build())
                    .withMessageContaining("toolChoiceAuto()");
        }

        @Test
        void aMemberWithOneValueIsSetOnce() {
            assertAlreadySet(() -> builder().maxTokens(1), "max_tokens");
            assertAlreadySet(() -> builder().system("a").system(blocks -> blocks.text("b")), "system");
            assertAlreadySet(() -> builder().thinkingBudget(1024).thinkingDisabled(), "thinking.type");
            assertAlreadySet(() -> builder().toolChoiceAny().toolChoice("t"), "tool_choice.type");
            assertAlreadySet(() -> builder().anthropicVersion("a").anthropicVersion("b"), "anthropic-version");
        }

        @Test
        void aCacheMarkBelongsToOneBlock() {
            assertThatIllegalStateException().isThrownBy(() -> builder().user(blocks -> blocks.cacheControl()));
            assertThatIllegalStateException()
                    .isThrownBy(() -> builder()
                            .user(blocks -> blocks.text("a").cacheControl().cacheControl()))
                    .withMessageStartingWith("cache_control is already set");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a,b", "a b", "a\r\nx-evil: 1", "é", "a\0"})
        void aHeaderNameWithOddCharactersIsRefused(String name) {
            assertThatIllegalArgumentException().isThrownBy(() -> builder().anthropicBeta(name));
            assertThatIllegalArgumentException().isThrownBy(() -> builder().anthropicVersion(name));
        }

        @Test
        void aValueThatDoesNotFitIsRefusedWhereItIsSet() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClaudeMessagesRequest.builder().maxTokens(-1));
            assertThatIllegalArgumentException().isThrownBy(() -> builder().thinkingBudget(-1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder().assistant(blocks -> blocks.toolUse("id", "weather", "[]")))
                    .withMessageStartingWith("input of tool weather must be a JSON object");
        }

        private void assertAlreadySet(Runnable twice, String name) {
            assertThatIllegalStateException().isThrownBy(twice::run).withMessage(name + " is already set");
        }
    }

    private static ClaudeMessagesRequestBuilder builder() {
        return ClaudeMessagesRequest.builder().model("m").maxTokens(100);
    }
}
