package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Signature;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("A Gemini request for a Gemini channel")
class GeminiRoundTripTest {
    private static WrittenRequest written(String body) {
        ChatRequest request = GeminiRequestReaderTest.read(body);
        return new GeminiCodec().writeRequest(request, new WriteTarget("gemini-x", true, "gemini"));
    }

    private static JsonNode json(WrittenRequest written) {
        return GeminiRecordings.json(written.body().toBytes());
    }

    private static JsonNode json(String text) {
        return GeminiRecordings.json(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'contents':[{'parts':[{'text':'a','odd':1}],'odder':true}]}",
                "{'contents':[{'role':'user','parts':[]},{'role':'model'}]}",
                "{'contents':[],'systemInstruction':{'role':'user','parts':[{'text':''}]}}",
                "{'contents':[],'tools':[{'functionDeclarations':[{'name':'f','behavior':'NON_BLOCKING'}]},"
                        + "{'functionDeclarations':[{'name':'g'}]},{'googleSearch':{'x':1},'codeExecution':{}}]}",
                "{'contents':[],'generationConfig':{'responseMimeType':'text/x.enum',"
                        + "'responseSchema':{'type':'STRING','format':'enum','enum':['a']},'thinkingConfig':{'future':1}}}",
                "{'contents':[],'toolConfig':{'functionCallingConfig':{'mode':'VALIDATED','allowedFunctionNames':['f']},"
                        + "'retrievalConfig':{'languageCode':'en'}},'cachedContent':'c','labels':{'a.b':'c'}}",
                "{'contents':[{'role':'model','parts':[{'functionCall':{'name':'f'},"
                        + "'thoughtSignature':'skip_thought_signature_validator'}]}]}"
            })
    void is_the_same(String body) {
        WrittenRequest written = written(body);
        assertThat(json(written)).isEqualTo(json(body));
        assertThat(written.losses()).isEmpty();
    }

    @Test
    @Tag("field-22")
    void loses_what_other_vendors_made_and_has_their_calls_excused() {
        String sealed = Provenance.seal(
                List.of(new Signature(Dialect.CLAUDE_MESSAGES, "c", Signature.Place.OWN, false, "secret", "private")));
        WrittenRequest written = written("{'contents':[{'parts':[{'text':'a'}]},{'role':'model','parts':["
                + "{'functionCall':{'name':'f','args':{}},'thought_signature':'" + sealed + "'}]}]}");
        assertThat(json(written).path("contents").path(1))
                .isEqualTo(json("{'role':'model','parts':[{'functionCall':{'name':'f','args':{}},"
                        + "'thoughtSignature':'skip_thought_signature_validator'}]}"));
        assertThat(written.losses())
                .singleElement()
                .satisfies(loss -> assertThat(loss.severity()).isEqualTo(Loss.Severity.HINT));
    }
}
