package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ResponseOrigin;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.core.channel.InMemoryResponseOrigins;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.OpenAiStoredResponseRequest;
import io.modelrouter.request.OpenAiStoredResponseRequest.Action;
import io.modelrouter.request.RouterRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Two nodes that share where answers came from")
class SharedOriginsTest {
    private static final String BODY =
            "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"output\":[],\"usage\":"
                    + "{\"input_tokens\":1,\"output_tokens\":1}}";

    private final ReplayProvider first =
            new ReplayProvider("openai", request -> ReplayProvider.Answer.of(500, "application/json", "{}"));
    private final ReplayProvider second =
            new ReplayProvider("azure", request -> ReplayProvider.Answer.of(200, "application/json", BODY));
    private final InMemoryResponseOrigins origins = new InMemoryResponseOrigins(System::nanoTime);
    private final RouterFixture one = node(origins);
    private final RouterFixture other = node(origins);

    private RouterFixture node(ResponseOrigins shared) {
        Executor atOnce = Runnable::run;
        return new RouterFixture(
                1_000_000_000L,
                builder -> builder.provider(first)
                        .provider(second)
                        .responseOrigins(shared)
                        .executor(atOnce),
                Channel.builder("first", "openai").models("*").build(),
                Channel.builder("second", "azure").models("*").build());
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    private static String send(RouterFixture node, RouterRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WireAnswer answer = node.router
                .newCall(request, CallContext.withKey(RouterFixture.KEY))
                .wire()) {
            answer.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static OpenAiResponsesRequest ask(String more) {
        return OpenAiResponsesRequest.parse(
                ("{\"model\":\"gpt-x\",\"input\":\"hi\"" + more + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static OpenAiStoredResponseRequest about(Action action) {
        return OpenAiStoredResponseRequest.of(action, "resp_1", null, Map.of());
    }

    @Test
    void findAnAnswerOnTheChannelThatMadeItWhoeverIsAsked() {
        send(one, ask(""));
        first.requests.clear();

        assertThat(send(other, about(Action.RETRIEVE))).contains("resp_1");

        assertThat(first.requests).isEmpty();
        assertThat(second.requests.get(second.requests.size() - 1).method()).isEqualTo("GET");
    }

    /** A session has its channel by its name's hash, so these would be spread over both. */
    @Test
    void askTheMakerFirstForTheTurnThatFollowsWhateverTheSession() {
        send(one, ask(""));
        first.requests.clear();

        for (int i = 0; i < 20; i++) {
            send(other, ask(",\"previous_response_id\":\"resp_1\"" + session(i)));
        }
        assertThat(first.requests).isEmpty();
        assertThat(second.requests).hasSize(1 + 20);

        for (int i = 0; i < 20; i++) {
            send(other, ask(session(i)));
        }
        assertThat(first.requests).as("without the earlier answer").isNotEmpty();
    }

    private static String session(int number) {
        return ",\"store\":false,\"prompt_cache_key\":\"session-" + number + "\"";
    }

    @Test
    void forgetWhatIsDeletedOnEither() {
        send(one, ask(""));
        send(other, about(Action.DELETE));

        assertThat(origins.find("team", "resp_1")).isEmpty();
        assertThatThrownBy(() -> send(other, about(Action.RETRIEVE)))
                .isInstanceOfSatisfying(
                        RouterException.class,
                        failure -> assertThat(failure.code()).isEqualTo(RouterErrorCode.NOT_FOUND));
    }

    @Test
    void goOnWithWhatTheyKnowThemselvesWhereTheStoreFails() {
        RouterFixture alone = node(new ResponseOrigins() {
            @Override
            public void put(String caller, String responseId, ResponseOrigin origin, Duration keep) {
                throw new IllegalStateException("away");
            }

            @Override
            public Optional<ResponseOrigin> find(String caller, String responseId) {
                throw new IllegalStateException("away");
            }

            @Override
            public void forget(String caller, String responseId) {
                throw new IllegalStateException("away");
            }
        });

        send(alone, ask(""));
        assertThat(send(alone, about(Action.RETRIEVE))).contains("resp_1");
        assertThat(send(alone, about(Action.DELETE))).contains("resp_1");
        alone.close();
    }
}
