package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.TokenCount;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.TokenCountRequest;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A count of tokens")
class TokenCounterTest {
    private static final CallContext CALLER = CallContext.withKey(RouterFixture.KEY);
    private static final String CLAUDE =
            "{ \"model\":\"m\", \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}] , \"x\":0.0}";
    private static final FakeAnswer CLAUDE_42 = FakeAnswer.json(200, "{ \"input_tokens\": 42 }");
    private static final FakeAnswer GEMINI_7 = FakeAnswer.json(200, "{\"totalTokens\":7}");
    private static final FakeAnswer NO_PATH = FakeAnswer.json(404, "{\"detail\":\"Not Found\"}");

    private final FakeProvider claude =
            new FakeProvider("a", Dialect.CLAUDE_MESSAGES).counting(Dialect.CLAUDE_MESSAGES);
    private final FakeProvider gemini =
            new FakeProvider("g", Dialect.GEMINI_GENERATE).counting(Dialect.GEMINI_GENERATE);
    private final FakeProvider plain = new FakeProvider("p", Dialect.CLAUDE_MESSAGES, Dialect.OPENAI_CHAT);
    private final ManualClock clock = new ManualClock();

    private RouterFixture fixture(Token token, UnaryOperator<ModelRouterBuilder> more, Channel... channels) {
        return new RouterFixture(
                0,
                token,
                builder -> more.apply(builder.provider(claude)
                        .provider(gemini)
                        .provider(plain)
                        .clock(clock, clock.nanoTime())),
                channels);
    }

    private RouterFixture fixture(Channel... channels) {
        return fixture(Token.builder("team").build(), UnaryOperator.identity(), channels);
    }

    private static Channel channel(String name, String type, int priority) {
        return Channel.builder(name, type).models("m").priority(priority).build();
    }

    private static TokenCountRequest claudeRequest() {
        return TokenCountRequest.claude(RawJson.parse(CLAUDE), Map.of("anthropic-version", "2023-06-01"));
    }

    private static String sent(FakeProvider provider) {
        return new String(provider.lastRequest().body().toBytes(), StandardCharsets.UTF_8);
    }

    private static RouterErrorCode refusal(RouterFixture fixture, TokenCountRequest request) {
        RouterErrorCode[] code = new RouterErrorCode[1];
        assertThatThrownBy(() -> fixture.router.countTokens(request, CALLER))
                .isInstanceOfSatisfying(RouterException.class, e -> code[0] = e.code());
        return code[0];
    }

