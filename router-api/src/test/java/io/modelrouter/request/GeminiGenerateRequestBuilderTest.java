package io.modelrouter.request;

import static io.modelrouter.request.RequestAssertions.assertBody;
import static io.modelrouter.request.RequestAssertions.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.modelrouter.request.GeminiGenerateRequest.Framing;
import io.modelrouter.wire.RawJson;
import org.junit.jupiter.api.Test;

class GeminiGenerateRequestBuilderTest {

    @Test
    void aModelAndAUserTurnAreEnough() {
        GeminiGenerateRequest request = builder().user("hello").build();

        assertBody(request, "{'contents':[{'role':'user','parts':[{'text':'hello'}]}]}");
        assertThat(request.model()).isEqualTo("m");
        assertThat(request.stream()).isFalse();
        assertThat(request.framing()).isEqualTo(Framing.SSE);
    }

    @Test
    void streamAndFramingStandBesideTheBody() {
        GeminiGenerateRequest request =
                builder().user("u").stream(true).framing(Framing.JSON_ARRAY).build();

        assertBody(request, "{'contents':[{'role':'user','parts':[{'text':'u'}]}]}");
        assertThat(request.stream()).isTrue();
        assertThat(request.framing()).isEqualTo(Framing.JSON_ARRAY);
    }

    @Test
    void theSystemInstructionAndTheContentsComeFirst() {
        assertBody(
                builder().temperature(0).user("u").system("s").build(),
                "{'systemInstruction':{'parts':[{'text':'s'}]},'contents':[{'role':'user','parts':[{'text':'u'}]}],"
                        + "'generationConfig':{'temperature':0.0}}");
    }

    @Test
    void aTurnHasPartsOfEveryKind() {
        assertContents(
                builder()
                        .user(parts -> parts.text("t")
                                .inlineData("image/png", "AAAA")
                                .fileData("application/pdf", "https://example.com/a.pdf")
                                .part(RawJson.parse(json("{'videoMetadata':{}, 'x':1.0}")))),
                "{'role':'user','parts':[{'text':'t'},{'inlineData':{'mimeType':'image/png','data':'AAAA'}},"
                        + "{'fileData':{'mimeType':'application/pdf','fileUri':'https://example.com/a.pdf'}},"
                        + "{'videoMetadata':{}, 'x':1.0}]}");
    }

    @Test
    void aFunctionRoundWithItsSignatureIsReplayed() {
        assertContents(
                builder()
                        .user("weather?")
                        .assistant(parts -> parts.functionCall("weather", json("{'city': 'Paris'}"))
                                .thoughtSignature("sig")
                                .functionCall("id-2", "weather", RawJson.parse("{}")))
                        .functionResponse("weather", json("{'output':'sunny'}"))
                        .functionResponse("id-2", "weather", RawJson.parse(json("{'error':'no city'}")))
                        .assistant("It is sunny.")
                        .functionResponse("late", RawJson.parse("{}")),
                "{'role':'user','parts':[{'text':'weather?'}]},{'role':'model','parts':["
                        + "{'functionCall':{'name':'weather','args':{'city': 'Paris'}},'thoughtSignature':'sig'},"
                        + "{'functionCall':{'id':'id-2','name':'weather','args':{}}}]},"
                        + "{'role':'user','parts':["
                        + "{'functionResponse':{'name':'weather','response':{'output':'sunny'}}},"
                        + "{'functionResponse':{'id':'id-2','name':'weather','response':{'error':'no city'}}}]},"
                        + "{'role':'model','parts':[{'text':'It is sunny.'}]},"
                        + "{'role':'user','parts':[{'functionResponse':{'name':'late','response':{}}}]}");
    }

    @Test
    void aContentIsAddedAsItStands() {
        assertContents(
                builder().message(RawJson.parse(json("{'role':'model', 'parts':[]}"))), "{'role':'model', 'parts':[]}");
    }

    @Test
    void everySettingHasItsPlaceInTheConfiguration() {
        assertConfig(builder().topP(0.5).topK(40), "'topP':0.5,'topK':40");
        assertConfig(builder().maxOutputTokens(100), "'maxOutputTokens':100");
        assertConfig(builder().stopSequences("a"), "'stopSequences':['a']");
        assertConfig(builder().seed(7).candidateCount(2), "'seed':7,'candidateCount':2");
        assertConfig(
                builder().thinkingBudget(-1).includeThoughts(true),
                "'thinkingConfig':{'thinkingBudget':-1,'includeThoughts':true}");
        assertConfig(builder().thinkingLevel("low"), "'thinkingConfig':{'thinkingLevel':'low'}");
        assertConfig(builder().json(), "'responseMimeType':'application/json'");
        assertConfig(
                builder().jsonSchema(json("{'type': 'object'}")),
                "'responseMimeType':'application/json','responseJsonSchema':{'type': 'object'}");
        assertConfig(
                builder().set("generationConfig.speechConfig.languageCode", RawJson.of("de-DE")),
                "'speechConfig':{'languageCode':'de-DE'}");
    }

