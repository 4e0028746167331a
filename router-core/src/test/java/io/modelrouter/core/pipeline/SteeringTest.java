package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.Explanation;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A steered call")
class SteeringTest {
    private static final Token PLAIN = Token.builder("team").build();
    private static final Token MAY_PIN = Token.builder("team").pin(true).build();

    private final ReplayProvider first = ClaudeAnswers.good("a");
    private final ReplayProvider second = ClaudeAnswers.good("b");

    private RouterFixture fixture(Token token) {
        return fixture(token, first, second);
    }

    private static RouterFixture fixture(Token token, ReplayProvider first, ReplayProvider second) {
        UnaryOperator<ModelRouterBuilder> clients =
                builder -> builder.provider(first).provider(second);
        return new RouterFixture(
                1_000_000_000L,
                token,
                clients,
                Channel.builder("one", "a").models("*").priority(2).tags("us").build(),
                Channel.builder("two", "b")
                        .models("*")
                        .priority(1)
                        .tags("eu", "fast")
                        .groups("default", "extra")
                        .build(),
                Channel.builder("hidden", "a").models("*").groups("vip").build());
    }

    private static void call(RouterFixture fixture, CallContext context) {
        fixture.router.newCall(RouterFixture.claude(false), context).execute();
    }

    private static RouterErrorCode refusal(RouterFixture fixture, CallContext context) {
        List<RouterErrorCode> codes = new java.util.ArrayList<>();
        assertThatThrownBy(() -> call(fixture, context)).isInstanceOfSatisfying(RouterException.class, e -> {
            assertThat(e.getMessage()).doesNotContain("hidden", "one", "two", "nosuch");
            codes.add(e.code());
        });
        return codes.get(0);
    }

    private static CallContext.Builder context() {
        return CallContext.builder().key(Secret.of(RouterFixture.KEY));
    }

    @Test
    void goesToTheChannelThatIsPinnedInTheKeysSuffix() {
        try (RouterFixture fixture = fixture(MAY_PIN)) {
            call(fixture, CallContext.withKey(RouterFixture.KEY + "#two"));
            call(fixture, context().pin("two").build());

            assertThat(first.requests).isEmpty();
            assertThat(second.requests).hasSize(2);
        }
    }

    @Test
    void thatIsPinnedIsNeverMoved() {
        ReplayProvider down = ClaudeAnswers.always("b", ClaudeAnswers.error(500, "api_error"));
        try (RouterFixture fixture = fixture(MAY_PIN, first, down)) {
            assertThat(refusal(fixture, context().pin("two").build())).isEqualTo(RouterErrorCode.UPSTREAM_FAILED);
            assertThat(first.requests).isEmpty();
            assertThat(fixture.balance().held()).isZero();
        }
    }

    @Test
    void leavesOutTheChannelThatIsExcluded() {
        try (RouterFixture fixture = fixture(MAY_PIN)) {
            call(fixture, CallContext.withKey(RouterFixture.KEY + "#!one"));

            assertThat(first.requests).isEmpty();
            assertThat(second.requests).hasSize(1);
        }
    }

    @Test
    void triesThePreferredChannelFirstAndTheOthersAfterIt() {
        ReplayProvider down = ClaudeAnswers.always("b", ClaudeAnswers.error(500, "api_error"));
        try (RouterFixture fixture = fixture(PLAIN, first, down)) {
            call(fixture, CallContext.withKey(RouterFixture.KEY + "#two#ignore"));

            assertThat(fixture.happened).contains("attempt 1 two", "attempt 2 one", "content one");
        }
    }

    @Test
    void thatPrefersAChannelNobodyHasGoesOnWithoutIt() {
        try (RouterFixture fixture = fixture(PLAIN)) {
            call(fixture, context().prefer("nosuch").build());

            assertThat(first.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"#one", "#!one", "#nosuch", "#!nosuch", "#hidden"})
    void thatNamesChannelsNeedsThePermission(String suffix) {
        try (RouterFixture fixture = fixture(PLAIN)) {
            assertThat(refusal(fixture, CallContext.withKey(RouterFixture.KEY + suffix)))
                    .isEqualTo(RouterErrorCode.PERMISSION_DENIED);
            assertThat(first.requests).isEmpty();
        }
    }

    @Test
    void learnsNothingOfChannelsThatAreNotItsOwn() {
        try (RouterFixture fixture = fixture(MAY_PIN)) {
            for (String suffix : List.of("#nosuch", "#hidden", "#!nosuch", "#!hidden")) {
                assertThat(refusal(fixture, CallContext.withKey(RouterFixture.KEY + suffix)))
                        .isEqualTo(RouterErrorCode.INVALID_REQUEST);
            }
        }
    }

    @Test
    void keepsToTheChannelsOfAGroupOfItsOwn() {
        Token both = Token.builder("team").groups(List.of("default", "extra")).build();
        try (RouterFixture fixture = fixture(both)) {
            call(fixture, context().group("extra").build());

            assertThat(second.requests).hasSize(1);
            assertThat(refusal(fixture, context().group("vip").build())).isEqualTo(RouterErrorCode.PERMISSION_DENIED);
        }
    }

    @Test
    void keepsToTheChannelsThatHaveAllTheTags() {
        try (RouterFixture fixture = fixture(PLAIN)) {
            call(fixture, context().tags("eu", "fast").build());

            assertThat(second.requests).hasSize(1);
            assertThat(refusal(fixture, context().tags("eu", "us").build())).isEqualTo(RouterErrorCode.MODEL_NOT_FOUND);
        }
    }

    @Test
    void isExplainedAsItWouldGo() {
        try (RouterFixture fixture = fixture(MAY_PIN)) {
            List<Explanation.Candidate> candidates = fixture.router
                    .explain(
                            RouterFixture.claude(false),
                            context().exclude("one").build())
                    .candidates();

            assertThat(candidates.get(0).channel()).isEqualTo("two");
            assertThat(candidates.get(0).kept()).isTrue();
            assertThat(candidates.get(1).refusal()).isEqualTo("the call excludes the channel");
        }
    }

    @Test
    void showsItsSuffixToNobody() {
        CallContext context = CallContext.withKey(RouterFixture.KEY + "#two");

        assertThat(context.key()).contains(Secret.of(RouterFixture.KEY));
        assertThat(context.steering().pinned()).contains("two");
        assertThat(context.toString()).doesNotContain("two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "#!", "#a b", "#!!a", "##ignore", "#a#b", "#\u00e4"})
    void hasASuffixThatMeansSomething(String suffix) {
        assertThatThrownBy(() -> CallContext.withKey("sk" + suffix)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mayBePinnedByAProgramThatHasNoTokens() {
        Channel one = Channel.builder("one", "a").models("*").priority(1).build();
        Channel two = Channel.builder("two", "b").models("*").build();
        try (var router = ModelRouterBuilder.create(one, two)
                .provider(first)
                .provider(second)
                .build()) {
            router.newCall(
                            RouterFixture.claude(false),
                            CallContext.builder().pin("two").build())
                    .execute();
            assertThat(second.requests).hasSize(1);
        }
    }
}
