package io.modelrouter.request;

import static io.modelrouter.request.RequestAssertions.assertBody;
import static io.modelrouter.request.RequestAssertions.assertRefused;
import static io.modelrouter.request.RequestAssertions.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Collections;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiResponsesRequestTest {

    @Test
    void everyMemberHasItsAccessor() {
        OpenAiResponsesRequest request = responses("'input':[{'role':'user','content':'u'},{'type':'reasoning'}],"
                + "'instructions':'i','stream':true,'max_output_tokens':10,'previous_response_id':'resp_1',"
                + "'store':false,'background':true,'include':['a','b'],'tools':[{'type':'web_search'}],"
                + "'tool_choice':{'type':'function'},'parallel_tool_calls':true,"
                + "'reasoning':{'effort':'low','summary':'auto'},'text':{'format':{'type':'json_object'}},"
                + "'temperature':0.5,'top_p':1,'user':'u-1'");

        assertThat(request.dialect()).isEqualTo(Dialect.OPENAI_RESPONSES);
        assertThat(request.model()).isEqualTo("gpt-5");
        assertThat(request.stream()).isTrue();
        assertThat(request.maxOutputTokens()).hasValue(10);
        assertThat(request.choices()).isEqualTo(1);
        assertThat(request.input()).isPresent();
        assertThat(request.inputItems()).hasSize(2);
        assertThat(request.instructions()).contains("i");
        assertThat(request.previousResponseId()).contains("resp_1");
        assertThat(request.store()).contains(false);
        assertThat(request.background()).isTrue();
        assertThat(request.include()).containsExactly("a", "b");
        assertThat(request.tools()).hasSize(1);
        assertThat(request.toolChoice()).isPresent();
        assertThat(request.parallelToolCalls()).contains(true);
        assertThat(request.reasoning()).isPresent();
        assertThat(request.reasoningEffort()).contains("low");
        assertThat(request.textFormat()).isPresent();
        assertThat(request.temperature()).hasValue(0.5);
        assertThat(request.topP()).hasValue(1);
        assertThat(request.user()).contains("u-1");
    }

    @Test
    void inputMayBeOneString() {
        OpenAiResponsesRequest request = responses("'input':'hello'");

        assertThat(request.input()).contains(RawJson.of("hello"));
        assertThat(request.inputItems()).isEmpty();
    }

    @Test
    void inputMayBeAbsentOrNull() {
        assertThat(responses("'prompt':{'id':'p'}").input()).isEmpty();
        assertThat(responses("'input':null").input()).isEmpty();
        assertThat(responses("'input':null").get("input")).contains(RawJson.ofNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "1", "true"})
    void inputOfAnotherKindIsRefused(String input) {
        assertRefused(() -> responses("'input':" + input), "input");
    }

    @Test
    void inputItemsAndToolsAreCounted() {
        String items = String.join(",", Collections.nCopies(RouterRequest.MAX_MESSAGES + 1, "{}"));
        String tools = String.join(",", Collections.nCopies(RouterRequest.MAX_TOOLS + 1, "{}"));

        assertRefused(() -> responses("'input':[" + items + "]"), "input");
        assertRefused(() -> responses("'tools':[" + tools + "]"), "tools");
    }

    @Test
    void theModelIsRequired() {
        assertRefused(() -> OpenAiResponsesRequest.parse(body("{'input':'hello'}")), "model");
    }

    @Test
    @Tag("R1.9")
    void theLimitMustBeAWholeNumberInRange() {
        assertRefused(() -> responses("'max_output_tokens':-1"), "max_output_tokens");
        assertRefused(() -> responses("'max_output_tokens':2147483648"), "max_output_tokens");
        assertThat(responses("'max_output_tokens':null").maxOutputTokens()).isEmpty();
    }

    @Test
    void streamMustBeTrueOrFalse() {
        assertRefused(() -> responses("'stream':'yes'"), "stream");
    }

    @Test
    void aChangeReplacesOneValue() {
        OpenAiResponsesRequest request =
                OpenAiResponsesRequest.parse(body("{'input': 'x','stream' :false, 'model': 'a','y':1.0}"));

        assertBody(request.withModel("b"), "{'input': 'x','stream' :false, 'model': 'b','y':1.0}");
        assertBody(request.withStream(true), "{'input': 'x','stream' :true, 'model': 'a','y':1.0}");
        assertBody(
                request.with("text.verbosity", RawJson.of("low")),
                "{'input': 'x','stream' :false, 'model': 'a','y':1.0,'text':{'verbosity':'low'}}");
    }

    private static OpenAiResponsesRequest responses(String members) {
        return OpenAiResponsesRequest.parse(body("{'model':'gpt-5'," + members + "}"));
    }
}
