package io.modelrouter.core.pipeline;

import static io.modelrouter.core.pipeline.ClaudeAnswers.always;
import static io.modelrouter.core.pipeline.ClaudeAnswers.error;
import static io.modelrouter.core.pipeline.ClaudeAnswers.good;
import static io.modelrouter.core.pipeline.ClaudeAnswers.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.CallContext;
import io.modelrouter.WireAnswer;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitDecision.Limit;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.quota.AccountId;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R5.2")
@DisplayName("A call under limits")
class LimitedCallsTest {
    private static final long PLENTY = 1_000_000_000L;
    private static final Token LIMITED = Token.builder("team")
            .requestsPerMinute(60)
            .tokensPerMinute(10_000)
            .maxInFlight(5)
            .build();

    private final RecordingLimiter limiter = new RecordingLimiter();
    private final ManualClock clock = new ManualClock();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void entersOnceAndLeavesOnceWithTheUsageItWasSettledFor(boolean streamed) {
        try (RouterFixture fixture = fixture(LIMITED, good("a"))) {
            fixture.wire(streamed);

            assertThat(limiter.entered).hasSize(1);
            assertThat(limiter.left).containsExactly(limiter.entered.get(0).id() + " 15");
        }
    }

    @Test
    void leavesWithTheWholePromptCachedOrNot() {
        String cached = ClaudeAnswers.WHOLE.replace(
                "\"input_tokens\":10",
                "\"input_tokens\":10,\"cache_read_input_tokens\":700,\"cache_creation_input_tokens\":30");
        ProviderClient upstream = always("a", ReplayProvider.Answer.of(200, "application/json", cached));
        try (RouterFixture fixture = fixture(LIMITED, upstream)) {
            fixture.wire(false);

            assertThat(limiter.left).singleElement().asString().endsWith(" 745");
        }
    }

    /** The ways a call may end without a whole answer. */
    enum WayOut {
        UPSTREAM_FAILED(always("a", error(500, "api_error")), PLENTY, WayOut::tryCall, 0),
        REFUSED_UPSTREAM(always("a", error(400, "invalid_request_error")), PLENTY, WayOut::tryCall, 0),
        NO_QUOTA(good("a"), 10, WayOut::tryCall, 0),
        MODEL_UNKNOWN(good("another-type"), PLENTY, WayOut::tryCall, 0),
        CUT_STREAM(always("a", stream(ClaudeAnswers.START + ClaudeAnswers.DELTA)), PLENTY, WayOut::tryCall, 13),
        CLOSED_UNREAD(good("a"), PLENTY, fixture -> fixture.call(true).wire().close(), -1);

        private final ProviderClient upstream;
        private final long quota;
        private final Consumer<RouterFixture> call;
        private final long used;

        WayOut(ProviderClient upstream, long quota, Consumer<RouterFixture> call, long used) {
            this.upstream = upstream;
            this.quota = quota;
            this.call = call;
            this.used = used;
        }

