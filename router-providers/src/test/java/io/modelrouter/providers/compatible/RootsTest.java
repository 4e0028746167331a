package io.modelrouter.providers.compatible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.wire.Dialect;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The base-url of a channel of a vendor")
class RootsTest {
    private final HttpTransport transport = new HttpTransport(HttpTransportSettings.defaults());

    private static Preset preset(String type) {
        return Presets.all().stream()
                .filter(preset -> preset.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Channel.Builder channel(String type, @Nullable String base) {
        Channel.Builder channel = Channel.builder("c", type).models("*");
        return base == null ? channel : channel.baseUrl(base);
    }

    private CompatibleClient client(String type) {
        return new CompatibleClient(transport, preset(type));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "groq, -, https://api.groq.com/openai/v1, -",
                "groq, https://gw.example.com, https://gw.example.com/openai/v1, -",
                "groq, https://gw.example.com/openai, https://gw.example.com/openai/v1, -",
                "groq, https://gw.example.com/openai/v1/, https://gw.example.com/openai/v1, -",
                "groq, https://gw.example.com/v1, https://gw.example.com/v1, -",
                "qwen, https://dashscope-us.aliyuncs.com/compatible-mode/v1, https://dashscope-us.aliyuncs.com/compatible-mode/v1, https://dashscope-us.aliyuncs.com/apps/anthropic/v1",
                "deepseek, https://gw.example.com/ds, https://gw.example.com/ds, https://gw.example.com/ds/anthropic/v1",
                "deepseek, https://api.deepseek.com/v1, https://api.deepseek.com/v1, https://api.deepseek.com/anthropic/v1",
                "deepseek, https://gw.example.com/v1, https://gw.example.com/v1, -",
                "zai, https://api.z.ai/api/coding/paas/v4, https://api.z.ai/api/coding/paas/v4, https://api.z.ai/api/anthropic/v1",
                "ollama, https://ollama.com, https://ollama.com/v1, https://ollama.com/v1",
                "ollama, https://ollama.com/v1, https://ollama.com/v1, https://ollama.com/v1",
                "openai-compatible, https://h.example.com/p, https://h.example.com/p/v1, https://h.example.com/p/v1",
                "openai-compatible, https://h.example.com/p/v1, https://h.example.com/p/v1, https://h.example.com/p/v1"
            })
    void isTheVendorsHostOrWhatStandsInForItOrARootOfItsOwn(
            String type, @Nullable String base, String openAi, @Nullable String claude) {
        Channel channel = channel(type, base).build();

        assertThat(Roots.of(preset(type), channel, Dialect.OPENAI_CHAT)).contains(URI.create(openAi));
        if (preset(type).root(Dialect.CLAUDE_MESSAGES).isPresent()) {
            assertThat(Roots.of(preset(type), channel, Dialect.CLAUDE_MESSAGES).map(URI::toString))
                    .isEqualTo(java.util.Optional.ofNullable(claude));
        }
    }

    /** docs.bigmodel.cn/cn/guide/develop/responses/introduction, 2026-11: the root is not that of the chats. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, https://open.bigmodel.cn/api/v1",
                "https://open.bigmodel.cn/api/paas/v4, https://open.bigmodel.cn/api/v1",
                "https://open.bigmodel.cn/api/coding/paas/v4, https://open.bigmodel.cn/api/v1",
                "https://gw.example.com/glm, https://gw.example.com/glm/api/v1",
                "https://gw.example.com/v1, https://gw.example.com/v1"
            })
    void leavesADialectWithAPlaceOfItsOwnThere(@Nullable String base, String responses) {
        assertThat(Roots.of(preset("glm"), channel("glm", base).build(), Dialect.OPENAI_RESPONSES))
                .contains(URI.create(responses));
    }

    @Test
    void ofSomebodyElseTakesTheClaudeEndpointAway() {
        Channel foreign = channel("deepseek", "https://gw.example.com/v1").build();
        Channel told = foreign.toBuilder()
                .option("claude-base-url", "https://gw.example.com/anthropic")
                .build();

        assertThat(client("deepseek").dialects(foreign, "m")).doesNotContain(Dialect.CLAUDE_MESSAGES);
        assertThat(client("deepseek").dialects(told, "m")).contains(Dialect.CLAUDE_MESSAGES);
        assertThat(Roots.of(preset("deepseek"), told, Dialect.CLAUDE_MESSAGES))
                .contains(URI.create("https://gw.example.com/anthropic/v1"));
        assertThatThrownBy(() -> client("deepseek")
                        .validate(foreign.toBuilder()
                                .dialects(Dialect.CLAUDE_MESSAGES)
                                .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("dialects: ")
                .hasMessageContaining("options.claude-base-url");
    }

    @Test
    void isNeededWhereThereIsNone() {
        for (String type : new String[] {"openai-compatible", "claude-compatible"}) {
            assertThatThrownBy(() -> client(type).validate(channel(type, null).build()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("base-url: ");
        }
    }

    @Test
    void mayBeOfThisMachineIfTheSettingsAllowIt() {
        assertThatThrownBy(
                        () -> client("ollama").validate(channel("ollama", null).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("base-url ")
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining("allow-private-addresses");
        HttpTransport open = new HttpTransport(
                HttpTransportSettings.builder().allowPrivateAddresses(true).build());
        new CompatibleClient(open, preset("ollama"))
                .validate(channel("ollama", null).build());
    }

    @Test
    void goesWithOptionsThatAreKnown() {
        assertThatThrownBy(() -> client("deepseek")
                        .validate(channel("deepseek", null)
                                .option("claude-key-header", "api-key")
                                .build()))
                .hasMessage("options.claude-key-header must be x-api-key or authorization");
        assertThatThrownBy(() -> client("deepseek")
                        .validate(channel("deepseek", null)
                                .option("think-tags", "yes")
                                .build()))
                .hasMessage("options.think-tags must be true, false or opened");
        client("deepseek")
                .validate(
                        channel("deepseek", null).option("think-tags", "opened").build());
        assertThatThrownBy(() -> client("deepseek")
                        .validate(channel("deepseek", null)
                                .option("claude-base-url", "nowhere")
                                .build()))
                .hasMessageStartingWith("options.claude-base-url is no address");
    }

    /** Read on 2026-11; the others document none, and an estimate is better than a 404 for each question. */
    @Test
    void doesNotSayWhoCountsTokens() {
        for (Preset preset : Presets.all()) {
            Set<Dialect> counting;
            switch (preset.type()) {
                case "llama-cpp":
                    counting = Set.of(Dialect.OPENAI_RESPONSES, Dialect.CLAUDE_MESSAGES);
                    break;
                case "vllm", "nvidia", "claude-compatible":
                    counting = Set.of(Dialect.CLAUDE_MESSAGES);
                    break;
                default:
                    counting = Set.of();
            }
            Channel channel = channel(preset.type(), null).build();
            for (Dialect dialect : Dialect.values()) {
                assertThat(client(preset.type()).counts(channel, dialect))
                        .as(preset.type() + " in " + dialect)
                        .isEqualTo(counting.contains(dialect));
            }
        }
    }
}
