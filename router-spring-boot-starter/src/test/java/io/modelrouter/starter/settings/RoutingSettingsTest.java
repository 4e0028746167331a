package io.modelrouter.starter.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.core.route.FallbackCause;
import io.modelrouter.starter.ModelRouterAutoConfiguration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;

@DisplayName("The settings of routing")
class RoutingSettingsTest {
    private static ApplicationContextRunner runner(String yaml) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ModelRouterAutoConfiguration.class))
                .withInitializer(context -> {
                    try {
                        new YamlPropertySourceLoader()
                                .load(
                                        "routing",
                                        new ByteArrayResource(yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                                .forEach(context.getEnvironment().getPropertySources()::addLast);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
    }

    @Test
    void makeFallbacksOfModelsWithDotsAndSlashes() {
        runner("""
                model-router:
                  affinity: false
                  selection: lowest-latency
                  fallbacks:
                    "gpt-4.1": {any: [claude-x, gemini-2.5-flash], context-length: [gemini-2.5-pro]}
                    "acme/llama": {content-policy: gpt-4o}
                    "[a.b/c]": {any: [x]}
                """).run(context -> {
            var routing = context.getBean(RouterConfiguration.class).routing();
            assertThat(routing.fallbacks())
                    .isEqualTo(Map.of(
                            "gpt-4.1",
                            Map.of(
                                    FallbackCause.ANY, List.of("claude-x", "gemini-2.5-flash"),
                                    FallbackCause.CONTEXT_LENGTH, List.of("gemini-2.5-pro")),
                            "acme/llama",
                            Map.of(FallbackCause.CONTENT_POLICY, List.of("gpt-4o")),
                            "a.b/c",
                            Map.of(FallbackCause.ANY, List.of("x"))));
            assertThat(routing.affinity()).isFalse();
        });
    }

    @Test
    void makeTagsAndOverrides() {
        runner("""
                model-router:
                  channels:
                    - name: one
                      type: demo
                      models: ["*"]
                      tags: [eu, fast]
                      overrides:
                        temperature: 0.2
                        store: false
                        reasoning: {effort: low}
                        metadata: '{"team": "search"}'
                """).run(context -> {
            Channel channel =
                    context.getBean(RouterConfiguration.class).channels().get(0);
            assertThat(channel.tags()).containsExactly("eu", "fast");
            assertThat(channel.overrides().keySet())
                    .containsExactlyInAnyOrder("temperature", "store", "reasoning.effort", "metadata");
            assertThat(channel.overrides().get("temperature").asDouble()).hasValue(0.2);
            assertThat(channel.overrides().get("store").asBoolean()).contains(false);
            assertThat(channel.overrides().get("reasoning.effort").asString()).contains("low");
            assertThat(channel.overrides().get("metadata").at("team")).isPresent();
        });
    }

    @Test
    void stopTheStartWhereTheyMeanNothing() {
        runner("""
                model-router:
                  auto: {models: ["gpt-*"]}
                  selection: fastest
                  fallbacks:
                    "gpt-4o": {sometimes: [x]}
                    "x": {any: [x]}
                  channels:
                    - {name: one, type: demo, models: ["*"], tags: ["a b"], overrides: {model: m, stop: [a]}}
                  tokens:
                    - {name: t, key: "sk-a#b", unlimited: true}
                """)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("auto.models[0]")
                        .hasMessageContaining("selection")
                        .hasMessageContaining("fallbacks[gpt-4o.sometimes[0]]")
                        .hasMessageContaining("fallbacks[x.any[0]]")
                        .hasMessageContaining("tags")
                        .hasMessageContaining("overrides[model]")
                        .hasMessageContaining("overrides[stop[0]]")
                        .hasMessageContaining("tokens[0].key"));
    }
}
