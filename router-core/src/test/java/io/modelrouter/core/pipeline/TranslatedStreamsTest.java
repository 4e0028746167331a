package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.CallContext;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of other routers report of streams, where both sides speak different dialects. */
@DisplayName("A translated stream")
class TranslatedStreamsTest {
    private static final String CHUNK =
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":";

    private static RouterFixture fixture(Dialect spoken, ProviderClient... clients) {
        Channel[] channels = new Channel[clients.length];
        for (int i = 0; i < clients.length; i++) {
            channels[i] = Channel.builder("c" + (i + 1), clients[i].type())
                    .models("*")
                    .priority(clients.length - i)
                    .dialects(spoken)
                    .build();
        }
        return new RouterFixture(
                1_000_000_000L,
                builder -> {
                    for (ProviderClient client : clients) {
                        builder.provider(client);
                    }
                    return builder;
                },
                channels);
    }

    private static WireAnswer open(RouterFixture fixture, RouterRequest request) {
        return fixture.router
                .newCall(request, CallContext.withKey(RouterFixture.KEY))
                .wire();
    }

    private static String wire(RouterFixture fixture, RouterRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WireAnswer answer = open(fixture, request)) {
            answer.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static OpenAiChatRequest chat() {
        return OpenAiChatRequest.parse(
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    @Test
    @Tag("field-2")
    void takesAnEmptyListOfCallsBesideTextForText() {
        ReplayProvider upstream = ClaudeAnswers.always(
                "a",
                ClaudeAnswers.stream(
                        CHUNK + "{\"role\":\"assistant\",\"content\":\"Hello\",\"tool_calls\":[]},"
                                + "\"finish_reason\":null}]}\n\n" + CHUNK
                                + "{\"content\":\" you\",\"tool_calls\":[]},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));
        try (RouterFixture fixture = fixture(Dialect.OPENAI_CHAT, upstream)) {
            String answer = wire(fixture, RouterFixture.claude(true));

            assertThat(answer)
                    .contains("\"text\":\"Hello\"", "\"text\":\" you\"", "\"stop_reason\":\"end_turn\"")
                    .doesNotContain("tool_use");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "malformed", "error", "empty"})
    @Tag("field-6")
    void fallsBackBeforeTheFirstContent(String fault) {
        String body;
        switch (fault) {
            case "cut":
                body = ClaudeAnswers.START;
                break;
            case "malformed":
                body = ClaudeAnswers.START + "event: content_block_delta\ndata: {\"type\":\n\n";
                break;
            case "error":
                body = ClaudeAnswers.START + ClaudeAnswers.OVERLOADED_EVENT;
                break;
            default:
                body = "";
        }
        ReplayProvider broken = ClaudeAnswers.always("a", ClaudeAnswers.stream(body));
        try (RouterFixture fixture = fixture(Dialect.CLAUDE_MESSAGES, broken, ClaudeAnswers.good("b"))) {
            String answer = wire(fixture, chat());

            assertThat(answer)
                    .contains("Hello you")
                    .endsWith("data: [DONE]\n\n")
                    .doesNotContain("error");
            assertThat(count(answer, "\"role\":\"assistant\"")).isEqualTo(1);
            assertThat(fixture.record().channel()).isEqualTo("c2");
        }
    }

    @Test
    @Tag("field-7")
    @Tag("field-8")
    @Tag("field-9")
    void endsWithOneHonestErrorAfterItAndAsksNobodyElse() {
        ReplayProvider cut = ClaudeAnswers.always("a", ClaudeAnswers.stream(ClaudeAnswers.START + ClaudeAnswers.DELTA));
        ReplayProvider second = ClaudeAnswers.good("b");
        try (RouterFixture fixture = fixture(Dialect.CLAUDE_MESSAGES, cut, second)) {
            String answer = wire(fixture, chat());

            assertThat(answer)
                    .contains("Hello you", "\"type\":\"server_error\"", "\"code\":\"stream_truncated\"")
                    .doesNotContain("[DONE]", "\"finish_reason\":\"stop\"");
            assertThat(count(answer, "\"role\":\"assistant\"")).isEqualTo(1);
            assertThat(count(answer, "\"error\"")).isEqualTo(1);
            assertThat(second.requests).isEmpty();
            assertThat(fixture.record().error()).isEqualTo(RouterErrorCode.TRUNCATED);
        }
    }

    @Test
    @Tag("field-15")
    void stopsTheUpstreamWhenItsReaderLeavesAndSettlesWhatCame() throws Exception {
        BlockingProvider silent = new BlockingProvider(ClaudeAnswers.START + ClaudeAnswers.DELTA);
        try (RouterFixture fixture = fixture(Dialect.CLAUDE_MESSAGES, silent)) {
            open(fixture, chat()).close();

            assertThat(silent.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.balance().used()).isPositive();
        }
    }
}
