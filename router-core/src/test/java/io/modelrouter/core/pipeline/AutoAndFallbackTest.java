package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.WireAnswer;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.pipeline.ReplayProvider.Answer;
import io.modelrouter.core.route.FallbackCause;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.quota.Price;
import io.modelrouter.request.ClaudeMessagesRequest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A call that other models may serve")
class AutoAndFallbackTest {
    private static final Answer DOWN = ClaudeAnswers.error(500, "api_error");
    private static final Answer TOO_LONG = Answer.of(
            400,
            "application/json",
            "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                    + "\"message\":\"prompt is too long: 3333404 tokens > 200000 maximum\"}}");
    private static final Token PLAIN = Token.builder("team").build();

    private final Map<String, Answer> answers = new HashMap<>();
    private final ReplayProvider upstream =
            new ReplayProvider("a", request -> answers.getOrDefault(request.model(), ClaudeAnswers.whole()));

    /** One channel for each model x, y and z; y costs twice and z three times as much as x. */
    private RouterFixture fixture(Token token, UnaryOperator<ModelRouterBuilder> more) {
        return new RouterFixture(
                1_000_000_000L,
                token,
                builder -> more.apply(builder.provider(upstream).prices(AutoAndFallbackTest::price)),
                Channel.builder("cx", "a").models("x").build(),
                Channel.builder("cy", "a").models("y").build(),
                Channel.builder("cz", "a").models("z").build(),
                Channel.builder("free", "a").models("unpriced").build());
    }

    private static Optional<Price> price(String model) {
        int factor = "xyz".indexOf(model) + 1;
        return factor == 0
                ? Optional.empty()
                : Optional.of(Price.of(BigDecimal.valueOf(factor), BigDecimal.valueOf(2L * factor)));
    }

