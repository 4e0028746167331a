package io.modelrouter.starter.vendors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ProxySettings;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.compatible.CompatibleClient;
import io.modelrouter.providers.compatible.Preset;
import io.modelrouter.providers.compatible.Presets;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.starter.ModelRouterAutoConfiguration;
import io.modelrouter.starter.Samples;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.settings.RouterConfiguration;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;

/** The addresses here are written out once more, so that a slip in the presets is seen. */
@DisplayName("A channel of three lines asks")
class VendorRequestsTest {
    /** Type, dialect, address, header of the key. */
    static final List<String> REQUESTS = List.of(
            "deepseek openai-chat https://api.deepseek.com/chat/completions authorization",
            "deepseek openai-responses https://api.deepseek.com/responses authorization",
            "deepseek claude-messages https://api.deepseek.com/anthropic/v1/messages x-api-key",
            "qwen openai-chat https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions authorization",
            "qwen openai-responses https://dashscope-intl.aliyuncs.com/compatible-mode/v1/responses authorization",
            "qwen openai-embeddings https://dashscope-intl.aliyuncs.com/compatible-mode/v1/embeddings authorization",
            "qwen claude-messages https://dashscope-intl.aliyuncs.com/apps/anthropic/v1/messages x-api-key",
            "qwen-cn openai-chat https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions authorization",
            "qwen-cn claude-messages https://dashscope.aliyuncs.com/apps/anthropic/v1/messages x-api-key",
            "glm openai-chat https://open.bigmodel.cn/api/paas/v4/chat/completions authorization",
            "glm openai-embeddings https://open.bigmodel.cn/api/paas/v4/embeddings authorization",
            "glm openai-responses https://open.bigmodel.cn/api/v1/responses authorization",
            "glm claude-messages https://open.bigmodel.cn/api/anthropic/v1/messages authorization",
            "zai openai-chat https://api.z.ai/api/paas/v4/chat/completions authorization",
            "zai claude-messages https://api.z.ai/api/anthropic/v1/messages authorization",
            "moonshot openai-chat https://api.moonshot.ai/v1/chat/completions authorization",
            "moonshot openai-responses https://api.moonshot.ai/v1/responses authorization",
            "moonshot claude-messages https://api.moonshot.ai/anthropic/v1/messages authorization",
            "moonshot-cn openai-chat https://api.moonshot.cn/v1/chat/completions authorization",
            "moonshot-cn claude-messages https://api.moonshot.cn/anthropic/v1/messages authorization",
            "minimax openai-chat https://api.minimax.io/v1/chat/completions authorization",
            "minimax openai-responses https://api.minimax.io/v1/responses authorization",
            "minimax claude-messages https://api.minimax.io/anthropic/v1/messages x-api-key",
            "minimax-cn openai-chat https://api.minimaxi.com/v1/chat/completions authorization",
            "xai openai-chat https://api.x.ai/v1/chat/completions authorization",
            "xai openai-responses https://api.x.ai/v1/responses authorization",
            "xai openai-images https://api.x.ai/v1/images/generations authorization",
            "mistral openai-chat https://api.mistral.ai/v1/chat/completions authorization",
            "mistral openai-embeddings https://api.mistral.ai/v1/embeddings authorization",
            "mistral openai-moderations https://api.mistral.ai/v1/moderations authorization",
            "groq openai-chat https://api.groq.com/openai/v1/chat/completions authorization",
            "groq openai-responses https://api.groq.com/openai/v1/responses authorization",
            "together openai-chat https://api.together.ai/v1/chat/completions authorization",
            "together rerank https://api.together.ai/v1/rerank authorization",
            "fireworks openai-chat https://api.fireworks.ai/inference/v1/chat/completions authorization",
            "fireworks openai-responses https://api.fireworks.ai/inference/v1/responses authorization",
            "fireworks claude-messages https://api.fireworks.ai/inference/v1/messages authorization",
            "openrouter openai-chat https://openrouter.ai/api/v1/chat/completions authorization",
            "openrouter openai-responses https://openrouter.ai/api/v1/responses authorization",
            "openrouter openai-embeddings https://openrouter.ai/api/v1/embeddings authorization",
            "openrouter claude-messages https://openrouter.ai/api/v1/messages authorization",
            "siliconflow openai-chat https://api.siliconflow.com/v1/chat/completions authorization",
            "siliconflow claude-messages https://api.siliconflow.com/v1/messages authorization",
            "siliconflow rerank https://api.siliconflow.com/v1/rerank authorization",
            "siliconflow-cn openai-chat https://api.siliconflow.cn/v1/chat/completions authorization",
            "cerebras openai-chat https://api.cerebras.ai/v1/chat/completions authorization",
            "perplexity openai-chat https://api.perplexity.ai/chat/completions authorization",
            "perplexity openai-responses https://api.perplexity.ai/v1/responses authorization",
            "nvidia openai-chat https://integrate.api.nvidia.com/v1/chat/completions authorization",
            "nvidia openai-embeddings https://integrate.api.nvidia.com/v1/embeddings authorization",
            "cohere openai-chat https://api.cohere.ai/compatibility/v1/chat/completions authorization",
            "cohere openai-embeddings https://api.cohere.ai/compatibility/v1/embeddings authorization",
            "cohere rerank https://api.cohere.com/v2/rerank authorization",
            "huggingface openai-chat https://router.huggingface.co/v1/chat/completions authorization",
            "huggingface openai-responses https://router.huggingface.co/v1/responses authorization",
            "voyage openai-embeddings https://api.voyageai.com/v1/embeddings authorization",
            "jina openai-chat https://deepsearch.jina.ai/v1/chat/completions authorization",
            "jina openai-embeddings https://api.jina.ai/v1/embeddings authorization",
            "jina rerank https://api.jina.ai/v1/rerank authorization",
            "ollama openai-chat http://127.0.0.1:11434/v1/chat/completions authorization",
            "ollama openai-responses http://127.0.0.1:11434/v1/responses authorization",
            "ollama claude-messages http://127.0.0.1:11434/v1/messages authorization",
            "vllm openai-chat http://127.0.0.1:8000/v1/chat/completions authorization",
            "vllm claude-messages http://127.0.0.1:8000/v1/messages authorization",
            "vllm rerank http://127.0.0.1:8000/v1/rerank authorization",
            "lmstudio openai-chat http://127.0.0.1:1234/v1/chat/completions authorization",
            "lmstudio openai-responses http://127.0.0.1:1234/v1/responses authorization",
            "lmstudio claude-messages http://127.0.0.1:1234/v1/messages authorization",
            "llama-cpp openai-chat http://127.0.0.1:8080/v1/chat/completions authorization",
            "llama-cpp openai-responses http://127.0.0.1:8080/v1/responses authorization",
            "llama-cpp claude-messages http://127.0.0.1:8080/v1/messages authorization",
            "llama-cpp rerank http://127.0.0.1:8080/v1/rerank authorization",
            "openai-compatible openai-chat https://llm.example.com/v1/chat/completions authorization",
            "claude-compatible claude-messages https://llm.example.com/v1/messages x-api-key");

