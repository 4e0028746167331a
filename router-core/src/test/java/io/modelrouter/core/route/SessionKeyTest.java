package io.modelrouter.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The key of a session")
class SessionKeyTest {
    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static RouterRequest chat(String members) {
        return OpenAiChatRequest.parse(bytes("{'model':'m'," + members + "}"));
    }

    private static RouterRequest claude(String members) {
        return ClaudeMessagesRequest.parse(bytes("{'model':'m','max_tokens':1," + members + "}"));
    }

    private static SessionKey key(RouterRequest request) {
        return SessionKey.of(request, null).orElseThrow();
    }

    @Test
    void isWhatTheCallerSaysWhateverTheRequest() {
        RouterRequest one = chat("'user':'u','messages':[{'role':'user','content':'one'}]");
        RouterRequest two = chat("'messages':[{'role':'user','content':'two'}]");

        assertThat(SessionKey.of(one, "s")).isEqualTo(SessionKey.of(two, "s"));
        assertThat(SessionKey.of(one, "s")).isNotEqualTo(SessionKey.of(one, "t"));
    }

    @Test
    void isTheUserOrTheCacheOfTheRequest() {
        String turn = "'messages':[{'role':'user','content':'%s'}]";
        for (Function<String, RouterRequest> request : java.util.List.<Function<String, RouterRequest>>of(
                text -> claude("'metadata':{'user_id':'u'}," + turn.formatted(text)),
                text -> chat("'prompt_cache_key':'u'," + turn.formatted(text)),
                text -> chat("'user':'u'," + turn.formatted(text)))) {
            assertThat(key(request.apply("one"))).isEqualTo(key(request.apply("two")));
            assertThat(key(request.apply("one")).guessed()).isFalse();
        }
        assertThat(key(chat("'prompt_cache_key':'a','user':'u'," + turn)))
                .isNotEqualTo(key(chat("'prompt_cache_key':'b','user':'u'," + turn)));
    }

    @Test
    void isElseHowTheConversationBegins() {
        SessionKey first = key(claude("'system':'be kind','messages':[{'role':'user','content':"
                + "[{'type':'text','text':'hi','cache_control':{'type':'ephemeral'}}]}]"));
        SessionKey later = key(
                claude(
                        "'system':'be kind','messages':[{'role':'user','content':"
                                + "[{'type':'text','text':'hi'}]},{'role':'assistant','content':'yes?'},{'role':'user','content':'so'}]"));

        assertThat(later).isEqualTo(first);
        assertThat(first.guessed()).isTrue();
        assertThat(key(claude("'system':'be kind','messages':[{'role':'user','content':'ho'}]")))
                .isNotEqualTo(first);
        assertThat(key(claude("'system':'be rude','messages':[{'role':'user','content':'hi'}]")))
                .isNotEqualTo(first);
    }

    @Test
    void isFoundInEveryDialect() {
        RouterRequest chat = chat(
                "'messages':[{'role':'system','content':'s'},{'role':'user','content':'hi'},{'role':'assistant','content':'a'}]");
        RouterRequest responses = OpenAiResponsesRequest.parse(bytes("{'model':'m','instructions':'s','input':'hi'}"));
        RouterRequest gemini = GeminiGenerateRequest.parse(
                "m",
                false,
                GeminiGenerateRequest.Framing.SSE,
                io.modelrouter.wire.RawJson.parse(
                        bytes(
                                "{'systemInstruction':{'parts':[{'text':'s'}]},"
                                        + "'contents':[{'role':'user','parts':[{'text':'hi'}]},{'role':'model','parts':[{'text':'a'}]}]}")),
                java.util.Map.of());

        assertThat(key(chat)).isEqualTo(key(responses)).isEqualTo(key(gemini));
    }
}