    private static ClaudeMessagesRequest request(String model) {
        return ClaudeMessagesRequest.parse(("{\"model\":\"" + model
                        + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static String shownModel(RouterFixture fixture, String model) {
        try (WireAnswer answer = fixture.router
                .newCall(request(model), CallContext.withKey(RouterFixture.KEY))
                .wire()) {
            return answer.headers().first("x-router-model").orElseThrow();
        }
    }

    private static RouterErrorCode failure(RouterFixture fixture, String model) {
        RouterErrorCode[] code = new RouterErrorCode[1];
        assertThatThrownBy(() -> shownModel(fixture, model))
                .isInstanceOfSatisfying(RouterException.class, e -> code[0] = e.code());
        assertThat(fixture.balance().held()).isZero();
        return code[0];
    }

    private List<String> asked() {
        return upstream.requests.stream().map(ProviderRequest::model).toList();
    }

    @Test
    void takesTheFirstModelOfTheListAndSaysWhich() {
        try (RouterFixture fixture = fixture(PLAIN, builder -> builder.auto("y", "x"))) {
            assertThat(shownModel(fixture, "auto")).isEqualTo("auto (y)");
            assertThat(fixture.record().requestedModel()).isEqualTo("auto");
            assertThat(fixture.record().servedModel()).isEqualTo("y");
            assertThat(asked()).containsExactly("y");
        }
    }

    @Test
    void takesTheNextOnFailureAndPaysItsPrice() {
        answers.put("z", DOWN);
        try (RouterFixture fixture = fixture(PLAIN, builder -> builder.auto("z", "x"))) {
            assertThat(shownModel(fixture, "auto")).isEqualTo("auto (x)");
            assertThat(asked()).containsExactly("z", "x");
            assertThat(fixture.record().cost()).isEqualTo(10 * 1000 + 5 * 2000);
            assertThat(fixture.balance().used()).isEqualTo(20_000);
        }
    }

    @Test
    void holdsTheHighestEstimate() {
        try (RouterFixture fixture = fixture(PLAIN, builder -> builder.auto("x", "z"))) {
            long auto = estimate(fixture, "auto");
            assertThat(auto).isEqualTo(estimate(fixture, "z")).isGreaterThan(estimate(fixture, "x"));
        }
    }

    private static long estimate(RouterFixture fixture, String model) {
        // Names of one length, since the prompt is estimated by its bytes.
        String name = model.equals("auto") ? "auto" : model;
        return fixture.router
                        .explain(request(name), CallContext.withKey(RouterFixture.KEY))
                        .estimatedNanos()
                        .orElseThrow()
                / 100_000;
    }

    @Test
    void passesOverModelsThatTheKeyMayNotUseOrThatRestOrHaveNoPriceOrNobodyServes() {
        Token token =
                Token.builder("team").models("y", "z", "nobody", "unpriced").build();
        answers.put("y", ClaudeAnswers.error(401, "authentication_error"));
        try (RouterFixture fixture = fixture(token, builder -> builder.auto("x", "nobody", "unpriced", "y", "z"))) {
            assertThat(shownModel(fixture, "auto")).isEqualTo("auto (z)");
            assertThat(shownModel(fixture, "auto")).isEqualTo("auto (z)");
            assertThat(asked()).containsExactly("y", "z", "z");
        }
    }

    @Test
    void isNotPermittedWhereNoModelOfTheListIs() {
        Token token = Token.builder("team").models("auto").build();
        try (RouterFixture fixture = fixture(token, builder -> builder.auto("x"))) {
            assertThat(failure(fixture, "auto")).isEqualTo(RouterErrorCode.MODEL_NOT_PERMITTED);
        }
    }

    @Test
    void keepsToTheAttemptsOfOneCall() {
        List.of("x", "y", "z", "unpriced").forEach(model -> answers.put(model, DOWN));
        Channel more = Channel.builder("more", "a").models("x").build();
        assertThat(more.models()).isNotEmpty();
        try (RouterFixture fixture = fixture(PLAIN, builder -> builder.auto("x", "y", "z", "x"))) {
            assertThat(failure(fixture, "auto")).isEqualTo(RouterErrorCode.UPSTREAM_FAILED);
            assertThat(asked()).containsExactly("x", "y", "z");
        }
    }

    @Test
    void goesToTheNextModelWhereThePromptIsTooLongForOne() {
        answers.put("x", TOO_LONG);
        try (RouterFixture fixture = fixture(PLAIN, builder -> builder.auto("x", "y"))) {
            assertThat(shownModel(fixture, "auto")).isEqualTo("auto (y)");
        }
    }

    @Test
    void isANameLikeAnyOtherWithoutAList() {
        try (RouterFixture fixture = fixture(PLAIN, UnaryOperator.identity())) {
            assertThat(failure(fixture, "auto")).isEqualTo(RouterErrorCode.MODEL_NOT_FOUND);
        }
    }

    @Test
    void isListedAmongTheModels() {
        try (RouterFixture fixture = fixture(PLAIN, builder -> builder.auto("x"))) {
            assertThat(fixture.router.models(CallContext.withKey(RouterFixture.KEY)))
                    .extracting(model -> model.id())
                    .contains("auto", "x");
        }
    }

    @Test
    void fallsBackAfterAnyFailureThatAnotherChannelMightNotHave() {
        answers.put("x", DOWN);
        try (RouterFixture fixture = fixture(PLAIN, builder -> builder.fallback("x", FallbackCause.ANY, "y", "z"))) {
            assertThat(shownModel(fixture, "x")).isEqualTo("x (y)");
            assertThat(asked()).containsExactly("x", "y");
            assertThat(fixture.record().cost()).isEqualTo(2 * 20_000);
        }
    }

    @Test
    void doesNotFallBackForTheCallersOwnMistakes() {
        answers.put("x", ClaudeAnswers.error(400, "invalid_request_error"));
        try (RouterFixture fixture = fixture(PLAIN, builder -> builder.fallback("x", FallbackCause.ANY, "y"))) {
            assertThat(failure(fixture, "x")).isEqualTo(RouterErrorCode.UPSTREAM_REFUSED);
            assertThat(asked()).containsExactly("x");
        }
    }

    @Test
    void fallsBackByItsCause() {
        answers.put("x", TOO_LONG);
        answers.put("y", TOO_LONG);
        try (RouterFixture fixture = fixture(
                PLAIN,
                builder -> builder.fallback("x", FallbackCause.CONTEXT_LENGTH, "y", "z")
                        .fallback("x", FallbackCause.CONTENT_POLICY, "unpriced"))) {
            assertThat(shownModel(fixture, "x")).isEqualTo("x (z)");
            assertThat(asked()).containsExactly("x", "y", "z");
        }
    }

    @Test
    void fallsBackWhereThePolicyRefuses() {
        answers.put("x", ClaudeAnswers.error(400, "content_policy_violation"));
        try (RouterFixture fixture =
                fixture(PLAIN, builder -> builder.fallback("x", FallbackCause.CONTENT_POLICY, "y"))) {
            assertThat(shownModel(fixture, "x")).isEqualTo("x (y)");
        }
    }

    @Test
    void fallsBackWhereEveryChannelRests() {
        answers.put("x", ClaudeAnswers.error(401, "authentication_error"));
        try (RouterFixture fixture = fixture(PLAIN, builder -> builder.fallback("x", FallbackCause.ANY, "y"))) {
            assertThat(shownModel(fixture, "x")).isEqualTo("x (y)");
            assertThat(shownModel(fixture, "x")).isEqualTo("x (y)");
            assertThat(asked()).containsExactly("x", "y", "y");
        }
    }

    @Test
    void doesNotFallBackToAModelThatTheKeyMayNotUse() {
        answers.put("x", DOWN);
        Token token = Token.builder("team").models("x").build();
        try (RouterFixture fixture = fixture(token, builder -> builder.fallback("x", FallbackCause.ANY, "y"))) {
            assertThat(failure(fixture, "x")).isEqualTo(RouterErrorCode.UPSTREAM_FAILED);
            assertThat(asked()).doesNotContain("y");
        }
    }
}