        private static void tryCall(RouterFixture fixture) {
            try {
                fixture.wire(true);
            } catch (RouterException e) {
                // told to the caller
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesOnceOnEveryWayOut(WayOut way) {
        String model = way == WayOut.MODEL_UNKNOWN ? "only-this" : "*";
        try (RouterFixture fixture = new RouterFixture(
                way.quota,
                LIMITED,
                builder -> builder.provider(way.upstream).limiter(limiter),
                Channel.builder("c1", way.upstream.type()).models(model).build())) {
            way.call.accept(fixture);

            assertThat(fixture.records).hasSize(1);
            assertThat(limiter.entered).hasSize(1);
            assertThat(limiter.left).hasSize(1);
            if (way.used >= 0) {
                assertThat(limiter.left.get(0)).endsWith(" " + way.used);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isToldWhichLimitRefusedItAndWhenToComeBackBeforeAnythingIsHeld(Limit limit) {
        limiter.decision = new LimitDecision.Refused(limit, Duration.ofMillis(1_500));
        ReplayProvider upstream = good("a");
        try (RouterFixture fixture = fixture(LIMITED, upstream)) {
            RouterException refusal = refusal(() -> fixture.wire(false));

            assertThat(refusal.code()).isEqualTo(RouterErrorCode.RATE_LIMITED);
            assertThat(refusal.retryAfter()).contains(Duration.ofMillis(1_500));
            assertThat(refusal)
                    .hasMessageContaining(
                            switch (limit) {
                                case IN_FLIGHT -> "5 calls in flight";
                                case REQUESTS -> "60 requests a minute";
                                case TOKENS -> "10000 tokens a minute";
                            });
            assertThat(upstream.requests).isEmpty();
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.record().error()).isEqualTo(RouterErrorCode.RATE_LIMITED);
            assertThat(limiter.left).isEmpty();
        }
    }

    @Test
    void costsNoQuestionWhereItsTokenHasNoLimits() {
        try (RouterFixture fixture = fixture(Token.builder("team").build(), good("a"))) {
            fixture.wire(false);

            assertThat(limiter.entered).isEmpty();
            assertThat(limiter.left).isEmpty();
        }
    }

    @Test
    @Tag("R1.10")
    void isRefusedWhileTheLimiterCannotBeReached() {
        limiter.enterCut = true;
        ReplayProvider upstream = good("a");
        try (RouterFixture fixture = fixture(LIMITED, upstream)) {
            RouterException refusal = refusal(() -> fixture.wire(false));

            assertThat(refusal.code()).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);
            assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
            assertThat(upstream.requests).isEmpty();
        }
    }

    @Test
    void endsWellWhereTheLimiterIsLostMeanwhileAndLeavesWhenTheRouterCloses() {
        RouterFixture fixture = fixture(LIMITED, good("a"));
        limiter.leaveCut = true;
        assertThat(fixture.wire(false)).isEqualTo(ClaudeAnswers.WHOLE);
        assertThat(limiter.left).isEmpty();

        limiter.leaveCut = false;
        fixture.close();

        assertThat(limiter.left).singleElement().asString().endsWith(" 15");
    }

    @Test
    void waitsForItsPlaceWhereTheTokenHasAllItMayHave() {
        Token one = Token.builder("team").maxInFlight(1).build();
        try (RouterFixture fixture = local(one, good("a"))) {
            WireAnswer open = fixture.call(true).wire();

            RouterException refusal = refusal(() -> fixture.wire(false));
            assertThat(refusal.code()).isEqualTo(RouterErrorCode.RATE_LIMITED);
            assertThat(refusal.retryAfter())
                    .hasValueSatisfying(wait -> assertThat(wait).isPositive());

            open.close();
            fixture.wire(false);
        }
    }

    @Test
    void takesWhatItMayUseAndGivesBackWhatItDidNot() {
        int prompt = (RouterFixture.claude(false).json().length() + 3) / 4;
        // room for six: each needs its prompt and 100, and uses 15
        Token token =
                Token.builder("team").tokensPerMinute(prompt + 100 + 5 * 15).build();
        try (RouterFixture fixture = local(token, good("a"))) {
            for (int i = 0; i < 6; i++) {
                fixture.wire(i % 2 == 0);
            }

            RouterException refusal = refusal(() -> fixture.wire(false));
            assertThat(refusal.code()).isEqualTo(RouterErrorCode.RATE_LIMITED);

            clock.advance(refusal.retryAfter().orElseThrow());
            fixture.wire(false);
        }
    }

    @Test
    void makesNoMoreRequestsThanItsTokenMay() {
        Token token = Token.builder("team").requestsPerMinute(2).build();
        try (RouterFixture fixture = local(token, good("a"))) {
            fixture.wire(false);
            fixture.wire(false);

            RouterException refusal = refusal(() -> fixture.wire(false));

            assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(30));
            clock.advance(Duration.ofSeconds(30));
            fixture.wire(false);
        }
    }

    @Test
    @Tag("R6")
    void isRefusedUnseenAfterTooManyBadKeysFromItsAddress() {
        UnaryOperator<ModelRouterBuilder> two = builder -> builder.settings(
                RouterSettings.builder().maxAuthFailuresPerMinute(2).build());
        try (RouterFixture fixture = RouterFixture.with(two, good("a"))) {
            CallContext good = CallContext.builder()
                    .key(Secret.of(RouterFixture.KEY))
                    .remoteAddress("192.0.2.7")
                    .build();
            fixture.router.newCall(RouterFixture.claude(false), good).execute();
            for (int i = 0; i < 2; i++) {
                int guess = i;
                assertThat(refusal(() -> guess(fixture, guess)).code()).isEqualTo(RouterErrorCode.UNAUTHENTICATED);
            }

            assertThat(refusal(() -> guess(fixture, 2)).code()).isEqualTo(RouterErrorCode.RATE_LIMITED);
            assertThat(fixture.record().error()).isEqualTo(RouterErrorCode.RATE_LIMITED);
            assertThat(refusal(() -> fixture.router.models(context("sk-guess-3")))
                            .code())
                    .isEqualTo(RouterErrorCode.RATE_LIMITED);
            fixture.router.newCall(RouterFixture.claude(false), good).execute();
        }
    }

    @Test
    void isChargedToTheCallerWhomTheHostHasMadeSureOf() {
        Token caller = Token.builder("host-user")
                .accounts(RouterFixture.ACCOUNT, new AccountId("team:all"))
                .requestsPerMinute(60)
                .build();
        try (RouterFixture fixture = fixture(Token.builder("team").build(), good("a"))) {
            fixture.ledger.setLimit(new AccountId("team:all"), io.modelrouter.quota.QuotaLimit.of(PLENTY));

            fixture.router
                    .newCall(
                            RouterFixture.claude(false),
                            CallContext.builder().caller(caller).build())
                    .execute();

            assertThat(fixture.record().token()).isEqualTo("host-user");
            assertThat(fixture.balance().used()).isPositive();
            assertThat(limiter.entered)
                    .singleElement()
                    .satisfies(call -> assertThat(call.name()).isEqualTo("host-user"));
        }
    }

    private static void guess(RouterFixture fixture, int number) {
        fixture.router
                .newCall(RouterFixture.claude(false), context("sk-guess-" + number))
                .execute();
    }

    private static CallContext context(String key) {
        return CallContext.builder()
                .key(Secret.of(key))
                .remoteAddress("192.0.2.7")
                .build();
    }

    private RouterFixture fixture(Token token, ProviderClient upstream) {
        return new RouterFixture(
                PLENTY, token, builder -> builder.provider(upstream).limiter(limiter), channel(upstream));
    }

    private RouterFixture local(Token token, ProviderClient upstream) {
        return new RouterFixture(
                PLENTY, token, builder -> builder.provider(upstream).clock(clock, clock.nanoTime()), channel(upstream));
    }

    private static Channel channel(ProviderClient upstream) {
        return Channel.builder("c1", upstream.type()).models("*").build();
    }

    private static RouterException refusal(Runnable call) {
        RouterException refusal = catchThrowableOfType(RouterException.class, call::run);
        assertThat(refusal).as("refused").isNotNull();
        return refusal;
    }
}
