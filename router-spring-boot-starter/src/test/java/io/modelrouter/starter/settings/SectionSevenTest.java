package io.modelrouter.starter.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.channel.ProxySettings;
import io.modelrouter.channel.Secret;
import io.modelrouter.channel.Timeouts;
import io.modelrouter.core.quota.Unpriced;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.starter.ModelRouterAutoConfiguration;
import io.modelrouter.wire.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ClassPathResource;

/** The YAML of section 7 of the architecture, verbatim. */
@DisplayName("The settings of section 7")
class SectionSevenTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ModelRouterAutoConfiguration.class))
            .withInitializer(context -> {
                try {
                    new YamlPropertySourceLoader()
                            .load("section 7", new ClassPathResource("section-7.yaml"))
                            .forEach(context.getEnvironment().getPropertySources()::addLast);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

    @Test
    void make_the_channel() {
        runner.run(context -> {
            Channel channel =
                    context.getBean(RouterConfiguration.class).channels().get(0);
            assertThat(channel.name()).isEqualTo("openai-main");
            assertThat(channel.type()).isEqualTo("openai");
            assertThat(channel.baseUrl()).contains(URI.create("https://api.openai.com"));
            assertThat(channel.apiKeys()).containsExactly(Secret.of("sk-a"), Secret.of("sk-b"));
            assertThat(channel.models()).containsExactly(ModelPattern.of("gpt-*"), ModelPattern.of("o3"));
            assertThat(channel.dialects())
                    .containsExactly(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES, Dialect.OPENAI_EMBEDDINGS);
            assertThat(channel.enabled()).isTrue();
            assertThat(channel.priority()).isEqualTo(10);
            assertThat(channel.weight()).isEqualTo(1);
            assertThat(channel.multiplier()).isEqualByComparingTo("1");
            assertThat(channel.groups()).containsExactly("default");
            assertThat(channel.proxy())
                    .contains(new ProxySettings(ProxySettings.Type.HTTP, "proxy", 3128, "user", Secret.of("secret")));
            assertThat(channel.headers()).containsExactly(Map.entry("x-team", "search"));
            assertThat(channel.timeouts()).isEqualTo(Timeouts.DEFAULT);
            assertThat(channel.cooldown()).contains(Duration.ofSeconds(300));
        });
    }

    @Test
    void keep_stars_and_slashes_in_the_names_of_a_mapping() {
        runner.run(context -> {
            Channel channel =
                    context.getBean(RouterConfiguration.class).channels().get(0);
            assertThat(channel.modelMapping())
                    .containsExactly(
                            Map.entry(ModelPattern.of("gpt-latest"), "gpt-4o"),
                            Map.entry(ModelPattern.of("acme/*"), "*"));
            assertThat(channel.upstreamModel("acme/large")).isEqualTo("large");
            assertThat(context.getBean(ModelRouterProperties.class)
                            .channels()
                            .get(0)
                            .modelMapping())
                    .containsOnlyKeys("gpt-latest", "acme/*");
        });
    }

    @Test
    void make_the_token_and_its_limit() {
        runner.run(context -> {
            RouterConfiguration configuration = context.getBean(RouterConfiguration.class);
            Token token = configuration.tokens().get(TokenHash.of(Secret.of("sk-...")));
            assertThat(token).isNotNull();
            assertThat(token.name()).isEqualTo("team-search");
            assertThat(token.models()).containsExactly(ModelPattern.ANY);
            assertThat(token.groups()).containsExactly("default");
            assertThat(token.requestsPerMinute()).hasValue(600);
            assertThat(token.expiresAt()).contains(Instant.parse("2027-01-01T00:00:00Z"));
            assertThat(token.pin()).isFalse();
            assertThat(configuration.limits())
                    .containsExactly(Map.entry(new AccountId("token:team-search"), QuotaLimit.of(10_000_000_000L)));
        });
    }

    @Test
    void make_the_rest() {
        runner.run(context -> {
            RouterConfiguration configuration = context.getBean(RouterConfiguration.class);
            assertThat(configuration.authRequired()).isTrue();
            assertThat(configuration.prices())
                    .containsExactly(Map.entry(
                            ModelPattern.of("gpt-4o*"),
                            Price.builder(new BigDecimal("2.5"), new BigDecimal("10.0"))
                                    .rate(Price.Rate.CACHED_INPUT, new BigDecimal("1.25"))
                                    .build()));
            assertThat(configuration.router().quota().unpriced()).isEqualTo(Unpriced.REFUSE);
            assertThat(configuration.routing().auto())
                    .containsExactly("gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash");
        });
    }

    @Test
    void show_no_secret_when_they_are_printed() {
        runner.run(context -> assertThat(
                        context.getBean(ModelRouterProperties.class).toString())
                .doesNotContain("sk-a", "sk-b", "sk-...", "secret"));
    }
}
