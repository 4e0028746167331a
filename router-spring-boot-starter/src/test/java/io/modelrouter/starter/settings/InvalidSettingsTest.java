package io.modelrouter.starter.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.starter.ModelRouterAutoConfiguration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@DisplayName("A wrong setting stops the start")
class InvalidSettingsTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ModelRouterAutoConfiguration.class))
            .withPropertyValues(
                    "model-router.channels[0].name=one",
                    "model-router.channels[0].type=openai",
                    "model-router.channels[0].models[0]=gpt-4o",
                    "model-router.tokens[0].name=team",
                    "model-router.tokens[0].key=sk-team-key",
                    "model-router.tokens[0].unlimited=true",
                    "model-router.prices[0].model=gpt-4o",
                    "model-router.prices[0].input=1",
                    "model-router.prices[0].output=2");

    private List<SettingProblem> problems(String... settings) {
        List<SettingProblem> found = new ArrayList<>();
        runner.withPropertyValues(settings).run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = context.getStartupFailure();
            while (failure != null && !(failure instanceof InvalidSettingException)) {
                failure = failure.getCause();
            }
            assertThat(failure).isInstanceOf(InvalidSettingException.class);
            found.addAll(((InvalidSettingException) failure).problems());
        });
        return found;
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "store                             | floppy             | allowed are memory, jdbc, redis",
                "auth.required                     | perhaps            | true or false is expected",
                "unpriced-models                   | maybe              | allowed are refuse, free, default",
                "quota-status                      | 403                | allowed are 402 and 429",
                "cooldown                          | soon               | a duration is expected",
                "cooldown                          | -1s                | must not be negative",
                "heartbeat                         | 0s                 | longer than 0",
                "limits.max-request-body           | big                | a size is expected",
                "limits.max-request-body           | 2GB                | from 1B to 1GB",
                "limits.max-upload                 | 2GB                | from 1B to 1GB",
                "limits.max-in-flight              | 0                  | at least 1",
                "limits.max-hops                   | -1                 | at least 0",
                "auto.models[0]                    | gpt-*              | one real model",
                "endpoints.openai                  | v1                 | a path like /v1",
                "endpoints.openai                  | /v1/               | a path like /v1",
                "endpoints.claude                  | /v1                | the same path",
                "channels[0].name                  | a b                | 1 to 64 letters",
                "channels[0].type                  | opnai              | this build has azure, bedrock, cerebras, claude,",
                "channels[0].base-url              | ftp://files        | http or https",
                "channels[0].base-url              | https://x y        | it is no URL",
                "channels[0].base-url              | http://example.com | plain http is refused",
                "channels[0].base-url              | https://10.0.0.1   | its address is",
                "channels[0].models[0]             | gpt-**             | two stars in a row",
                "channels[0].model-mapping.x       | gpt-*              | more stars than",
                "channels[0].dialects[0]           | esperanto          | allowed are openai-chat",
                "channels[0].dialects              | claude-messages    | does not speak",
                "channels[0].priority              | high               | a whole number is expected",
                "channels[0].weight                | -1                 | from 0 to 1000000",
                "channels[0].multiplier            | -0.5               | from 0 to 1000",
                "channels[0].timeouts.connect      | 0s                 | longer than 0",
                "channels[0].timeouts.idle         | later              | a duration is expected",
                "channels[0].cooldown              | -5s                | must not be negative",
                "tokens[0].name                    | anonymous          | callers without a key",
                "tokens[0].quota                   | 5                  | either quota or unlimited",
                "tokens[0].requests-per-minute     | 0                  | at least 1",
                "tokens[0].expires-at              | tomorrow           | a time is expected",
                "tokens[0].models[0]               | a**                | two stars",
                "prices[0].input                   | -1                 | from 0 to 1000000",
                "prices[0].output                  | free               | a number is expected",
                "time-zone                         | Mars/Olympus       | a time zone is expected",
                "notify-at[0]                      | 11                 | above 0 and at most 10",
                "notify-at[0]                      | 0                  | above 0 and at most 10",
                "price-table                       | mine               | allowed are shipped, none",
                "group-multipliers.x               | much               | a number is expected",
                "group-multipliers.x               | -1                 | from 0 to 1000",
                "auth.principal                    | perhaps            | true or false is expected",
                "auth.max-failures-per-minute      | -1                 | at least 0",
                "records.keep                      | -1s                | must not be negative",
                "records.in-memory                 | 0                  | from 1 to 1000000",
                "redis.key-prefix                  | {a}                | 1 to 64 of letters",
                "redis.wait-replicas               | -1                 | from 0 to 10",
                "redis.wait-timeout                | 0s                 | from 1ms to 60s",
                "jdbc.migrate                      | perhaps            | true or false is expected",
                "tokens[0].name                    | a#b                | no '#'",
                "tokens[0].team                    | search             | there is no account team:search",
                "tokens[0].user                    | a#b                | no '#'",
                "tokens[0].tokens-per-minute       | 0                  | at least 1",
                "tokens[0].max-in-flight           | 0                  | at least 1",
                "tokens[0].addresses[0]            | example.com        | an IP address or network",
                "tokens[0].addresses[0]            | 10.1.0.0/8         | bits set behind its prefix",
                "tokens[0].enabled                 | perhaps            | true or false is expected",
                "prices[0].per-call                | -1                 | from 0 to 1000000",
                "prices[0].multiplier              | -1                 | from 0 to 1000000",
                "prices[0].reasoning               | -1                 | from 0 to 1000000",
                "allowed-hosts[0]                  | https://x          | a host is expected",
            })
    void and_names_the_property_its_value_and_what_is_allowed(String name, String value, String allowed) {
        assertThat(problems("model-router." + name + "=" + value)).anySatisfy(problem -> {
            assertThat(problem.path()).startsWith("model-router." + name.replaceAll("\\.x$", "[x]"));
            assertThat(problem.value()).isEqualTo(value);
            assertThat(problem.reason()).contains(allowed);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "channels[1].name=one, channels[1].type=openai, channels[1].models=x | channels[1].name | same name",
                "channels[1].type=openai, channels[1].models=x | channels[1].name | a channel needs a name",
                "channels[1].name=two, channels[1].models=x | channels[1].type | a channel needs a type",
                "channels[1].name=two, channels[1].type=openai | channels[1].models | say what the channel serves",
                "tokens[1].name=team, tokens[1].key=k, tokens[1].unlimited=true | tokens[1].name | same name",
                "tokens[1].name=b, tokens[1].key=sk-team-key, tokens[1].unlimited=true | tokens[1].key | same key",
                "tokens[1].name=b, tokens[1].unlimited=true | tokens[1].key | a token needs its key",
                "tokens[1].name=b, tokens[1].key=k | tokens[1].quota | how many credits",
                "tokens[1].name=b, tokens[1].key=k, tokens[1].quota=-1 | tokens[1].quota | must not be negative",
                "tokens[1].name=b, tokens[1].key=k, tokens[1].quota=0.0000000001 | tokens[1].quota | 9 decimals",
                "tokens[1].key=k, tokens[1].unlimited=true | tokens[1].name | a token needs a name",
                "prices[1].input=1, prices[1].output=1 | prices[1].model | the model it is for",
                "prices[1].model=x, prices[1].output=1 | prices[1].input | a million tokens",
                "prices[1].model=gpt-4o, prices[1].input=1, prices[1].output=1 | prices[1].model | the same model",
                "unpriced-models=default | default-price | unpriced-models: default needs it",
                "default-price.input=1, default-price.output=1 | default-price | only with unpriced-models: default",
                "unpriced-models=default, default-price.input=1 | default-price.output | a million tokens",
                "prices[0].tiers[0].input=1, prices[0].tiers[0].output=1 | prices[0].tiers[0].above | at least 1",
                "prices[0].tiers[0].above=5, prices[0].tiers[0].output=1 | prices[0].tiers[0].input | a million tokens",
                "accounts[0].unlimited=true | accounts[0].id | an account needs its id",
                "accounts[0].id=team:a | accounts[0].quota | how many credits",
                "accounts[0].id=team#a, accounts[0].quota=1 | accounts[0].id | no '#'",
                "accounts[0].id=a, accounts[0].quota=1, accounts[1].id=a, accounts[1].quota=1 | accounts[1].id | same id",
                "accounts[0].id=token:team, accounts[0].quota=1 | tokens[0].quota | under accounts already",
                "tokens[0].budgets[0].quota=1 | tokens[0].budgets[0].window | allowed are day, month, rolling",
                "tokens[0].budgets[0].window=day | tokens[0].budgets[0].quota | how many credits",
                "tokens[0].budgets[0].window=rolling, tokens[0].budgets[0].quota=1 | tokens[0].budgets[0].length | how long",
                "tokens[0].budgets[0].window=rolling, tokens[0].budgets[0].length=5s, tokens[0].budgets[0].quota=1 | tokens[0].budgets[0].length | 1 minute to 400 days",
                "tokens[0].budgets[0].window=rolling, tokens[0].budgets[0].length=1h, tokens[0].budgets[0].steps=99, tokens[0].budgets[0].quota=1 | tokens[0].budgets[0].steps | 1 to 60",
                "tokens[0].budgets[0].window=day, tokens[0].budgets[0].length=1h, tokens[0].budgets[0].quota=1 | tokens[0].budgets[0].length | rolling alone",
                "tokens[0].budgets[0].window=day, tokens[0].budgets[0].quota=1, tokens[0].budgets[1].window=day, tokens[0].budgets[1].quota=2 | tokens[0].budgets[1] | same window",
                "jdbc.url=jdbc:h2:mem:x | jdbc.url | only with store: jdbc",
                "jdbc.username=x | jdbc.username | belongs to jdbc.url",
                "redis.url=redis://x | redis.url | only with store: redis",
                "store=jdbc, jdbc.url=postgres://x | jdbc.url | a JDBC address",
                "store=redis, redis.url=http://x | redis.url | such as redis://",
                "channels[2].name=gap | channels | begin at 0 and have no gap",
            })
    void also_where_something_is_missing_or_told_twice(String settings, String path, String reason) {
        String[] each = settings.split(", ");
        for (int i = 0; i < each.length; i++) {
            each[i] = "model-router." + each[i].strip();
        }

        assertThat(problems(each)).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo("model-router." + path);
            assertThat(problem.reason()).contains(reason);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "model-router.chanels[0].name,             model-router.chanels,                    did you mean 'channels'?",
        "model-router.auth.requird,                model-router.auth.requird,               did you mean 'required'?",
        "model-router.channels[0].base-ulr,        model-router.channels[0].base-ulr,       did you mean 'base-url'?",
        "model-router.channels[0].timeouts.fist,   model-router.channels[0].timeouts.fist,  known here are connect",
        "model-router.tokens[0].unlimted,          model-router.tokens[0].unlimted,         did you mean 'unlimited'?",
        "model-router.store.jdbc.url,              model-router.store.jdbc,                 has nothing below it",
        "model-router.channels.one,                model-router.channels.one,               a list is expected",
    })
    void where_its_name_is_no_setting(String name, String path, String reason) {
        assertThat(problems(name + "=x"))
                .filteredOn(problem -> problem.path().equals(path))
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).contains(reason));
    }

    @Test
    void and_tells_all_that_is_wrong_at_once_in_order() {
        assertThat(problems(
                        "model-router.store=floppy",
                        "model-router.heartbeat=never",
                        "model-router.channels[0].weight=-1",
                        "model-router.channels[0].priority=high",
                        "model-router.tokens[0].pni=true"))
                .extracting(SettingProblem::path)
                .containsExactly(
                        "model-router.channels[0].priority",
                        "model-router.channels[0].weight",
                        "model-router.heartbeat",
                        "model-router.store",
                        "model-router.tokens[0].pni");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model-router.tokens[0].key-sha256=hunter2",
                "model-router.channels[0].proxy=ftp://user:hunter2@proxy:1",
                "model-router.channels[0].proxy=http://user:hunter2@proxy",
                "model-router.channels[0].headers.authorization=hunter2",
                "model-router.channels[0].headers.x-a=hunter2\u0002x",
                "model-router.jdbc.url=postgres://user:hunter2@host/db",
                "model-router.redis.url=http://:hunter2@host",
                "model-router.redis.url=\u0001hunter2",
                "model-router.jdbc.password=hunter2",
                "model-router.channels[0].api-keys[0]=hunter2\u0001x",
                "model-router.channels[0].base-url=https://user:hunter2@example.com",
            })
    void without_showing_a_secret(String setting) {
        runner.withPropertyValues(setting).run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = context.getStartupFailure();
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain("hunter2");
            }
        });
    }

    @Test
    void and_the_analysis_lists_path_value_and_reason() {
        FailureAnalysis analysis = new InvalidSettingFailureAnalyzer()
                .analyze(new InvalidSettingException(List.of(
                        new SettingProblem(
                                "model-router.channels[1].base-url", "ftp://x", "it must be http", "a.yaml - 3:4"),
                        new SettingProblem("model-router.tokens[0].key", null, "it is missing"))));

        assertThat(analysis.getDescription())
                .contains("2 settings")
                .contains("model-router.channels[1].base-url = 'ftp://x'")
                .contains("it must be http")
                .contains("written in a.yaml - 3:4")
                .contains("model-router.tokens[0].key\n");
    }

    @Test
    void but_settings_of_others_are_nobodys_business() {
        runner.withPropertyValues("my.model-router.chanels=x", "modelrouterx.store=y")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
