package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.core.quota.InMemoryPriceBook;
import io.modelrouter.core.quota.Unpriced;
import io.modelrouter.core.tokens.PromptTokens;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.Multipliers;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationState;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("What a caller pays on a channel")
@Tag("R1.9")
class RatesTest {
    private static final long COST = 20_000;

    private static PriceBook book(String... modelsAndPrices) {
        Map<ModelPattern, Price> prices = new HashMap<>();
        for (int i = 0; i < modelsAndPrices.length; i += 2) {
            prices.put(ModelPattern.of(modelsAndPrices[i]), Price.parse(modelsAndPrices[i + 1]));
        }
        return new InMemoryPriceBook(prices);
    }

    private static RouterSettings settings(UnaryOperator<RouterSettingsBuilder> more) {
        return more.apply(RouterSettings.builder()).build();
    }

    private static Channel.Builder channel() {
        return Channel.builder("c1", "a").models("*");
    }

    private static RouterFixture fixture(PriceBook prices, RouterSettings settings, Channel channel) {
        return new RouterFixture(
                1_000_000_000,
                Token.builder("team").groups(List.of("default", "vip", "gold")).build(),
                builder ->
                        builder.provider(ClaudeAnswers.good("a")).prices(prices).settings(settings),
                channel);
    }

    @Test
    void isThePriceOfTheModelThatWasAskedForIfThatHasOne() {
        Channel mapped = channel().mapModel("claude-x", "claude-real").build();
        try (RouterFixture fixture = fixture(
                book("claude-x", "input=1 output=2", "claude-real", "input=100 output=200"),
                RouterSettings.DEFAULT,
                mapped)) {
            fixture.wire(false);

            assertThat(fixture.record().costNanos()).hasValue(COST);
            assertThat(fixture.record().rates()).isEqualTo(Price.parse("input=1 output=2"));
        }
    }

    @Test
    void isElseThePriceOfTheModelThatTheChannelMapsItTo() {
        Channel mapped = channel().mapModel("claude-x", "claude-real").build();
        try (RouterFixture fixture =
                fixture(book("claude-real", "input=100 output=200"), RouterSettings.DEFAULT, mapped)) {
            fixture.wire(true);

            assertThat(fixture.record().servedModel()).isEqualTo("claude-real");
            assertThat(fixture.record().costNanos()).hasValue(100 * COST);
            assertThat(fixture.balance().used()).isEqualTo(100 * COST);
        }
    }

    @Test
    void isElseTheDefaultPriceIfThatIsTheSetting() {
        RouterSettings settings =
                settings(s -> s.unpriced(Unpriced.DEFAULT).defaultPrice(Price.parse("input=3 output=6")));
        try (RouterFixture fixture =
                fixture(PriceBook.EMPTY, settings, channel().build())) {
            fixture.wire(false);

            assertThat(fixture.record().costNanos()).hasValue(3 * COST);
            assertThat(fixture.record().settlement()).isEqualTo(ReservationState.CONFIRMED);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> settings(s -> s.unpriced(Unpriced.DEFAULT)));
    }

    @Test
    void isNothingIfModelsWithoutAPriceAreFreeAndTheCostIsUnknown() {
        try (RouterFixture fixture = fixture(
                PriceBook.EMPTY,
                settings(s -> s.unpriced(Unpriced.FREE)),
                channel().build())) {
            fixture.wire(false);

            assertThat(fixture.balance().used()).isZero();
            assertThat(fixture.record().cost()).isNull();
            assertThat(fixture.record().rates()).isNull();
            assertThat(fixture.record().settlement()).isEqualTo(ReservationState.CONFIRMED);
        }
    }

    @Test
    void isUnknownForAnUnlimitedCallerAlsoWhereOthersAreRefused() {
        try (RouterFixture fixture =
                fixture(PriceBook.EMPTY, RouterSettings.DEFAULT, channel().build())) {
            assertThatThrownBy(() -> fixture.wire(false))
                    .isInstanceOfSatisfying(
                            RouterException.class,
                            e -> assertThat(e.code()).isEqualTo(RouterErrorCode.MODEL_NOT_PERMITTED));

            fixture.ledger.setLimit(RouterFixture.ACCOUNT, QuotaLimit.UNLIMITED);
            fixture.wire(false);
            assertThat(fixture.record().cost()).isNull();
        }
    }