    @Test
    void isTheUpstreamsOwnToTheByteAndCostsNothing() {
        claude.then(CLAUDE_42);
        try (RouterFixture fixture = fixture(channel("one", "a", 0))) {
            TokenCount count = fixture.router.countTokens(claudeRequest(), CALLER);

            assertThat(count.tokens()).isEqualTo(42);
            assertThat(count.source()).isEqualTo(TokenCount.Source.UPSTREAM);
            assertThat(count.channel()).contains("one");
            assertThat(new String(count.body().toBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("{ \"input_tokens\": 42 }");
            assertThat(count.headers().first("x-router-estimated")).isEmpty();
            ProviderRequest asked = claude.lastRequest();
            assertThat(asked.operation()).isEqualTo("count");
            assertThat(sent(claude)).isEqualTo(CLAUDE);
            assertThat(asked.headers()).containsEntry("anthropic-version", "2023-06-01");
            assertThat(asked.deadline()).isEqualTo(Duration.ofSeconds(10));
            assertThat(fixture.happened).as("no call").isEmpty();
            assertThat(fixture.balance().held() + fixture.balance().used()).isZero();
            assertThat(claude.openResponses()).isZero();
        }
    }

    @Test
    void changesNothingButAModelThatIsMapped() {
        claude.then(CLAUDE_42);
        Channel mapped =
                Channel.builder("one", "a").models("m").mapModel("m", "real").build();
        try (RouterFixture fixture = fixture(mapped)) {
            fixture.router.countTokens(claudeRequest(), CALLER);

            assertThat(sent(claude)).isEqualTo(CLAUDE.replace("\"m\"", "\"real\""));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}",
                "{\"generateContentRequest\":{\"model\":\"models/m\",\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}}",
                "{\"contents\":[],\"systemInstruction\":{\"parts\":[{\"text\":\"hi\"}]}}"
            })
    void isAskedInBothFormsOfGemini(String body) {
        gemini.then(GEMINI_7);
        Channel mapped =
                Channel.builder("one", "g").models("m").mapModel("m", "real").build();
        try (RouterFixture fixture = fixture(mapped)) {
            TokenCount count = fixture.router.countTokens(TokenCountRequest.gemini("m", RawJson.parse(body)), CALLER);

            assertThat(count.tokens()).isEqualTo(7);
            assertThat(sent(gemini)).isEqualTo(body.replace("models/m", "models/real"));
        }
    }

    @Test
    void isTranslatedForAChannelOfAnotherDialect() {
        gemini.then(GEMINI_7);
        try (RouterFixture fixture = fixture(channel("one", "g", 0))) {
            TokenCount count = fixture.router.countTokens(claudeRequest(), CALLER);

            assertThat(count.body()).isEqualTo(RawJson.parse("{\"input_tokens\":7}"));
            assertThat(count.source()).isEqualTo(TokenCount.Source.UPSTREAM);
            RawJson asked = RawJson.parse(sent(gemini));
            assertThat(asked.names()).containsExactly("generateContentRequest");
            assertThat(asked.at("generateContentRequest", "model")).contains(RawJson.of("models/m"));
            assertThat(asked.toString()).doesNotContain("anthropic");
        }
    }

    @Test
    void takesThePromptOfAnyChatAndLeavesOutWhatSteersTheAnswer() {
        claude.then(CLAUDE_42);
        gemini.then(GEMINI_7);
        try (RouterFixture fixture = fixture(channel("one", "a", 1))) {
            ClaudeMessagesRequest chat = ClaudeMessagesRequest.builder()
                    .model("m")
                    .maxTokens(9)
                    .user("hi")
                    .build();
            assertThat(fixture.router.countTokens(chat, CALLER).tokens()).isEqualTo(42);
            assertThat(RawJson.parse(sent(claude)).names()).containsExactlyInAnyOrder("model", "messages");

            OpenAiChatRequest other =
                    OpenAiChatRequest.builder().model("m").user("hi").build();
            assertThat(fixture.router.countTokens(other, CALLER).tokens()).isEqualTo(42);
            assertThat(RawJson.parse(sent(claude)).names()).containsExactlyInAnyOrder("model", "messages");
        }
        try (RouterFixture fixture = fixture(channel("one", "g", 1))) {
            GeminiGenerateRequest chat =
                    GeminiGenerateRequest.builder().model("m").user("hi").build();
            assertThat(fixture.router.countTokens(chat, CALLER).tokens()).isEqualTo(7);
            assertThat(RawJson.parse(sent(gemini)).names()).containsExactly("generateContentRequest");
        }
    }

    @Test
    void isAnEstimateThatIsMarkedWhereNobodyCountsAndNobodyIsAsked() {
        try (RouterFixture fixture = fixture(channel("one", "p", 0))) {
            TokenCount count = fixture.router.countTokens(claudeRequest(), CALLER);

            assertThat(count.source()).isEqualTo(TokenCount.Source.ESTIMATED);
            assertThat(count.tokens()).isBetween(5L, 12L);
            assertThat(count.channel()).isEmpty();
            assertThat(count.headers().first("x-router-estimated")).contains("true");
            assertThat(count.body().names()).containsExactly("input_tokens");
            assertThat(plain.requests()).isEmpty();
        }
    }

    @Test
    void remembersForAWhileWhoHasNoSuchEndpoint() {
        claude.then(NO_PATH);
        try (RouterFixture fixture = fixture(channel("one", "a", 0))) {
            assertThat(fixture.router.countTokens(claudeRequest(), CALLER).source())
                    .isEqualTo(TokenCount.Source.ESTIMATED);
            fixture.router.countTokens(claudeRequest(), CALLER);
            assertThat(claude.requests()).hasSize(1);

            clock.advance(Duration.ofMinutes(11));
            fixture.router.countTokens(claudeRequest(), CALLER);
            assertThat(claude.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "{\"input_tokens\":-1}", "<html>", "{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":3}}"})
    void isNoneOfAnAnswerThatHasNone(String answer) {
        claude.then(FakeAnswer.json(200, answer));
        try (RouterFixture fixture = fixture(channel("one", "a", 0))) {
            assertThat(fixture.router.countTokens(claudeRequest(), CALLER).source())
                    .isEqualTo(TokenCount.Source.ESTIMATED);
        }
    }

    @Test
    void goesToTheNextChannelWhereOneFails() {
        claude.on("down", FakeAnswer.json(500, "{}")).on("good", CLAUDE_42);
        try (RouterFixture fixture = fixture(channel("down", "a", 2), channel("good", "a", 1))) {
            TokenCount count = fixture.router.countTokens(claudeRequest(), CALLER);

            assertThat(count.channel()).contains("good");
            assertThat(count.headers().first("x-router-attempts")).contains("2");
        }
    }

    @Test
    void isEstimatedWhereEveryUpstreamFailsAndLeavesThemWell() {
        FakeAnswer limited = FakeAnswer.json(
                429, "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow\"}}");
        claude.then(limited, limited, limited, limited, limited, limited, CLAUDE_42);
        try (RouterFixture fixture = fixture(channel("one", "a", 2), channel("two", "a", 1))) {
            for (int i = 0; i < 3; i++) {
                assertThat(fixture.router.countTokens(claudeRequest(), CALLER).source())
                        .isEqualTo(TokenCount.Source.ESTIMATED);
            }
            assertThat(fixture.router.operator().states())
                    .allSatisfy(state -> assertThat(state.health()).isEmpty());
            assertThat(fixture.router.countTokens(claudeRequest(), CALLER).tokens())
                    .isEqualTo(42);
        }
    }

    @Test
    void tellsHealthOfALineThatCannotBeMade() {
        claude.then(FakeAnswer.failing(FailureKind.CONNECTION));
        try (RouterFixture fixture = fixture(channel("one", "a", 2))) {
            fixture.router.countTokens(claudeRequest(), CALLER);
            fixture.router.countTokens(claudeRequest(), CALLER);

            assertThat(claude.requests()).as("it rests").hasSize(1);
        }
    }

    @Test
    void isRefusedAsTheUpstreamOfTheCallersOwnDialectRefuses() {
        claude.then(FakeAnswer.json(
                400,
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"messages: no\"}}"));
        try (RouterFixture fixture = fixture(channel("one", "a", 0))) {
            assertThatThrownBy(() -> fixture.router.countTokens(claudeRequest(), CALLER))
                    .isInstanceOfSatisfying(RouterException.class, e -> {
                        assertThat(e.code()).isEqualTo(RouterErrorCode.UPSTREAM_REFUSED);
                        assertThat(e).hasMessage("messages: no");
                    });
        }
        gemini.then(FakeAnswer.json(400, "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}"));
        try (RouterFixture fixture = fixture(channel("one", "g", 0))) {
            assertThat(fixture.router.countTokens(claudeRequest(), CALLER).source())
                    .as("what a translation got wrong is not the caller's")
                    .isEqualTo(TokenCount.Source.ESTIMATED);
        }
    }

    @Test
    void isNotFoundWhereEveryUpstreamSaysThatTheModelIsNone() {
        claude.then(FakeAnswer.json(
                404, "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: m\"}}"));
        try (RouterFixture fixture = fixture(channel("one", "a", 0))) {
            assertThat(refusal(fixture, claudeRequest())).isEqualTo(RouterErrorCode.MODEL_NOT_FOUND);
        }
    }

    @Test
    void needsAKeyAModelAndAPlaceAmongTheLimits() {
        claude.then(CLAUDE_42);
        Token limited = Token.builder("team")
                .requestsPerMinute(1)
                .tokensPerMinute(1)
                .models("m")
                .build();
        try (RouterFixture fixture = fixture(limited, UnaryOperator.identity(), channel("one", "a", 0))) {
            assertThatThrownBy(() -> fixture.router.countTokens(claudeRequest(), CallContext.withKey("sk-nobody")))
                    .isInstanceOfSatisfying(
                            RouterException.class,
                            e -> assertThat(e.code()).isEqualTo(RouterErrorCode.UNAUTHENTICATED));
            assertThat(fixture.router.countTokens(claudeRequest(), CALLER).tokens())
                    .as("tokens a minute do not count")
                    .isEqualTo(42);
            assertThat(refusal(fixture, claudeRequest())).isEqualTo(RouterErrorCode.RATE_LIMITED);
        }
        Token other = Token.builder("team").models("x").build();
        try (RouterFixture fixture = fixture(other, UnaryOperator.identity(), channel("one", "a", 0))) {
            assertThat(refusal(fixture, claudeRequest())).isEqualTo(RouterErrorCode.MODEL_NOT_PERMITTED);
        }
        assertThat(claude.requests()).hasSize(1);
    }

    @Test
    void asksNobodyWhereTheSettingsSaySo() {
        RouterSettings off = RouterSettings.builder().upstreamTokenCounts(false).build();
        Token team = Token.builder("team").build();
        try (RouterFixture fixture = fixture(team, builder -> builder.settings(off), channel("one", "a", 0))) {
            assertThat(fixture.router.countTokens(claudeRequest(), CALLER).source())
                    .isEqualTo(TokenCount.Source.ESTIMATED);
        }
        assertThat(List.of(claude.requests(), gemini.requests())).allMatch(List::isEmpty);
    }
}
