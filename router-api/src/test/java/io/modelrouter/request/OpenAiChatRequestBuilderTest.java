package io.modelrouter.request;

import static io.modelrouter.request.RequestAssertions.assertBody;
import static io.modelrouter.request.RequestAssertions.assertRefused;
import static io.modelrouter.request.RequestAssertions.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.modelrouter.wire.RawJson;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiChatRequestBuilderTest {

    @Nested
    class Conversation {
        @Test
        void aModelAndAUserTurnAreEnough() {
            OpenAiChatRequest request =
                    OpenAiChatRequest.builder().model("gpt-4o").user("hello").build();

            assertBody(request, "{'model':'gpt-4o','messages':[{'role':'user','content':'hello'}]}");
        }

        @Test
        void turnsStandInTheOrderOfTheCalls() {
            assertMessages(
                    builder()
                            .system("s")
                            .developer("d")
                            .user("u")
                            .assistant("a")
                            .message(RawJson.parse(json("{'role':'user','name':'n', 'content':''}")))
                            .user("v"),
                    "{'role':'system','content':'s'},{'role':'developer','content':'d'},{'role':'user','content':'u'},"
                            + "{'role':'assistant','content':'a'},{'role':'user','name':'n', 'content':''},"
                            + "{'role':'user','content':'v'}");
        }

        @Test
        void aUserTurnHasPartsOfEveryKind() {
            assertMessages(
                    builder()
                            .user(parts -> parts.text("what is this?")
                                    .imageUrl("https://example.com/a.png")
                                    .imageUrl("https://example.com/b.png", "low")
                                    .imageBase64("image/png", "AAAA")
                                    .fileBase64("a.pdf", "application/pdf", "BBBB")
                                    .fileId("file-1")
                                    .audioBase64("wav", "CCCC")
                                    .part(RawJson.parse(json("{'type':'new','x':1.0}")))),
                    "{'role':'user','content':[{'type':'text','text':'what is this?'},"
                            + "{'type':'image_url','image_url':{'url':'https://example.com/a.png'}},"
                            + "{'type':'image_url','image_url':{'url':'https://example.com/b.png','detail':'low'}},"
                            + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}},"
                            + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,BBBB'}},"
                            + "{'type':'file','file':{'file_id':'file-1'}},"
                            + "{'type':'input_audio','input_audio':{'data':'CCCC','format':'wav'}},"
                            + "{'type':'new','x':1.0}]}");
        }

        @Test
        void aToolRoundIsReplayed() {
            assertMessages(
                    builder()
                            .user("weather?")
                            .assistant(turn -> turn.toolCall("call_1", "weather", "{\"city\":\"Paris\"}")
                                    .toolCall("call_2", "weather", "{broken"))
                            .toolResult("call_1", "sunny")
                            .toolResult("call_2", "no such city"),
                    "{'role':'user','content':'weather?'},{'role':'assistant','content':null,'tool_calls':["
                            + "{'id':'call_1','type':'function','function':{'name':'weather',"
                            + "'arguments':'{\\'city\\':\\'Paris\\'}'}},"
                            + "{'id':'call_2','type':'function','function':{'name':'weather','arguments':'{broken'}}]},"
                            + "{'role':'tool','tool_call_id':'call_1','content':'sunny'},"
                            + "{'role':'tool','tool_call_id':'call_2','content':'no such city'}");
        }

        @Test
        void anAssistantTurnHasTextBesideItsCalls() {
            assertMessages(
                    builder()
                            .assistant(turn -> turn.toolCall("c", "t", "")
                                    .set("reasoning_content", RawJson.of("hm"))
                                    .text("one moment")),
                    "{'role':'assistant','content':'one moment','tool_calls':[{'id':'c','type':'function',"
                            + "'function':{'name':'t','arguments':''}}],'reasoning_content':'hm'}");
        }

        private void assertMessages(OpenAiChatRequestBuilder builder, String messages) {
            assertBody(builder.build(), "{'model':'m','messages':[" + messages + "]}");
        }
    }

    @Nested
    class Settings {
        @Test
        void theModelAndTheMessagesComeFirstAndTheRestAsItIsSet() {
            OpenAiChatRequest request = OpenAiChatRequest.builder().temperature(0).stream(true)
                    .user("u")
                    .includeUsage()
                    .model("m")
                    .build();

            assertBody(
                    request,
                    "{'model':'m','messages':[{'role':'user','content':'u'}],'temperature':0.0,'stream':true,"
                            + "'stream_options':{'include_usage':true}}");
        }

        @Test
        void everySettingHasItsMember() {
            assertSet(builder().topP(0.5), "'top_p':0.5");
            assertSet(builder().maxCompletionTokens(100), "'max_completion_tokens':100");
            assertSet(builder().stop("a", "b"), "'stop':['a','b']");
            assertSet(builder().seed(-1), "'seed':-1");
            assertSet(builder().n(2), "'n':2");
            assertSet(builder().reasoningEffort("low"), "'reasoning_effort':'low'");
            assertSet(builder().stream(false), "'stream':false");
            assertSet(builder().parallelToolCalls(false), "'parallel_tool_calls':false");
            assertSet(builder().endUser("u-1"), "'user':'u-1'");
            assertSet(builder().metadata("a.b", "1").metadata("c", "2"), "'metadata':{'a.b':'1','c':'2'}");
            assertSet(builder().jsonObject(), "'response_format':{'type':'json_object'}");
        }

        @Test
        void aSchemaIsSentAsItIsWritten() {
            assertSet(
                    builder().jsonSchema("answer", json(" {'type' : 'object', '$schema':'x', 'maximum':1.0} ")),
                    "'response_format':{'type':'json_schema','json_schema':{'name':'answer','strict':true,"
                            + "'schema':{'type' : 'object', '$schema':'x', 'maximum':1.0}}}");
        }

        @Test
        void toolsAreOffered() {
            assertSet(
                    builder()
                            .tool("a", "does a")
                            .tool("b", "does b", json("{'type':'object'}"))
                            .strictTool("c", "does c", json("{'type':'object','additionalProperties':false}"))
                            .tool(RawJson.parse(json("{'type':'custom'}"))),
                    "'tools':[{'type':'function','function':{'name':'a','description':'does a'}},"
                            + "{'type':'function','function':{'name':'b','description':'does b',"
                            + "'parameters':{'type':'object'}}},"
                            + "{'type':'function','function':{'name':'c','description':'does c',"
                            + "'parameters':{'type':'object','additionalProperties':false},'strict':true}},"
                            + "{'type':'custom'}]");
        }

        @Test
        void aToolIsChosenInEachForm() {
            assertSet(builder().toolChoiceAuto(), "'tool_choice':'auto'");
            assertSet(builder().toolChoiceNone(), "'tool_choice':'none'");
            assertSet(builder().toolChoiceRequired(), "'tool_choice':'required'");
            assertSet(
                    builder().toolChoice("weather"), "'tool_choice':{'type':'function','function':{'name':'weather'}}");
        }

        @Test
        void anythingElseIsSetByItsPath() {
            assertSet(
                    builder()
                            .set("stream_options.include_usage", RawJson.of(true))
                            .set("logprobs", RawJson.ofNull())
                            .set(List.of("extra", "with.dot"), RawJson.of(0)),
                    "'stream_options':{'include_usage':true},'logprobs':null,'extra':{'with.dot':0}");
        }

        private void assertSet(OpenAiChatRequestBuilder builder, String members) {
            assertBody(
                    builder.user("u").build(),
                    "{'model':'m','messages':[{'role':'user','content':'u'}]," + members + "}");
        }
    }

    @Nested
    class Refusals {
        @Test
        void whatIsMissingIsNamedWithTheMethodToCall() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> OpenAiChatRequest.builder().user("u").build())
                    .withMessage("no model: call model(...)");
            assertThatIllegalStateException()
                    .isThrownBy(() -> OpenAiChatRequest.builder().model("m").build())
                    .withMessageStartingWith("no messages: call user(...)");
        }

        @Test
        void aMemberWithOneValueIsSetOnce() {
            assertAlreadySet(() -> builder().model("n"), "model");
            assertAlreadySet(() -> builder().temperature(1).temperature(1), "temperature");
            assertAlreadySet(() -> builder().stream(true).stream(true), "stream");
            assertAlreadySet(() -> builder().includeUsage().includeUsage(), "stream_options.include_usage");
            assertAlreadySet(() -> builder().metadata("k", "1").metadata("k", "2"), "metadata.k");
            assertAlreadySet(() -> builder().toolChoiceAuto().toolChoice("t"), "tool_choice");
            assertAlreadySet(() -> builder().n(1).set("n", RawJson.of(2)), "n");
        }

        @Test
        void aMemberIsSetAsAWholeOrPieceByPiece() {
            RawJson object = RawJson.parse("{}");

            assertAlreadySet(() -> builder().includeUsage().set("stream_options", object), "stream_options");
            assertAlreadySet(() -> builder().set("stream_options", object).includeUsage(), "stream_options");
            assertAlreadySet(() -> builder().user("u").set("messages", RawJson.array(List.of())), "messages");
            assertAlreadySet(
                    () -> builder().set("messages", RawJson.array(List.of())).user("u"), "messages");
            assertAlreadySet(() -> builder().user("u").set("messages.x", object), "messages");
        }

        @Test
        void anAssistantTurnSetsItsTextOnce() {
            assertAlreadySet(() -> builder().assistant(turn -> turn.text("a").text("b")), "content");
        }

        @Test
        void aTurnWithoutAnythingIsRefused() {
            assertThatIllegalStateException().isThrownBy(() -> builder().user(parts -> {}));
            assertThatIllegalStateException().isThrownBy(() -> builder().assistant(turn -> {}));
        }

        @Test
        void aValueOutOfRangeIsRefusedWhereItIsSet() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder().maxCompletionTokens(-1))
                    .withMessageContaining("maxCompletionTokens")
                    .withMessageContaining("-1");
            assertThatIllegalArgumentException().isThrownBy(() -> builder().maxCompletionTokens(1L << 31));
            assertThatIllegalArgumentException().isThrownBy(() -> builder().n(0));
            assertThatIllegalArgumentException().isThrownBy(() -> builder().n(129));
            assertThatIllegalArgumentException().isThrownBy(() -> builder().temperature(Double.NaN));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{", "[]", "1", "{\"a\":1,\"a\":2}"})
        void aSchemaThatIsNoJsonObjectIsRefused(String schema) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder().tool("weather", "d", schema))
                    .withMessageStartingWith("parameters of tool weather must be a JSON object");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder().jsonSchema("answer", schema))
                    .withMessageStartingWith("schema answer must be a JSON object");
        }

        @Test
        void aMessageToolOrPartThatIsNoObjectIsRefused() {
            assertThatIllegalArgumentException().isThrownBy(() -> builder().message(RawJson.of("u")));
            assertThatIllegalArgumentException().isThrownBy(() -> builder().tool(RawJson.of("u")));
            assertThatIllegalArgumentException().isThrownBy(() -> builder().user(parts -> parts.part(RawJson.of(1))));
        }

        @Test
        void aValueSetByHandIsCheckedLikeABody() {
            assertRefused(() -> builder().user("u").set("n", RawJson.of(0)).build(), "n");
            assertRefused(() -> OpenAiChatRequest.builder().model("").user("u").build(), "model");
        }

        @Test
        void nullIsRefusedWithItsName() {
            assertThatNullPointerException()
                    .isThrownBy(() -> OpenAiChatRequest.builder().model(null))
                    .withMessage("model");
            assertThatNullPointerException().isThrownBy(() -> builder().user((String) null));
        }

        private void assertAlreadySet(Runnable twice, String name) {
            assertThatIllegalStateException().isThrownBy(twice::run).withMessage(name + " is already set");
        }
    }

    @Test
    void aBuilderMayGoOnAfterBuilding() {
        OpenAiChatRequestBuilder builder = builder().user("a");
        OpenAiChatRequest first = builder.build();
        OpenAiChatRequest second = builder.user("b").build();

        assertThat(first.messages()).hasSize(1);
        assertThat(second.messages()).hasSize(2);
    }

    @Test
    void whatWasBuiltIsReadLikeWhatCame() {
        OpenAiChatRequest built =
                builder().user("é😀\n").n(2).maxCompletionTokens(5).build();
        OpenAiChatRequest parsed = OpenAiChatRequest.parse(built.json().toBytes());

        assertThat(parsed.json()).isEqualTo(built.json());
        assertThat(parsed.choices()).isEqualTo(built.choices()).isEqualTo(2);
        assertThat(parsed.maxOutputTokens()).isEqualTo(built.maxOutputTokens()).hasValue(5);
        assertThat(parsed.messages().get(0).get("content")).contains(RawJson.of("é😀\n"));
    }

    private static OpenAiChatRequestBuilder builder() {
        return OpenAiChatRequest.builder().model("m");
    }
}