    @Test
    void allFunctionsStandInOneTool() {
        assertSet(
                builder()
                        .tool("a", "does a")
                        .tool(RawJson.parse(json("{'googleSearch':{}}")))
                        .tool("b", "does b", json("{'type':'object'}")),
                "'tools':[{'functionDeclarations':[{'name':'a','description':'does a'},"
                        + "{'name':'b','description':'does b','parametersJsonSchema':{'type':'object'}}]},"
                        + "{'googleSearch':{}}]");
    }

    @Test
    void aFunctionIsChosenInEachForm() {
        assertSet(builder().toolChoiceAuto(), "'toolConfig':{'functionCallingConfig':{'mode':'AUTO'}}");
        assertSet(builder().toolChoiceNone(), "'toolConfig':{'functionCallingConfig':{'mode':'NONE'}}");
        assertSet(builder().toolChoiceAny(), "'toolConfig':{'functionCallingConfig':{'mode':'ANY'}}");
        assertSet(
                builder().toolChoice("a", "b"),
                "'toolConfig':{'functionCallingConfig':{'mode':'ANY','allowedFunctionNames':['a','b']}}");
    }

    @Test
    void safetySettingsAddUp() {
        assertSet(
                builder().safetySetting("C1", "T1").safetySetting("C2", "T2"),
                "'safetySettings':[{'category':'C1','threshold':'T1'},{'category':'C2','threshold':'T2'}]");
    }

    @Test
    void aBuilderMayGoOnAfterBuilding() {
        GeminiGenerateRequestBuilder builder =
                builder().user("u").tool("a", "d").functionResponse("a", "{}");
        GeminiGenerateRequest first = builder.build();
        GeminiGenerateRequest second =
                builder.tool("b", "d").functionResponse("b", "{}").build();

        assertThat(first.contents().get(1).sizeOf("parts")).isEqualTo(1);
        assertThat(second.contents().get(1).sizeOf("parts")).isEqualTo(2);
        assertThat(second.tools().get(0).sizeOf("functionDeclarations")).isEqualTo(2);
    }

    @Test
    void whatIsMissingIsNamedWithTheMethodToCall() {
        assertThatIllegalStateException()
                .isThrownBy(() -> GeminiGenerateRequest.builder().user("u").build())
                .withMessage("no model: call model(...)");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().build())
                .withMessageStartingWith("no contents: call user(...)");
    }

    @Test
    void aMemberWithOneValueIsSetOnce() {
        assertAlreadySet(() -> builder().model("n"), "model");
        assertAlreadySet(() -> builder().stream(true).stream(false), "stream");
        assertAlreadySet(() -> builder().framing(Framing.SSE).framing(Framing.SSE), "framing");
        assertAlreadySet(() -> builder().system("a").system("b"), "systemInstruction.parts");
        assertAlreadySet(() -> builder().temperature(1).temperature(1), "generationConfig.temperature");
        assertAlreadySet(() -> builder().json().jsonSchema("{}"), "generationConfig.responseMimeType");
        assertAlreadySet(() -> builder().toolChoiceNone().toolChoice("a"), "toolConfig.functionCallingConfig.mode");
    }

    @Test
    void aSignatureBelongsToAPart() {
        assertThatIllegalStateException().isThrownBy(() -> builder().assistant(parts -> parts.thoughtSignature("s")));
    }

    @Test
    void aValueThatDoesNotFitIsRefusedWhereItIsSet() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().candidateCount(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().maxOutputTokens(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().thinkingBudget(-2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().functionResponse("weather", "\"sunny\""))
                .withMessageStartingWith("response of function weather must be a JSON object");
    }

    private static void assertAlreadySet(Runnable twice, String name) {
        assertThatIllegalStateException().isThrownBy(twice::run).withMessage(name + " is already set");
    }

    private static void assertContents(GeminiGenerateRequestBuilder builder, String contents) {
        assertBody(builder.build(), "{'contents':[" + contents + "]}");
    }

    private static void assertConfig(GeminiGenerateRequestBuilder builder, String members) {
        assertSet(builder, "'generationConfig':{" + members + "}");
    }

    private static void assertSet(GeminiGenerateRequestBuilder builder, String members) {
        assertBody(builder.user("u").build(), "{'contents':[{'role':'user','parts':[{'text':'u'}]}]," + members + "}");
    }

    private static GeminiGenerateRequestBuilder builder() {
        return GeminiGenerateRequest.builder().model("m");
    }
}