    private static final String KEY = "sk-vendor-1";
    private static final String RESPONSE =
            "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"model\":\"m\","
                    + "\"status\":\"completed\",\"output\":[{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                    + "\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"hi\",\"annotations\":[]}]}],"
                    + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1,\"total_tokens\":2}}";

    private static final LoopbackUpstream SERVER = LoopbackUpstream.start((request, wire) -> {
        String target = request.target();
        if (request.method().equals("CONNECT")) {
            wire.whole(403, Map.of(), new byte[0]);
            return;
        }
        String answer = target.endsWith("/messages")
                ? Samples.CLAUDE_ANSWER
                : target.endsWith("/responses") ? RESPONSE : Samples.CHAT_ANSWER;
        wire.whole(200, Map.of("content-type", "application/json"), answer.getBytes(StandardCharsets.UTF_8));
    });
    private static final HttpTransport TRANSPORT = new HttpTransport(HttpTransportSettings.builder()
            .allowPrivateAddresses(true)
            .resolver(host -> {
                throw new UnknownHostException(host);
            })
            .build());
    private static Map<String, Channel> channels = Map.of();

    /** Three lines for each, all in one file; the kinds that have no address of their own need one in the third. */
    private static String yaml() {
        StringBuilder yaml = new StringBuilder("model-router:\n  allow-private-addresses: true\n  channels:\n");
        for (Preset preset : Presets.all()) {
            String address = preset.openAi().getHost() == null ? ", base-url: 'https://llm.example.com'" : "";
            yaml.append("    - {name: ")
                    .append(preset.type())
                    .append("-main, type: ")
                    .append(preset.type());
            yaml.append(",\n       api-keys: [").append(KEY).append("]").append(address);
            yaml.append(",\n       models: ['*']}\n");
        }
        return yaml.toString();
    }