    @Test
    void leavesOutChannelsThatMapToAModelWithoutAPrice() {
        ReplayProvider unpriced = ClaudeAnswers.good("b");
        try (RouterFixture fixture = new RouterFixture(
                1_000_000_000,
                builder -> builder.provider(ClaudeAnswers.good("a"))
                        .provider(unpriced)
                        .prices(book("claude-real", "input=1 output=2")),
                channel().mapModel("claude-x", "claude-real").build(),
                Channel.builder("c2", "b")
                        .models("*")
                        .mapModel("claude-x", "claude-other")
                        .priority(9)
                        .build())) {
            fixture.wire(false);

            assertThat(unpriced.requests).isEmpty();
            assertThat(fixture.record().channel()).isEqualTo("c1");
        }
    }

    @Test
    void isMultipliedByChannelGroupAndModel() {
        RouterSettings settings = settings(s -> s.groupMultipliers(
                Map.of("vip", new BigDecimal("0.5"), "gold", new BigDecimal("0.25"), "default", BigDecimal.TEN)));
        Channel channel = channel()
                .multiplier(new BigDecimal("3"))
                .groups("default", "vip")
                .build();
        try (RouterFixture fixture = fixture(book("*", "input=1 output=2 multiplier=2"), settings, channel)) {
            fixture.wire(true);

            assertThat(fixture.record().group()).isEqualTo("vip");
            assertThat(fixture.record().multipliers())
                    .isEqualTo(new Multipliers(new BigDecimal("3"), new BigDecimal("0.5")));
            assertThat(fixture.record().costNanos()).hasValue(3 * COST);
        }
    }

    @Test
    void hasTheGroupThatTheCallAsksFor() {
        RouterSettings settings = settings(s -> s.groupMultipliers(Map.of("default", BigDecimal.TEN)));
        try (RouterFixture fixture = fixture(
                book("*", "input=1 output=2"),
                settings,
                channel().groups("default", "vip").build())) {
            fixture.router
                    .newCall(
                            RouterFixture.claude(false),
                            CallContext.builder()
                                    .key(io.modelrouter.channel.Secret.of(RouterFixture.KEY))
                                    .group("default")
                                    .build())
                    .execute();

            assertThat(fixture.record().group()).isEqualTo("default");
            assertThat(fixture.record().costNanos()).hasValue(10 * COST);
        }
    }

    @Test
    void isHeldAtTheHighestOfAllCandidatesAndChargedAtThatOfTheServing() {
        long[] held = new long[1];
        RouterFixture[] open = new RouterFixture[1];
        ReplayProvider serving = new ReplayProvider("a", request -> {
            held[0] = open[0].balance().held();
            return ClaudeAnswers.whole();
        });
        try (RouterFixture fixture = new RouterFixture(
                1_000_000_000,
                builder -> builder.provider(serving).provider(ClaudeAnswers.good("b")),
                channel().priority(9).build(),
                Channel.builder("c2", "b")
                        .models("*")
                        .multiplier(new BigDecimal("7"))
                        .build())) {
            open[0] = fixture;
            fixture.wire(false);

            long prompt = PromptTokens.quick(RouterFixture.claude(false), "claude-x");
            assertThat(held[0]).isEqualTo(7 * ((long) Math.ceil(prompt * 1.2 * 1000) + 100 * 2000));
            assertThat(fixture.record().costNanos()).hasValue(COST);
        }
    }

    @Test
    void isChargedWithAFeeForTheCallButNotWhereNothingWasAnswered() {
        try (RouterFixture fixture = fixture(
                book("*", "input=1 output=2 per-call=0.001"),
                RouterSettings.DEFAULT,
                channel().build())) {
            fixture.wire(false);
            assertThat(fixture.record().costNanos()).hasValue(COST + 1_000_000);
        }
        try (RouterFixture fixture = RouterFixture.with(
                builder -> builder.prices(book("*", "input=1 output=2 per-call=0.001")),
                ClaudeAnswers.always("a", ClaudeAnswers.error(500, "api_error")))) {
            assertThatThrownBy(() -> fixture.wire(false)).isInstanceOf(RouterException.class);
            assertThat(fixture.record().costNanos()).hasValue(0);
            assertThat(fixture.record().settlement()).isEqualTo(ReservationState.RELEASED);
            assertThat(fixture.balance().used()).isZero();
        }
    }
}
