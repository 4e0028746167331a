package io.modelrouter.starter.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.BudgetBook;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.starter.ModelRouterAutoConfiguration;
import io.modelrouter.starter.settings.InvalidSettingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

@DisplayName("A channels file")
class ChannelsFileTest {
    private static final String GOOD = String.join(
            "\n",
            "channels:",
            "  - name: filed",
            "    type: demo",
            "    models: [\"gpt-*\", o3]",
            "    model-mapping: {\"acme/*\": \"*\"}",
            "    api-keys: [\"${FILE_KEY}\"]",
            "tokens:",
            "  - {name: team, key: sk-team-canary, unlimited: true}",
            "prices:",
            "  - {model: o3, input: 1, output: 2}",
            "");

    @TempDir
    Path directory;

    private static final String LOGGER = "io.modelrouter.starter.reload";

    /** Other tests in this process set levels of their own. */
    private final LoggingSystem logging = LoggingSystem.get(ChannelsFileTest.class.getClassLoader());

    private final PrintStream console = System.out;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(logged, true, StandardCharsets.UTF_8));
        logging.setLogLevel(LOGGER, LogLevel.INFO);
    }

    @AfterEach
    void listenNoMore() {
        System.setOut(console);
        logging.setLogLevel(LOGGER, null);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static void run(Path file, ContextConsumer<AssertableApplicationContext> consumer) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ModelRouterAutoConfiguration.class))
                .withPropertyValues(
                        "FILE_KEY=sk-from-environment",
                        "model-router.channels[0].name=property",
                        "model-router.channels[0].type=demo",
                        "model-router.channels[0].models[0]=demo",
                        "model-router.reload-interval=0s",
                        "model-router.channels-file=" + file)
                .run(consumer);
    }

    private static List<String> names(AssertableApplicationContext context) {
        return context.getBean(ChannelRegistry.class).snapshot().channels().stream()
                .map(Channel::name)
                .toList();
    }

    @Test
    void adds_channels_tokens_and_prices_to_those_of_the_properties() throws IOException {
        run(file("channels.yaml", GOOD), context -> {
            assertThat(names(context)).containsExactly("property", "filed");
            Channel filed = context.getBean(ChannelRegistry.class)
                    .snapshot()
                    .channel("filed")
                    .orElseThrow();
            assertThat(filed.apiKeys().get(0).reveal()).isEqualTo("sk-from-environment");
            assertThat(filed.upstreamModel("acme/o3")).isEqualTo("o3");
            assertThat(context.getBean(ModelRouter.class).models(CallContext.withKey("sk-team-canary")))
                    .isNotEmpty();
            assertThat(context.getBean(PriceBook.class).price("o3")).isPresent();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "channels.yaml | model-router: {channels: [{name: filed, type: demo, models: [x]}]}",
                "channels.json | {\"channels\": [{\"name\": \"filed\",\t\"type\": \"demo\", \"models\": [\"x\"]}]}",
                "channels.yml  | channels: [{name: filed, type: demo, models: [x]}]"
            })
    void may_be_yaml_or_json_with_the_prefix_or_without(String name, String content) throws IOException {
        run(file(name, content), context -> assertThat(names(context)).containsExactly("property", "filed"));
    }

    @Test
    void takes_effect_again_when_it_is_reloaded() throws IOException {
        Path file = file("channels.yaml", GOOD);
        run(file, context -> {
            Files.writeString(file, "channels: [{name: other, type: demo, models: [x]}]\ntokens: []\nprices: []\n");

            String summary = context.getBean(SettingsReload.class).reload();

            assertThat(names(context)).containsExactly("property", "other");
            assertThat(context.getBean(PriceBook.class).price("o3"))
                    .isNotEqualTo(Optional.of(Price.parse("input=1 output=2")));
            assertThatThrownBy(() -> context.getBean(ModelRouter.class).models(CallContext.withKey("sk-team-canary")))
                    .isNotNull();
            assertThat(summary).isEqualTo("2 channels, new other, gone filed; 0 tokens; 0 accounts; 0 prices");
            assertThat(logged.toString(StandardCharsets.UTF_8)).contains("is in effect: " + summary);
        });
    }

    @Test
    void brings_accounts_with_their_budgets_and_prices_in_full() throws IOException {
        Path file = file("channels.yaml", GOOD);
        run(file, context -> {
            Files.writeString(file, """
                    accounts: [{id: "team:new", quota: 5, budgets: [{window: day, quota: 1}]}]
                    tokens: [{name: n, key: sk-n, team: new}]
                    prices: [{model: o3, input: 1, output: 2, reasoning: 3, tiers: [{above: 10, input: 4, output: 5}]}]
                    """);

            context.getBean(SettingsReload.class).reload();

            AccountId account = AccountId.team("new");
            assertThat(context.getBean(QuotaLedger.class)
                            .balance(account)
                            .orElseThrow()
                            .limit())
                    .isEqualTo(QuotaLimit.of(5_000_000_000L));
            assertThat(context.getBean(BudgetBook.class).budgets(account))
                    .containsExactly(new Budget(new BudgetWindow.Day(java.time.ZoneId.of("UTC")), 1_000_000_000L));
            assertThat(context.getBean(PriceBook.class).price("o3"))
                    .contains(Price.parse("input=1 output=2 reasoning=3 above-10(input=4 output=5)"));
            assertThat(context.getBean(ModelRouter.class)
                            .usage(CallContext.withKey("sk-n"))
                            .accounts())
                    .extracting(state -> state.account().value())
                    .containsExactly("team:new");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokens: [{name: n, key: sk-n, team: nobody}]           | there is no account team:nobody",
                "channels: [{name: a, type: demo, models: [x]}, {name: b, type: nope, models: [x]}]"
                        + " | model-router.channels[1].type",
                "channels: [{name: a, type: demo, modells: [x]}]       | did you mean 'models'",
                "channels: [{name: property, type: demo, models: [x]}] | another channel has the same name",
                "channels: [{name: a, type: demo, models: [x], weight: heavy}] | model-router.channels[0].weight",
                "channels: [{name: a, type: demo, models: [x], api-keys: ['${NOBODY}']}] | placeholder",
                "auth: {required: false}                               | model-router.auth",
                "tokens: [{name: t, key: sk-team-canary}]              | model-router.tokens[0].quota",
                "prices: [{model: x, input: -1, output: 1}]            | model-router.prices[0].input",
                "channels: [{name: a, api-keys: [sk-team-canary]       | neither YAML nor JSON, near line 1",
                "''                                                    | it is empty"
            })
    void is_refused_whole_when_it_is_broken_and_what_was_before_stays(String broken, String message)
            throws IOException {
        Path file = file("channels.yaml", GOOD);
        run(file, context -> {
            Files.writeString(file, broken);

            AtomicReference<String> said = new AtomicReference<>();
            assertThatThrownBy(() -> context.getBean(SettingsReload.class).reload())
                    .isInstanceOfSatisfying(InvalidSettingException.class, e -> said.set(e.getMessage()));

            assertThat(said.get()).contains(message).doesNotContain("canary");
            assertThat(names(context)).containsExactly("property", "filed");
            assertThat(context.getBean(ModelRouter.class).models(CallContext.withKey("sk-team-canary")))
                    .isNotEmpty();
            assertThat(logged.toString(StandardCharsets.UTF_8))
                    .contains("the settings stay as they were")
                    .contains(message);
        });
    }

    @Test
    void that_goes_away_leaves_everything_as_it_was() throws IOException {
        Path file = file("channels.yaml", GOOD);
        run(file, context -> {
            Files.delete(file);

            assertThatThrownBy(() -> context.getBean(SettingsReload.class).reload())
                    .hasMessageContaining("model-router.channels-file")
                    .hasMessageContaining("there is no such file");
            assertThat(names(context)).containsExactly("property", "filed");
        });
    }

    @Test
    void that_is_broken_stops_the_start_with_the_place_in_the_file() throws IOException {
        Path file = file("channels.yaml", "channels:\n  - name: a\n    type: demo\n    models: [x]\n    weight: -1\n");
        run(
                file,
                context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("model-router.channels[0].weight = '-1'")
                        .hasMessageContaining("channels.yaml")
                        .hasMessageContaining("5:13"));
    }

    @Test
    void is_not_needed() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ModelRouterAutoConfiguration.class))
                .run(context -> assertThatIllegalStateException()
                        .isThrownBy(() -> context.getBean(SettingsReload.class).reload())
                        .withMessageContaining("model-router.channels-file is not set"));
    }
}