    @BeforeAll
    static void readTheSettings() throws IOException {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ModelRouterAutoConfiguration.class))
                .withInitializer(context -> {
                    try {
                        new YamlPropertySourceLoader()
                                .load("vendors", new ByteArrayResource(yaml().getBytes(StandardCharsets.UTF_8)))
                                .forEach(context.getEnvironment().getPropertySources()::addLast);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .run(context -> channels = context.getBean(RouterConfiguration.class).channels().stream()
                        .collect(Collectors.toMap(Channel::type, channel -> channel)));
    }

    @AfterAll
    static void close() {
        TRANSPORT.close();
        SERVER.close();
    }

    private static ProviderClient client(String type) {
        return CompatibleClient.ofAll(TRANSPORT).stream()
                .filter(client -> client.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static ProviderRequest plain(Channel channel, Dialect dialect) {
        return new ProviderRequest(
                channel,
                Secret.of(KEY),
                dialect,
                "m",
                false,
                false,
                WireBody.of("{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8)),
                Map.of(),
                Duration.ofSeconds(20));
    }

    /** By a proxy of the test's, which is told whom to reach and reaches nobody; not even a server on this machine. */
    @ParameterizedTest
    @FieldSource("REQUESTS")
    void theVendorsHost(String row) throws Exception {
        URI address = URI.create(row.split(" ")[2]);
        Channel channel = channels.get(row.split(" ")[0]).toBuilder()
                .proxy(ProxySettings.parse(SERVER.url()))
                .build();
        ProviderRequest request = plain(channel, Dialect.ofId(row.split(" ")[1]).orElseThrow());

        SERVER.forget();
        Throwable failure = catchThrowable(
                () -> client(channel.type()).newCall(request).execute().close());
        LoopbackUpstream.Request seen = SERVER.onlyRequest();

        if (address.getScheme().equals("https")) {
            assertThat(seen.method() + " " + seen.target()).isEqualTo("CONNECT " + address.getHost() + ":443");
            assertThat(failure).isInstanceOf(ProviderException.class);
        } else {
            assertThat(seen.method() + " " + seen.target()).isEqualTo("POST " + address);
            assertThat(failure).isNull();
        }
    }

    @ParameterizedTest
    @FieldSource("REQUESTS")
    void forTheVendorsPathWithItsHeadersAndTheCallersBody(String row) throws Exception {
        String[] parts = row.split(" ");
        Dialect dialect = Dialect.ofId(parts[1]).orElseThrow();
        Channel channel =
                channels.get(parts[0]).toBuilder().baseUrl(SERVER.url()).build();

        SERVER.forget();
        String body = call(channel, dialect);
        LoopbackUpstream.Request seen = SERVER.onlyRequest();

        assertThat(seen.method() + " " + seen.target())
                .isEqualTo("POST " + URI.create(parts[2]).getPath());
        assertThat(seen.header("content-type")).startsWith("application/json");
        Set<String> keys = new TreeSet<>(seen.headers().keySet());
        keys.retainAll(Set.of("authorization", "x-api-key"));
        assertThat(keys).containsExactly(parts[3]);
        assertThat(seen.header(parts[3])).isEqualTo(parts[3].equals("authorization") ? "Bearer " + KEY : KEY);
        assertThat(seen.headers().get("anthropic-version"))
                .isEqualTo(dialect == Dialect.CLAUDE_MESSAGES ? "2023-06-01" : null);
        assertThat(seen.text()).isEqualTo(body);
    }

    /** Chats go the whole way through a router, the others as far as the provider client goes. */
    private static String call(Channel channel, Dialect dialect) throws Exception {
        String prompt = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        String body;
        RouterRequest request;
        switch (dialect) {
            case OPENAI_CHAT:
                body = "{\"model\":\"m\"," + prompt + ",\"x_mine\":0}";
                request = OpenAiChatRequest.parse(body.getBytes(StandardCharsets.UTF_8));
                break;
            case OPENAI_RESPONSES:
                body = "{\"model\":\"m\",\"input\":\"hi\",\"store\":false,\"x_mine\":0}";
                request = OpenAiResponsesRequest.parse(body.getBytes(StandardCharsets.UTF_8));
                break;
            case CLAUDE_MESSAGES:
                body = "{\"model\":\"m\",\"max_tokens\":9," + prompt + ",\"x_mine\":0}";
                request = ClaudeMessagesRequest.parse(body.getBytes(StandardCharsets.UTF_8));
                break;
            default:
                client(channel.type())
                        .newCall(plain(channel, dialect))
                        .execute()
                        .close();
                return "{\"model\":\"m\"}";
        }
        try (ModelRouter router = ModelRouterBuilder.create(channel)
                        .provider(client(channel.type()))
                        .build();
                WireAnswer answer =
                        router.newCall(request, CallContext.anonymous()).wire()) {
            answer.writeTo(new ByteArrayOutputStream());
        }
        return body;
    }

    @Test
    void allOfThemAreShownHere() {
        List<String> shown = new ArrayList<>(REQUESTS);
        assertThat(Presets.all())
                .allSatisfy(preset -> assertThat(shown).anyMatch(row -> row.startsWith(preset.type() + " ")));
        assertThat(channels).hasSameSizeAs(Presets.all());
    }
}
