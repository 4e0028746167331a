package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.UpstreamBody;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayName("A chat request for a vendor")
class OpenAiChatQuirksTest {
    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    private static OpenAiChatRequest request(String messages, String more) {
        String json = "{'model':'m','messages':[{'role':'user','content':'q'}" + messages + "]" + more + "}";
        return OpenAiChatRequest.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private WrittenRequest write(String type, String messages, String more) {
        return codec.writeRequest(
                codec.readRequest(request(messages, more), StoredItems.NONE), new WriteTarget("up", true, type));
    }

    private JsonNode body(String type, String messages, String more) {
        return JsonTree.read(write(type, messages, more).body().toBytes());
    }

    /** The second turn of a loop of tools, from a client of another dialect that brings back what a chat channel thought. */
    private JsonNode loop(String type, String thought, String id) {
        Source at = Source.of(Dialect.CLAUDE_MESSAGES, "x");
        List<PromptBlock> said = new ArrayList<>();
        if (!thought.isEmpty()) {
            said.add(new PromptBlock.Reasoning(thought, Signature.unsigned(Dialect.OPENAI_CHAT, "c"), at));
        }
        said.add(new PromptBlock.Text("so", at));
        said.add(new PromptBlock.ToolCall(id, "f", "{}", at));
        ChatRequest request = ChatRequest.builder(Dialect.CLAUDE_MESSAGES, "m")
                .turn(new Turn(Turn.Role.USER, List.of(new PromptBlock.Text("q", at)), at))
                .turn(new Turn(Turn.Role.ASSISTANT, said, at))
                .turn(new Turn(
                        Turn.Role.USER,
                        List.of(new PromptBlock.ToolResult(
                                id, "f", false, List.of(new PromptBlock.Text("1", at)), false, null, at)),
                        at))
                .build();
        WrittenRequest written = codec.writeRequest(request, new WriteTarget("up", true, type));
        return JsonTree.read(written.body().toBytes()).path("messages");
    }

    @ParameterizedTest
    @CsvSource({
        "deepseek, reasoning_content",
        "moonshot, reasoning_content",
        "zai, reasoning_content",
        "groq, reasoning",
        "cerebras, reasoning",
        "ollama, reasoning",
        "vllm, reasoning",
        "openrouter, reasoning"
    })
    void takesThinkingBackBesideCallsUnderTheVendorsName(String type, String member) {
        JsonNode message = loop(type, "hm", "call_1").path(1);

        assertThat(message.path(member).asString("")).isEqualTo("hm");
        assertThat(message.propertyNames()).containsExactlyInAnyOrder("role", "content", member, "tool_calls");
    }

    @Test
    void takesThinkingBackAsPartsWhereItCameAsParts() {
        JsonNode message = loop("mistral", "hm", "call_1").path(1);

        assertThat(message.path("content").toString())
                .isEqualTo("[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},"
                        + "{\"type\":\"text\",\"text\":\"so\"}]");
        assertThat(message.has("reasoning_content")).isFalse();
    }

    @Test
    void hasAnEmptyReasoningWhereALoopOfToolsIsRefusedWithoutOne() {
        assertThat(loop("deepseek", "", "call_1")
                        .path(1)
                        .path("reasoning_content")
                        .asString(null))
                .isEmpty();
        assertThat(loop("zai", "", "call_1").path(1).has("reasoning_content")).isFalse();
    }

    /** An empty one is refused too: github.com/theopenco/llmgateway/pull/2093. */
    @Test
    void hasASpaceForReasoningWhereAnEmptyOneCountsAsNone() {
        assertThat(loop("moonshot", "", "call_1")
                        .path(1)
                        .path("reasoning_content")
                        .asString(null))
                .isEqualTo(" ");
    }

    @Test
    void takesThinkingBackInTagsWhereItCameInTags() {
        JsonNode message = loop("minimax", "hm", "call_1").path(1);

        assertThat(message.path("content").asString("")).isEqualTo("<think>\nhm\n</think>\n\nso");
        assertThat(message.propertyNames()).containsExactlyInAnyOrder("role", "content", "tool_calls");
    }

    @ParameterizedTest
    @CsvSource({
        "mistral, call_1, [a-zA-Z0-9]{9}",
        "mistral, abcDEF123, abcDEF123",
        "mistral, toolu_01ABCDEFGHIJKLMNOPQRSTUV, [a-zA-Z0-9]{9}",
        "groq, call_1, call_1"
    })
    void hasIdsOfNineLettersAndDigitsForMistralTheSameForCallAndResult(String type, String given, String expected) {
        JsonNode messages = loop(type, "hm", given);
        String id = messages.path(1).path("tool_calls").path(0).path("id").asString("");

        assertThat(id).matches(expected);
        assertThat(messages.path(2).path("tool_call_id").asString("")).isEqualTo(id);
    }

    @Test
    void asksForUsageWhereThatIsTaken() {
        assertThat(body("deepseek", "", "")
                        .path("stream_options")
                        .path("include_usage")
                        .asBoolean(false))
                .isTrue();
        assertThat(body("mistral", "", "").has("stream_options")).isFalse();
    }

    @Test
    void passesWithoutStreamOptionsWhereTheyAreRefused() {
        OpenAiChatRequest request = request("", ",'stream':true,'stream_options':{'include_usage':true},'x_mine':1");

        UpstreamBody mistral = codec.upstreamBody(request, new WriteTarget("m", true, "mistral"), Map.of());
        UpstreamBody groq = codec.upstreamBody(request, new WriteTarget("m", true, "groq"), Map.of());

        assertThat(new String(mistral.body().toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}],\"stream\":true,\"x_mine\":1}");
        assertThat(mistral.withholdUsage()).isFalse();
        assertThat(groq.body().toBytes()).isEqualTo(request.json().toBytes());
    }

    @Test
    void namesTheSeedAsTheVendorDoes() {
        assertThat(body("mistral", "", ",'seed':7").path("random_seed").asInt(0))
                .isEqualTo(7);
        assertThat(body("groq", "", ",'seed':7").path("seed").asInt(0)).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "groq, logit_bias, {'1':2}",
        "groq, logprobs, true",
        "cerebras, frequency_penalty, 0.5",
        "cerebras, presence_penalty, 0.5"
    })
    void leavesOutWhatTheVendorRefusesAndSaysSo(String type, String member, String value) {
        String more = ",'" + member + "':" + value;

        assertThat(body(type, "", more).has(member)).isFalse();
        assertThat(write(type, "", more).losses())
                .contains(new Loss(member, Loss.Severity.HINT, "is refused by this vendor"));
        assertThat(body("together", "", more).has(member)).isTrue();
    }

    @Test
    void isNoRequestForGroqIfItWantsSeveralAnswers() {
        assertThat(write("groq", "", ",'n':2").isUsable()).isFalse();
        assertThat(write("groq", "", ",'n':1").isUsable()).isTrue();
        assertThat(write("together", "", ",'n':2").isUsable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"deepseek, thinking", "zai, thinking", "qwen, enable_thinking"})
    void switchesThinkingOffByTheVendorsMember(String type, String member) {
        JsonNode body = body(type, "", ",'reasoning_effort':'none'");

        assertThat(body.has("reasoning_effort")).isFalse();
        assertThat(
                        member.equals("thinking")
                                ? body.path(member).path("type").asString("")
                                : body.path(member).toString())
                .isEqualTo(member.equals("thinking") ? "disabled" : "false");
    }
}
