package io.modelrouter.request;

import static io.modelrouter.request.RequestAssertions.assertBody;
import static io.modelrouter.request.RequestAssertions.assertRefused;
import static io.modelrouter.request.RequestAssertions.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.request.GeminiGenerateRequest.Framing;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiGenerateRequestTest {

    @Test
    void everyMemberHasItsAccessor() {
        checkAccessors(gemini("'systemInstruction':{'parts':[{'text':'s'}]},'tools':[{'googleSearch':{}}],"
                + "'toolConfig':{'functionCallingConfig':{'mode':'ANY'}},'safetySettings':[{'category':'c'}],"
                + "'cachedContent':'cachedContents/1','generationConfig':{'maxOutputTokens':10,'candidateCount':2,"
                + "'temperature':0,'topP':0.5,'topK':40.0,'seed':7,'stopSequences':['a'],"
                + "'thinkingConfig':{'thinkingBudget':-1}}"));
    }

    @Test
    void everyMemberIsReadByItsOtherNameToo() {
        checkAccessors(gemini("'system_instruction':{'parts':[{'text':'s'}]},'tools':[{'googleSearch':{}}],"
                + "'tool_config':{'functionCallingConfig':{'mode':'ANY'}},'safety_settings':[{'category':'c'}],"
                + "'cached_content':'cachedContents/1','generation_config':{'max_output_tokens':10,"
                + "'candidate_count':2,'temperature':0,'top_p':0.5,'top_k':40.0,'seed':7,'stop_sequences':['a'],"
                + "'thinking_config':{'thinkingBudget':-1}}"));
    }

    private void checkAccessors(GeminiGenerateRequest request) {
        assertThat(request.dialect()).isEqualTo(Dialect.GEMINI_GENERATE);
        assertThat(request.contents()).hasSize(1);
        assertThat(request.systemInstruction()).isPresent();
        assertThat(request.tools()).hasSize(1);
        assertThat(request.toolConfig()).isPresent();
        assertThat(request.safetySettings()).hasSize(1);
        assertThat(request.cachedContent()).contains("cachedContents/1");
        assertThat(request.generationConfig()).isPresent();
        assertThat(request.maxOutputTokens()).hasValue(10);
        assertThat(request.choices()).isEqualTo(2);
        assertThat(request.temperature()).hasValue(0);
        assertThat(request.topP()).hasValue(0.5);
        assertThat(request.topK()).hasValue(40);
        assertThat(request.seed()).hasValue(7);
        assertThat(request.stopSequences()).containsExactly("a");
        assertThat(request.thinkingConfig()).isPresent();
    }

    @Test
    void modelStreamAndFramingComeFromThePath() {
        RawJson json = RawJson.parse(body("{'contents':[]}"));
        GeminiGenerateRequest request =
                GeminiGenerateRequest.parse("gemini-2.5-flash", true, Framing.JSON_ARRAY, json, Map.of("x-h", "1"));

        assertThat(request.model()).isEqualTo("gemini-2.5-flash");
        assertThat(request.stream()).isTrue();
        assertThat(request.framing()).isEqualTo(Framing.JSON_ARRAY);
        assertThat(request.headers()).containsEntry("x-h", "1");
        assertThat(gemini("'x':1").stream()).isFalse();
        assertThat(gemini("'x':1").framing()).isEqualTo(Framing.SSE);
    }

    @Test
    void anotherModelOrStreamFlagChangesNoByteOfTheBody() {
        RawJson json = RawJson.parse(body(" { 'contents' : [ ], 'model':'models/x', 'stream':1.0 }"));
        GeminiGenerateRequest request =
                GeminiGenerateRequest.parse("a", true, Framing.JSON_ARRAY, json, Map.of("x-h", "1"));

        GeminiGenerateRequest changed = request.withModel("b").withStream(false);

        assertThat(changed.json()).isSameAs(json);
        assertThat(changed.model()).isEqualTo("b");
        assertThat(changed.stream()).isFalse();
        assertThat(changed.framing()).isEqualTo(Framing.JSON_ARRAY);
        assertThat(changed.headers()).containsEntry("x-h", "1");
    }

    @Test
    void aMemberIsSetByItsPathAndThePathOfTheCallStays() {
        GeminiGenerateRequest request = GeminiGenerateRequest.parse(
                "m", true, Framing.JSON_ARRAY, RawJson.parse(body("{'contents': []}")), Map.of());

        GeminiGenerateRequest changed = request.with("generationConfig.maxOutputTokens", RawJson.of(5));

        assertBody(changed, "{'contents': [],'generationConfig':{'maxOutputTokens':5}}");
        assertThat(changed.maxOutputTokens()).hasValue(5);
        assertThat(changed.stream()).isTrue();
        assertThat(changed.framing()).isEqualTo(Framing.JSON_ARRAY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'contents':null}", "{'contents':'hello'}", "{'contents':{}}"})
    void contentsMustBeAnArray(String json) {
        assertRefused(() -> GeminiGenerateRequest.parse("m", body(json)), "contents");
    }

    @Test
    void contentsAndToolsAreCounted() {
        String contents = String.join(",", Collections.nCopies(RouterRequest.MAX_MESSAGES + 1, "{}"));
        String tools = String.join(",", Collections.nCopies(RouterRequest.MAX_TOOLS + 1, "{}"));

        assertRefused(() -> GeminiGenerateRequest.parse("m", body("{'contents':[" + contents + "]}")), "contents");
        assertRefused(() -> gemini("'tools':[" + tools + "]"), "tools");
    }

    @Test
    void theModelHasOneTo256Characters() {
        assertRefused(() -> GeminiGenerateRequest.parse("", body("{'contents':[]}")), "model");
        assertRefused(() -> GeminiGenerateRequest.parse("m".repeat(257), body("{'contents':[]}")), "model");
        assertRefused(() -> gemini("'x':1").withModel(""), "model");
    }

    @ParameterizedTest
    @Tag("R1.9")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'generationConfig':{'maxOutputTokens':-1} | generationConfig.maxOutputTokens",
                "'generationConfig':{'maxOutputTokens':2147483648} | generationConfig.maxOutputTokens",
                "'generation_config':{'max_output_tokens':1.5} | generationConfig.maxOutputTokens",
                "'generationConfig':{'candidateCount':0} | generationConfig.candidateCount",
                "'generationConfig':{'candidate_count':129} | generationConfig.candidateCount"
            })
    void limitsMustBeWholeNumbersInRange(String members, String param) {
        assertRefused(() -> gemini(members), param);
    }

    @ParameterizedTest
    @Tag("R1.9")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'generationConfig':{},'generation_config':{} | generationConfig",
                "'generationConfig':{'maxOutputTokens':1,'max_output_tokens':2} | generationConfig.maxOutputTokens",
                "'generationConfig':{'candidateCount':1,'candidate_count':2} | generationConfig.candidateCount"
            })
    void aLimitThatComesByBothNamesIsRefused(String members, String param) {
        assertRefused(() -> gemini(members), param);
    }

    @Test
    void nullsAndOddConfigurationsAreLeftForTheVendor() {
        assertThat(gemini("'generationConfig':null").maxOutputTokens()).isEmpty();
        assertThat(gemini("'generationConfig':'x'").maxOutputTokens()).isEmpty();
        assertThat(gemini("'generationConfig':{'maxOutputTokens':null,'candidateCount':null}")
                        .choices())
                .isEqualTo(1);
        assertThat(gemini("'generationConfig':{'temperature':'x','stopSequences':5}")
                        .temperature())
                .isEmpty();
    }

    private static GeminiGenerateRequest gemini(String members) {
        return GeminiGenerateRequest.parse(
                "gemini-2.5-flash", body("{'contents':[{'parts':[{'text':'hello'}]}]," + members + "}"));
    }
}
