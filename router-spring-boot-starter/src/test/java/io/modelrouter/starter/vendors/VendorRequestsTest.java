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

/** By {@link VendorRequests}, which are written out once more, so that a slip in the presets is seen. */
@DisplayName("A channel of three lines asks")
class VendorRequestsTest {
    private static final String KEY = "sk-vendor-1";
    private static final String FORM = "multipart/form-data; boundary=b";
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

    /** What a caller asks of the endpoint in this row: audio has several, and no default. */
    private static ProviderRequest plain(Channel channel, String row) {
        String[] parts = row.split(" ");
        Dialect dialect = Dialect.ofId(parts[1]).orElseThrow();
        String operation = dialect == Dialect.OPENAI_AUDIO ? parts[2].replaceFirst(".*/", "") : "";
        byte[] body = body(dialect, operation).getBytes(StandardCharsets.UTF_8);
        return new ProviderRequest(
                channel,
                Secret.of(KEY),
                dialect,
                "m",
                false,
                false,
                operation.equals("transcriptions")
                        ? WireBody.of(out -> out.write(body), body.length, FORM)
                        : WireBody.of(body),
                Map.of(),
                Duration.ofSeconds(20),
                operation);
    }

    private static String body(Dialect dialect, String operation) {
        String prompt = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        switch (dialect) {
            case OPENAI_CHAT:
                return "{\"model\":\"m\"," + prompt + ",\"x_mine\":0}";
            case OPENAI_RESPONSES:
                return "{\"model\":\"m\",\"input\":\"hi\",\"store\":false,\"x_mine\":0}";
            case CLAUDE_MESSAGES:
                return "{\"model\":\"m\",\"max_tokens\":9," + prompt + ",\"x_mine\":0}";
            case OPENAI_EMBEDDINGS, OPENAI_MODERATIONS:
                return "{\"model\":\"m\",\"input\":\"hi\",\"x_mine\":0}";
            case OPENAI_COMPLETIONS, OPENAI_IMAGES:
                return "{\"model\":\"m\",\"prompt\":\"hi\",\"x_mine\":0}";
            case RERANK:
                return "{\"model\":\"m\",\"query\":\"hi\",\"documents\":[\"ho\"],\"x_mine\":0}";
            case OPENAI_AUDIO:
                return operation.equals("transcriptions")
                        ? "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n"
                                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
                                + "Content-Type: audio/wav\r\n\r\nRIFF\r\n--b--\r\n"
                        : "{\"model\":\"m\",\"input\":\"hi\",\"voice\":\"v\",\"x_mine\":0}";
            default:
                throw new AssertionError("no preset speaks " + dialect);
        }
    }

    /** By a proxy of the test's, which is told whom to reach and reaches nobody; not even a server on this machine. */
    @ParameterizedTest
    @FieldSource("io.modelrouter.starter.vendors.VendorRequests#ROWS")
    void theVendorsHost(String row) throws Exception {
        URI address = URI.create(row.split(" ")[2]);
        Channel channel = channels.get(row.split(" ")[0]).toBuilder()
                .proxy(ProxySettings.parse(SERVER.url()))
                .build();
        ProviderRequest request = plain(channel, row);

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
    @FieldSource("io.modelrouter.starter.vendors.VendorRequests#ROWS")
    void forTheVendorsPathWithItsHeadersAndTheCallersBody(String row) throws Exception {
        String[] parts = row.split(" ");
        Dialect dialect = Dialect.ofId(parts[1]).orElseThrow();
        Channel channel =
                channels.get(parts[0]).toBuilder().baseUrl(SERVER.url()).build();

        ProviderRequest plain = plain(channel, row);
        String body = body(dialect, plain.operation());

        SERVER.forget();
        call(plain, body);
        LoopbackUpstream.Request seen = SERVER.onlyRequest();

        assertThat(seen.method() + " " + seen.target())
                .isEqualTo("POST " + URI.create(parts[2]).getPath());
        assertThat(seen.header("content-type"))
                .startsWith(parts[2].endsWith("/transcriptions") ? FORM : "application/json");
        Set<String> keys = new TreeSet<>(seen.headers().keySet());
        keys.retainAll(Set.of("authorization", "x-api-key"));
        assertThat(keys).containsExactly(parts[3]);
        assertThat(seen.header(parts[3])).isEqualTo(parts[3].equals("authorization") ? "Bearer " + KEY : KEY);
        assertThat(seen.headers().get("anthropic-version"))
                .isEqualTo(dialect == Dialect.CLAUDE_MESSAGES ? "2023-06-01" : null);
        assertThat(seen.text()).isEqualTo(body);
    }

    /** Chats go the whole way through a router, the others as far as the provider client goes. */
    private static void call(ProviderRequest plain, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        RouterRequest request;
        switch (plain.dialect()) {
            case OPENAI_CHAT:
                request = OpenAiChatRequest.parse(bytes);
                break;
            case OPENAI_RESPONSES:
                request = OpenAiResponsesRequest.parse(bytes);
                break;
            case CLAUDE_MESSAGES:
                request = ClaudeMessagesRequest.parse(bytes);
                break;
            default:
                client(plain.channel().type()).newCall(plain).execute().close();
                return;
        }
        try (ModelRouter router = ModelRouterBuilder.create(plain.channel())
                        .provider(client(plain.channel().type()))
                        .build();
                WireAnswer answer =
                        router.newCall(request, CallContext.anonymous()).wire()) {
            answer.writeTo(new ByteArrayOutputStream());
        }
    }

    @Test
    void allThatTheySpeakByThemselvesIsShownHere() {
        Set<String> shown = VendorRequests.ROWS.stream()
                .map(row -> row.split(" ")[0] + " " + row.split(" ")[1])
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> spoken = Presets.all().stream()
                .flatMap(preset -> preset.dialects().stream().map(dialect -> preset.type() + " " + dialect.id()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(shown).isEqualTo(spoken);
        assertThat(channels).hasSameSizeAs(Presets.all());
    }
}
