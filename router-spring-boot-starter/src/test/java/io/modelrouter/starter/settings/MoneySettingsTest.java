package io.modelrouter.starter.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.auth.AddressRange;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.channel.Secret;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.starter.ModelRouterAutoConfiguration;
import io.modelrouter.starter.settings.ModelRouterProperties.Store;
import io.modelrouter.starter.settings.ModelRouterProperties.UnpricedModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;

@DisplayName("The settings of money")
class MoneySettingsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static final String YAML = """
            model-router:
              time-zone: Europe/Berlin
              notify-at: [0.5]
              accounts:
                - {id: "team:search", quota: 100.00, budgets: [{window: month, quota: 20}]}
                - {id: "organisation:acme", unlimited: true}
                - {id: "token:shared", quota: 3}
              tokens:
                - name: alice
                  key: sk-alice
                  team: search
                  organisation: acme
                  tokens-per-minute: 1000
                  max-in-flight: 4
                  addresses: [10.0.0.0/8, "2001:db8::1"]
                  enabled: false
                - name: bob
                  key: sk-bob
                  quota: 5
                  team: search
                  budgets: [{window: day, quota: 1}, {window: rolling, length: 24h, steps: 24, quota: 2}]
                - {name: shared, key: sk-shared}
              prices:
                - model: "deep-*"
                  input: 1
                  cached-input: 0.1
                  cache-write: 1.25
                  cache-write-long: 2
                  output: 4
                  reasoning: 5
                  audio-input: 6
                  audio-output: 7
                  image-input: 8
                  image-output: 9
                  per-call: 0.01
                  multiplier: 1.5
                  tiers: [{above: 200000, input: 2, output: 8}]
              price-table: none
              unpriced-models: default
              default-price: {input: 5, output: 15}
              group-multipliers: {vip: 0.8, "night/shift": 0.5}
              records: {enabled: false, keep: 7d, in-memory: 5}
              auth: {principal: true, max-failures-per-minute: 3}
            """;

    private static void run(Consumer<RouterConfiguration> check) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ModelRouterAutoConfiguration.class))
                .withInitializer(context -> {
                    try {
                        new YamlPropertySourceLoader()
                                .load("money", new ByteArrayResource(YAML.getBytes(StandardCharsets.UTF_8)))
                                .forEach(context.getEnvironment().getPropertySources()::addLast);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .run(context -> check.accept(context.getBean(RouterConfiguration.class)));
    }

    private static Token token(RouterConfiguration configuration, String key) {
        return configuration.tokens().get(TokenHash.of(Secret.of(key)));
    }

    @Test
    void name_who_pays_for_a_token() {
        run(settings -> {
            assertThat(token(settings, "sk-alice").accounts())
                    .containsExactly(AccountId.team("search"), AccountId.organisation("acme"));
            assertThat(token(settings, "sk-bob").accounts())
                    .containsExactly(AccountId.token("bob"), AccountId.team("search"));
            assertThat(token(settings, "sk-shared").accounts()).containsExactly(AccountId.token("shared"));
        });
    }

    @Test
    void give_each_account_one_limit() {
        run(settings -> assertThat(settings.limits())
                .containsOnly(
                        Map.entry(AccountId.team("search"), QuotaLimit.of(100_000_000_000L)),
                        Map.entry(AccountId.organisation("acme"), QuotaLimit.UNLIMITED),
                        Map.entry(AccountId.token("shared"), QuotaLimit.of(3_000_000_000L)),
                        Map.entry(AccountId.token("bob"), QuotaLimit.of(5_000_000_000L))));
    }

    @Test
    void give_budgets_their_windows_in_the_zone() {
        run(settings -> assertThat(settings.accounts().budgets())
                .containsOnly(
                        Map.entry(
                                AccountId.team("search"),
                                List.of(new Budget(new BudgetWindow.Month(BERLIN), 20_000_000_000L))),
                        Map.entry(
                                AccountId.token("bob"),
                                List.of(
                                        new Budget(new BudgetWindow.Day(BERLIN), 1_000_000_000L),
                                        new Budget(
                                                new BudgetWindow.Rolling(Duration.ofHours(24), 24), 2_000_000_000L)))));
    }

    @Test
    void limit_what_a_token_may_do() {
        run(settings -> {
            Token alice = token(settings, "sk-alice");
            assertThat(alice.tokensPerMinute()).hasValue(1000);
            assertThat(alice.maxInFlight()).hasValue(4);
            assertThat(alice.addresses())
                    .containsExactly(AddressRange.of("10.0.0.0/8"), AddressRange.of("2001:db8::1"));
            assertThat(alice.enabled()).isFalse();
            assertThat(token(settings, "sk-bob").enabled()).isTrue();
        });
    }

    @Test
    void have_every_rate_of_a_price() {
        run(settings -> assertThat(settings.prices().get(ModelPattern.of("deep-*")))
                .isEqualTo(
                        Price.parse("input=1 cached-input=0.1 cache-write=1.25 cache-write-long=2 output=4 reasoning=5"
                                + " audio-input=6 audio-output=7 image-input=8 image-output=9 per-call=0.01 multiplier=1.5"
                                + " above-200000(input=2 output=8)")));
    }

    @Test
    void say_how_calls_are_priced_beside_that() {
        run(settings -> assertThat(settings.pricing())
                .isEqualTo(new Pricing(
                        false,
                        UnpricedModels.DEFAULT,
                        Price.parse("input=5 output=15"),
                        Map.of("vip", new BigDecimal("0.8"), "night/shift", new BigDecimal("0.5")))));
    }

    @Test
    void say_what_is_told_and_who_may_call() {
        run(settings -> {
            assertThat(settings.notifyAt()).containsExactly(new BigDecimal("0.5"));
            assertThat(settings.auth()).isEqualTo(new ModelRouterProperties.Auth(true, true, 3));
        });
    }

    @Test
    void are_these_where_nothing_is_written() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ModelRouterAutoConfiguration.class))
                .run(context -> {
                    ModelRouterProperties properties = context.getBean(ModelRouterProperties.class);
                    assertThat(properties.store()).isEqualTo(Store.MEMORY);
                    assertThat(properties.timeZone()).isEqualTo(ZoneId.of("UTC"));
                    assertThat(properties.notifyAt()).containsExactly(new BigDecimal("0.8"), BigDecimal.ONE);
                    assertThat(properties.records())
                            .isEqualTo(new ModelRouterProperties.Records(true, Duration.ofDays(30), 10_000));
                    assertThat(properties.auth()).isEqualTo(new ModelRouterProperties.Auth(true, false, 30));
                    assertThat(context.getBean(RouterConfiguration.class).pricing())
                            .isEqualTo(new Pricing(true, UnpricedModels.REFUSE, null, Map.of()));
                });
    }
}
