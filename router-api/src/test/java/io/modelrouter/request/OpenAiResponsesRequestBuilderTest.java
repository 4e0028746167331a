package io.modelrouter.request;

import static io.modelrouter.request.RequestAssertions.assertBody;
import static io.modelrouter.request.RequestAssertions.json;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.modelrouter.wire.RawJson;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenAiResponsesRequestBuilderTest {

    @Test
    void aModelAndAUserTurnAreEnough() {
        assertBody(builder().user("hello").build(), "{'model':'m','input':[{'role':'user','content':'hello'}]}");
    }

    @Test
    void theInputMayBeOneString() {
        assertBody(builder().input("hello").build(), "{'model':'m','input':'hello'}");
    }

    @Test
    void theModelTheInstructionsAndTheInputComeFirst() {
        assertBody(
                OpenAiResponsesRequest.builder()
                        .store(false)
                        .user("u")
                        .instructions("i")
                        .model("m")
                        .build(),
                "{'model':'m','instructions':'i','input':[{'role':'user','content':'u'}],'store':false}");
    }

    @Test
    void itemsStandInTheOrderOfTheCalls() {
        assertBody(
                builder()
                        .system("s")
                        .developer("d")
                        .user("u")
                        .assistant("a")
                        .items(List.of(RawJson.parse(json("{'type':'reasoning','encrypted_content':'x'}"))))
                        .toolCall("call_1", "weather", "{}")
                        .toolResult("call_1", "sunny")
                        .message(RawJson.parse(json("{'type':'item_reference','id':'msg_1'}")))
                        .build(),
                "{'model':'m','input':[{'role':'system','content':'s'},{'role':'developer','content':'d'},"
                        + "{'role':'user','content':'u'},{'role':'assistant','content':'a'},"
                        + "{'type':'reasoning','encrypted_content':'x'},"
                        + "{'type':'function_call','call_id':'call_1','name':'weather','arguments':'{}'},"
                        + "{'type':'function_call_output','call_id':'call_1','output':'sunny'},"
                        + "{'type':'item_reference','id':'msg_1'}]}");
    }

    @Test
    void aUserTurnHasPartsOfEveryKind() {
        assertBody(
                builder()
                        .user(parts -> parts.text("t")
                                .imageUrl("https://example.com/a.png")
                                .imageUrl("https://example.com/b.png", "high")
                                .imageBase64("image/png", "AAAA")
                                .fileBase64("a.pdf", "application/pdf", "BBBB")
                                .fileUrl("https://example.com/a.pdf")
                                .fileId("file-1")
                                .audioBase64("mp3", "CCCC")
                                .part(RawJson.parse(json("{'type':'new'}"))))
                        .build(),
                "{'model':'m','input':[{'role':'user','content':[{'type':'input_text','text':'t'},"
                        + "{'type':'input_image','image_url':'https://example.com/a.png'},"
                        + "{'type':'input_image','image_url':'https://example.com/b.png','detail':'high'},"
                        + "{'type':'input_image','image_url':'data:image/png;base64,AAAA'},"
                        + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,BBBB'},"
                        + "{'type':'input_file','file_url':'https://example.com/a.pdf'},"
                        + "{'type':'input_file','file_id':'file-1'},"
                        + "{'type':'input_audio','input_audio':{'data':'CCCC','format':'mp3'}},"
                        + "{'type':'new'}]}]}");
    }

    @Test
    void everySettingHasItsMember() {
        assertSet(builder().stream(true), "'stream':true");
        assertSet(builder().temperature(0.5).topP(1), "'temperature':0.5,'top_p':1.0");
        assertSet(builder().maxOutputTokens(100), "'max_output_tokens':100");
        assertSet(builder().previousResponseId("resp_1"), "'previous_response_id':'resp_1'");
        assertSet(builder().include("a", "b"), "'include':['a','b']");
        assertSet(builder().parallelToolCalls(true), "'parallel_tool_calls':true");
        assertSet(
                builder().reasoningEffort("low").reasoningSummary("auto"),
                "'reasoning':{'effort':'low','summary':'auto'}");
        assertSet(builder().metadata("a", "1"), "'metadata':{'a':'1'}");
        assertSet(builder().endUser("u-1"), "'user':'u-1'");
        assertSet(
                builder().jsonObject().set("text.verbosity", RawJson.of("low")),
                "'text':{'format':{'type':'json_object'},'verbosity':'low'}");
        assertSet(
                builder().jsonSchema("answer", json("{'type':'object'}")),
                "'text':{'format':{'type':'json_schema','name':'answer','strict':true,'schema':{'type':'object'}}}");
    }

    @Test
    void toolsAreOfferedAndChosen() {
        assertSet(
                builder()
                        .tool("a", "does a")
                        .tool("b", "does b", json("{'type':'object'}"))
                        .strictTool("c", "does c", json("{'type':'object'}"))
                        .tool(RawJson.parse(json("{'type':'web_search'}")))
                        .toolChoice("b"),
                "'tools':[{'type':'function','name':'a','description':'does a'},"
                        + "{'type':'function','name':'b','description':'does b','parameters':{'type':'object'}},"
                        + "{'type':'function','name':'c','description':'does c','parameters':{'type':'object'},"
                        + "'strict':true},{'type':'web_search'}],'tool_choice':{'type':'function','name':'b'}");
        assertSet(builder().toolChoiceAuto(), "'tool_choice':'auto'");
        assertSet(builder().toolChoiceNone(), "'tool_choice':'none'");
        assertSet(builder().toolChoiceRequired(), "'tool_choice':'required'");
    }

    @Test
    void whatIsMissingIsNamedWithTheMethodToCall() {
        assertThatIllegalStateException()
                .isThrownBy(() -> OpenAiResponsesRequest.builder().user("u").build())
                .withMessage("no model: call model(...)");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().build())
                .withMessageStartingWith("no input: call user(...)");
    }

    @Test
    void aRequestMayGoOnFromAStoredAnswerOrPromptWithoutInput() {
        assertThatCode(() -> builder().previousResponseId("resp_1").build()).doesNotThrowAnyException();
        assertThatCode(() -> builder().set("prompt.id", RawJson.of("pmpt_1")).build())
                .doesNotThrowAnyException();
    }

    @Test
    void inputIsOneStringOrItems() {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().input("a").user("b"))
                .withMessage("input is already set");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().user("b").input("a"))
                .withMessage("input is already set");
    }

    @Test
    void aMemberWithOneValueIsSetOnce() {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().reasoningEffort("low").reasoningEffort("high"))
                .withMessage("reasoning.effort is already set");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().jsonObject().jsonSchema("a", "{}"))
                .withMessage("text.format is already set");
    }

    @Test
    void aValueOutOfRangeIsRefusedWhereItIsSet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().maxOutputTokens(-1))
                .withMessageContaining("maxOutputTokens");
    }

    private static void assertSet(OpenAiResponsesRequestBuilder builder, String members) {
        assertBody(builder.input("u").build(), "{'model':'m','input':'u'," + members + "}");
    }

    private static OpenAiResponsesRequestBuilder builder() {
        return OpenAiResponsesRequest.builder().model("m");
    }
}
