package io.modelrouter.request;

import static io.modelrouter.request.RequestAssertions.assertBody;
import static io.modelrouter.request.RequestAssertions.assertRefused;
import static io.modelrouter.request.RequestAssertions.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeMessagesRequestTest {

    @Test
    void everyMemberHasItsAccessor() {
        ClaudeMessagesRequest request = claude("'max_tokens':1024,'system':[{'type':'text','text':'s'}],'stream':true,"
                + "'temperature':1.0,'top_p':0.9,'top_k':5,'stop_sequences':['a'],'tools':[{'name':'t'}],"
                + "'tool_choice':{'type':'any'},'thinking':{'type':'enabled','budget_tokens':2048},"
                + "'output_config':{'effort':'high','format':{'type':'json_schema'}},'metadata':{'user_id':'u-1'}");

        assertThat(request.dialect()).isEqualTo(Dialect.CLAUDE_MESSAGES);
        assertThat(request.model()).isEqualTo("claude");
        assertThat(request.stream()).isTrue();
        assertThat(request.maxOutputTokens()).hasValue(1024);
        assertThat(request.choices()).isEqualTo(1);
        assertThat(request.messages()).hasSize(1);
        assertThat(request.system()).isPresent();
        assertThat(request.temperature()).hasValue(1);
        assertThat(request.topP()).hasValue(0.9);
        assertThat(request.topK()).hasValue(5);
        assertThat(request.stopSequences()).containsExactly("a");
        assertThat(request.tools()).hasSize(1);
        assertThat(request.toolChoice()).isPresent();
        assertThat(request.thinking()).isPresent();
        assertThat(request.thinkingBudget()).hasValue(2048);
        assertThat(request.effort()).contains("high");
        assertThat(request.outputFormat()).isPresent();
        assertThat(request.userId()).contains("u-1");
    }

    @Test
    void aRequestWithoutMaxTokensIsLeftForTheVendorToRefuse() {
        assertThat(claude("'system':'s'").maxOutputTokens()).isEmpty();
    }

    @Test
    void aSystemTurnAmongTheMessagesIsTaken() {
        ClaudeMessagesRequest request = ClaudeMessagesRequest.parse(body("{'model':'claude','messages':["
                + "{'role':'user','content':'a'},{'role':'system','content':'b'},{'role':'user','content':'c'}]}"));

        assertThat(request.messages()).hasSize(3);
    }

    @Test
    void headersAreReadAsTheirNames() {
        ClaudeMessagesRequest request = ClaudeMessagesRequest.parse(
                RawJson.parse(body("{'model':'claude','messages':[]}")),
                Map.of("anthropic-version", "2023-06-01", "anthropic-beta", "a-1, b-2,,c-3 "));

        assertThat(request.anthropicVersion()).contains("2023-06-01");
        assertThat(request.anthropicBeta()).containsExactly("a-1", "b-2", "c-3");
        assertThat(request.withModel("x").anthropicBeta()).hasSize(3);
        assertThat(claude("'system':'s'").anthropicVersion()).isEmpty();
        assertThat(claude("'system':'s'").anthropicBeta()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'model':'m'}", "{'model':'m','messages':null}", "{'model':'m','messages':'hello'}"})
    void messagesMustBeAnArray(String json) {
        assertRefused(() -> ClaudeMessagesRequest.parse(body(json)), "messages");
    }

    @Test
    void theModelIsRequired() {
        assertRefused(() -> ClaudeMessagesRequest.parse(body("{'messages':[]}")), "model");
    }

    @Test
    void messagesAndToolsAreCounted() {
        String messages = String.join(",", Collections.nCopies(RouterRequest.MAX_MESSAGES + 1, "{}"));
        String tools = String.join(",", Collections.nCopies(RouterRequest.MAX_TOOLS + 1, "{}"));

        assertRefused(
                () -> ClaudeMessagesRequest.parse(body("{'model':'m','messages':[" + messages + "]}")), "messages");
        assertRefused(() -> claude("'tools':[" + tools + "]"), "tools");
    }

    @Test
    @Tag("R1.9")
    void maxTokensMustBeAWholeNumberInRange() {
        assertRefused(() -> claude("'max_tokens':-1"), "max_tokens");
        assertRefused(() -> claude("'max_tokens':1.5"), "max_tokens");
        assertRefused(() -> claude("'max_tokens':'100'"), "max_tokens");
        assertThat(claude("'max_tokens':0").maxOutputTokens()).hasValue(0);
    }

    @Test
    void streamMustBeTrueOrFalse() {
        assertRefused(() -> claude("'stream':0"), "stream");
    }

    @Test
    void aChangeReplacesOneValue() {
        ClaudeMessagesRequest request = ClaudeMessagesRequest.parse(
                body("{'messages':[ {'content':[{'type':'x','caller':{'a':1.0}}]}],'model' :'a', 'thinking':null}"));

        assertBody(
                request.withModel("b"),
                "{'messages':[ {'content':[{'type':'x','caller':{'a':1.0}}]}],'model' :'b', 'thinking':null}");
        assertBody(
                request.withStream(true),
                "{'messages':[ {'content':[{'type':'x','caller':{'a':1.0}}]}],'model' :'a', 'thinking':null,"
                        + "'stream':true}");
        assertBody(
                request.with("thinking.type", RawJson.of("disabled")),
                "{'messages':[ {'content':[{'type':'x','caller':{'a':1.0}}]}],'model' :'a', "
                        + "'thinking':{'type':'disabled'}}");
    }

    private static ClaudeMessagesRequest claude(String members) {
        return ClaudeMessagesRequest.parse(
                body("{'model':'claude','messages':[{'role':'user','content':'hello'}]," + members + "}"));
    }
}
