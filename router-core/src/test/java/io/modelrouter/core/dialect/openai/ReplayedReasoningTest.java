package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Reasoning that a client puts back into a history that is passed on")
class ReplayedReasoningTest {
    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    private static OpenAiChatRequest request(String json) {
        return OpenAiChatRequest.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private String passed(String type, String json, Map<String, RawJson> overrides) {
        byte[] body = codec.upstreamBody(request(json), new WriteTarget("m", false, type), overrides)
                .body()
                .toBytes();
        return new String(body, StandardCharsets.UTF_8).replace('"', '\'');
    }

    private String assistant(String type, String members) {
        String passed = passed(
                type,
                "{'model':'m','messages':[{'role':'user','content':'q'},{'role':'assistant'" + members + "}]}",
                Map.of());
        return passed.substring(passed.indexOf("{'role':'assistant'") + 19, passed.length() - 3);
    }

    @ParameterizedTest
    @CsvSource({
        "reasoning_effort, false",
        "reasoning_format, false",
        "reasoning, true",
        "reasoning_content, true",
        "reasoning_details, true"
    })
    void isLookedForWhereItMayStand(String name, boolean looked) {
        assertThat(OpenAiChatReplay.mayReplay(RawJson.parse("{\"messages\":[],\"" + name + "\":\"low\"}")))
                .isEqualTo(looked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // Refused: "property 'reasoning_content' is unsupported"; reasoning is taken from models that think.
                "groq | ,'reasoning_content':'hm','content':'a' | ,'content':'a'",
                "groq | ,'content':'a','reasoning_details':[{'text':'hm'}] | ,'content':'a'",
                "groq | ,'reasoning':'hm','content':'a' | ,'reasoning':'hm','content':'a'",
                // 422 extra_forbidden for whatever its messages do not have.
                "mistral | ,'reasoning':'hm','reasoning_content':'hm','reasoning_details':[],'content':'a' | ,'content':'a'",
                // wrong_api_format, but reasoning is its own name.
                "cerebras | ,'reasoning_content':'hm','content':'a' | ,'reasoning':'hm','content':'a'",
                "cerebras | ,'reasoning_content':'x','reasoning':'hm' | ,'reasoning':'hm'",
                "cerebras | ,'reasoning_content':'hm','reasoning':'' | ,'reasoning':'hm'",
                "cerebras | ,'reasoning_content':'','content':'a' | ,'content':'a'",
                // Refused without it in a loop of tools.
                "deepseek | ,'content':'','reasoning':'hm','tool_calls':[] | ,'content':'','reasoning_content':'hm','tool_calls':[]",
                "deepseek | ,'reasoning_content':'hm','reasoning':'hm' | ,'reasoning_content':'hm','reasoning':'hm'",
                "moonshot | ,'reasoning':'hm','content':'a' | ,'reasoning_content':'hm','content':'a'",
                "glm | ,'reasoning':'hm','content':'a' | ,'reasoning_content':'hm','content':'a'",
            })
    void isKeptOrLeftOutOrRenamedAsTheVendorTakesIt(String type, String given, String expected) {
        assertThat(assistant(type, given)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"openai", "azure", "openrouter", "minimax", "ollama", "vllm", "fireworks", "openai-compatible"})
    void staysWhereNothingIsKnownAgainstIt(String type) {
        String members = ",'reasoning':'hm','reasoning_content':'hm','reasoning_details':[{'text':'hm'}],'content':'a'";

        assertThat(assistant(type, members)).isEqualTo(members);
    }

    @Test
    void isAllThatChangesOfTheCallersBytes() {
        String before =
                "{ 'model':'m', 'messages' : [ {'role':'user', 'content':'q \\u00e9', 'reasoning_content':'mine'} ,\n"
                        + " {'role':'assistant', 'content' : [ {'type':'text', 'text':'a'} ], 'reasoning_content':'hm'},\t"
                        + "{'role':'user','content':'1.0'} ], 'temperature':1.0 }";

        assertThat(passed("groq", before, Map.of()))
                .isEqualTo(before.replace(
                        "{'role':'assistant', 'content' : [ {'type':'text', 'text':'a'} ], 'reasoning_content':'hm'}",
                        "{'role':'assistant','content':[ {'type':'text', 'text':'a'} ]}"));
    }

    @Test
    void leavesRequestsWithoutItAlone() {
        OpenAiChatRequest request = OpenAiChatRequest.parse(("{\"model\":\"m\", \"messages\":[ {\"role\":\"assistant\","
                        + " \"content\":\"my \\\"reasoning\"} ], \"reasoning\":{\"effort\":\"low\"}}")
                .getBytes(StandardCharsets.UTF_8));

        assertThat(codec.upstreamBody(request, new WriteTarget("m", false, "mistral"), Map.of())
                        .body()
                        .toBytes())
                .isEqualTo(request.json().toBytes());
    }

    @Test
    void mayBeSetByAnOverrideOfTheSamePlace() {
        String passed = passed(
                "groq",
                "{'model':'m','messages':[{'role':'assistant','reasoning_content':'hm'}]}",
                Map.of("messages", RawJson.parse("[]")));

        assertThat(passed).isEqualTo("{'model':'m','messages':[]}");
    }
}
