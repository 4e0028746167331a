package io.modelrouter.providers.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.AccessTokens;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.BuiltInProviders;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A channel of type azure")
class AzureClientTest {
    private static final String KEY = "canary-0123456789-key";
    private static final Dialect[] OLD = {Dialect.OPENAI_CHAT, Dialect.OPENAI_EMBEDDINGS};

    private final MockWebServer server = new MockWebServer();
    private final HttpTransport transport = new HttpTransport(
            HttpTransportSettings.builder().allowPrivateAddresses(true).build());

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    private Channel.Builder channel(String path, @Nullable String version) {
        Channel.Builder channel = Channel.builder("c", "azure")
                .baseUrl("http://127.0.0.1:" + server.getPort() + path)
                .models("*");
        return version == null ? channel : channel.option("api-version", version);
    }

    private static ProviderRequest request(
            Channel channel, @Nullable String key, Dialect dialect, String operation, String model) {
        return new ProviderRequest(
                channel,
                key == null ? null : Secret.of(key),
                dialect,
                model,
                false,
                true,
                WireBody.of(new byte[] {'{', '}'}),
                Map.of(),
                Duration.ofSeconds(30),
                operation);
    }

    private RecordedRequest send(AccessTokens tokens, ProviderRequest request) throws Exception {
        server.enqueue(new MockResponse.Builder().body("{}").build());
        new AzureClient(transport, tokens).newCall(request).execute().close();
        return server.takeRequest();
    }

    private String target(Channel channel, Dialect dialect, String operation) throws Exception {
        return send(AccessTokens.NONE, request(channel, KEY, dialect, operation, "my-gpt"))
                .getTarget();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'', -, OPENAI_CHAT, /openai/v1/chat/completions",
                "/, -, OPENAI_CHAT, /openai/v1/chat/completions",
                "/openai, -, OPENAI_CHAT, /openai/v1/chat/completions",
                "/openai/, -, OPENAI_RESPONSES, /openai/v1/responses",
                "/openai/v1, -, OPENAI_RESPONSES, /openai/v1/responses",
                "/openai/v1/, -, OPENAI_EMBEDDINGS, /openai/v1/embeddings",
                "/gate/way, -, OPENAI_CHAT, /gate/way/openai/v1/chat/completions",
                "/api/projects/v1, -, OPENAI_RESPONSES, /api/projects/v1/openai/v1/responses",
                "'', v1, OPENAI_RESPONSES, /openai/v1/responses?api-version=v1",
                "/openai/v1, preview, OPENAI_CHAT, /openai/v1/chat/completions?api-version=preview"
            })
    void takesTheV1PathsWhereNoDateIsTold(String base, @Nullable String version, Dialect dialect, String target)
            throws Exception {
        assertThat(target(channel(base, version).build(), dialect, "")).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "'', OPENAI_CHAT, '', /openai/deployments/my-gpt/chat/completions",
        "/openai/, OPENAI_CHAT, '', /openai/deployments/my-gpt/chat/completions",
        "/gate, OPENAI_CHAT, '', /gate/openai/deployments/my-gpt/chat/completions",
        "'', OPENAI_RESPONSES, '', /openai/responses",
        "'', OPENAI_EMBEDDINGS, '', /openai/deployments/my-gpt/embeddings",
        "'', OPENAI_COMPLETIONS, '', /openai/deployments/my-gpt/completions",
        "'', OPENAI_IMAGES, '', /openai/deployments/my-gpt/images/generations",
        "'', OPENAI_IMAGES, edits, /openai/deployments/my-gpt/images/edits",
        "'', OPENAI_AUDIO, '', /openai/deployments/my-gpt/audio/speech",
        "'', OPENAI_AUDIO, transcriptions, /openai/deployments/my-gpt/audio/transcriptions",
        "'', OPENAI_AUDIO, translations, /openai/deployments/my-gpt/audio/translations"
    })
    void hasTheDeploymentInThePathWhereTheVersionIsADate(String base, Dialect dialect, String operation, String path)
            throws Exception {
        assertThat(target(channel(base, "2025-03-01-preview").build(), dialect, operation))
                .isEqualTo(path + "?api-version=2025-03-01-preview");
    }

    @Test
    void asksTheInferencePathsWhereTheBaseUrlEndsInModels() throws Exception {
        assertThat(target(channel("/models/", null).build(), Dialect.OPENAI_CHAT, ""))
                .isEqualTo("/models/chat/completions?api-version=2024-05-01-preview");
        assertThat(target(channel("/models", "2025-04-01").build(), Dialect.OPENAI_EMBEDDINGS, ""))
                .isEqualTo("/models/embeddings?api-version=2025-04-01");
    }

    @Test
    void asksTheInferencePathsToPassOnMembersTheyDoNotKnow() throws Exception {
        ProviderRequest inference = request(channel("/models", null).build(), KEY, Dialect.OPENAI_CHAT, "", "my-gpt");
        ProviderRequest set = request(
                channel("/models", null).header("extra-parameters", "drop").build(),
                KEY,
                Dialect.OPENAI_CHAT,
                "",
                "my-gpt");
        ProviderRequest other = request(channel("", null).build(), KEY, Dialect.OPENAI_CHAT, "", "my-gpt");

        assertThat(send(AccessTokens.NONE, inference).getHeaders().get("extra-parameters"))
                .isEqualTo("pass-through");
        assertThat(send(AccessTokens.NONE, set).getHeaders().get("extra-parameters"))
                .isEqualTo("drop");
        assertThat(send(AccessTokens.NONE, other).getHeaders().get("extra-parameters"))
                .isNull();
    }

    @Test
    void sendsAKeyAsApiKey() throws Exception {
        RecordedRequest sent =
                send(AccessTokens.NONE, request(channel("", null).build(), KEY, Dialect.OPENAI_CHAT, "", "my-gpt"));

        assertThat(sent.getHeaders().get("api-key")).isEqualTo(KEY);
        assertThat(sent.getHeaders().get("authorization")).isNull();
    }

    @Test
    void sendsATokenOfEntraAsBearerAndThenNoKey() throws Exception {
        AccessTokens entra = channel -> Optional.of(Secret.of("token-of-" + channel.name()));
        Channel channel = channel("", null).build();
        for (String key : new String[] {KEY, null}) {
            RecordedRequest sent = send(entra, request(channel, key, Dialect.OPENAI_CHAT, "", "my-gpt"));

            assertThat(sent.getHeaders().get("authorization")).isEqualTo("Bearer token-of-c");
            assertThat(sent.getHeaders().get("api-key")).isNull();
        }
    }

    @Test
    void asksForATokenBeforeEachCall() throws Exception {
        int[] asked = {0};
        AccessTokens entra = channel -> Optional.of(Secret.of("token-" + ++asked[0]));
        ProviderRequest request = request(channel("", null).build(), null, Dialect.OPENAI_CHAT, "", "my-gpt");

        assertThat(send(entra, request).getHeaders().get("authorization")).isEqualTo("Bearer token-1");
        assertThat(send(entra, request).getHeaders().get("authorization")).isEqualTo("Bearer token-2");
    }

    @Test
    @Tag("S6.keys")
    void failsByItsCredentialsWhereNoTokenCouldBeHadAndTellsNothingOfIt() {
        AccessTokens broken = channel -> {
            throw new IllegalStateException("https://login.example/" + KEY);
        };
        ProviderCall call = new AzureClient(transport, broken)
                .newCall(request(channel("", null).build(), KEY, Dialect.OPENAI_CHAT, "", "my-gpt"));

        assertThatThrownBy(call::execute).isInstanceOfSatisfying(ProviderException.class, e -> {
            assertThat(e.kind()).isEqualTo(FailureKind.CREDENTIAL);
            assertThat(e).hasMessage("no access token: IllegalStateException").hasNoCause();
        });
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void keepsTheKindThatTheTokensGiveTheirFailure() {
        AccessTokens slow = channel -> {
            throw new ProviderException(FailureKind.TIMEOUT, "no token within 5 s", null);
        };
        ProviderCall call = new AzureClient(transport, slow)
                .newCall(request(channel("", null).build(), null, Dialect.OPENAI_CHAT, "", "my-gpt"));

        assertThatThrownBy(call::execute)
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TIMEOUT));
    }

    @ParameterizedTest
    @Tag("S6.path")
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "a/b",
                "../files",
                "a..b",
                "a:b",
                "a?api-version=1",
                "a#b",
                "a%2Fb",
                "a%2e%2e",
                "a\\b",
                "a b",
                "a\r\nb",
                "a\0b",
                "a;b",
                "m\u00e9"
            })
    void refusesNamesThatNoDeploymentCanHave(String model) {
        Channel channel = channel("", "2025-03-01-preview").build();
        ProviderCall call = new AzureClient(transport, AccessTokens.NONE)
                .newCall(request(channel, KEY, Dialect.OPENAI_CHAT, "", model));

        assertThatThrownBy(call::execute)
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNKNOWN_MODEL));
        assertThat(server.getRequestCount()).isZero();
    }

    private void validate(Channel channel) {
        new AzureClient(transport, AccessTokens.NONE).validate(channel);
    }

    @Test
    void needsABaseUrl() {
        Channel channel = Channel.builder("c", "azure").models("*").build();

        assertThatThrownBy(() -> validate(channel))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("base-url is missing")
                .hasMessageContaining("https://NAME.openai.azure.com");
        assertThatThrownBy(() -> new AzureClient(transport, AccessTokens.NONE)
                        .newCall(request(channel, KEY, Dialect.OPENAI_CHAT, "", "my-gpt"))
                        .execute())
                .isInstanceOf(ProviderException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/openai/deployments/my-gpt",
                "/openai/deployments/my-gpt/chat/completions",
                "/openai/v1/chat/completions",
                "/openai/v1/responses",
                "/openai/responses",
                "/models/chat/completions",
                "/models/embeddings/"
            })
    void refusesTheAddressOfAnEndpoint(String path) {
        assertThatThrownBy(() -> validate(channel(path, null).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("base-url ")
                .hasMessageContaining("the root of the resource");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024",
                "2024-10",
                "2024-10-21-beta",
                "2024-13-01",
                "2024-10-21 ",
                "latest",
                "V1",
                "v2",
                "20241021"
            })
    void refusesVersionsOfNoForm(String version) {
        assertThatThrownBy(() -> validate(channel("", version).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("options: api-version '" + version + "' must be a date like 2024-10-21");
    }

    @Test
    void refusesAVersionThatThePathsOfItsBaseUrlDoNotHave() {
        assertThatThrownBy(() -> validate(channel("/openai/v1", "2024-10-21").build()))
                .hasMessageStartingWith("options: api-version '2024-10-21' is none of the paths below /openai/v1");
        assertThatThrownBy(() -> validate(channel("/models", "preview").build()))
                .hasMessageStartingWith("options: api-version 'preview' is none of the paths below /models");
    }

    @Test
    void refusesOptionsItDoesNotKnow() {
        assertThatThrownBy(() ->
                        validate(channel("", null).option("region", "eastus").build()))
                .hasMessage("options: a channel of type azure has no option 'region', only [api-version]");
    }

    @Test
    void speaksWhatItsPathsHaveUnlessToldOtherwise() {
        Channel dated = channel("", "2024-10-21").build();
        validate(dated);
        assertThat(new AzureClient(transport, AccessTokens.NONE).dialects(dated, "m"))
                .contains(Dialect.OPENAI_CHAT, Dialect.OPENAI_EMBEDDINGS)
                .doesNotContain(Dialect.OPENAI_RESPONSES);
        assertThat(new AzureClient(transport, AccessTokens.NONE)
                        .dialects(channel("", null).build(), "m"))
                .contains(Dialect.OPENAI_RESPONSES);
    }

    /** platform.claude.com/docs/en/build-with-claude/claude-in-microsoft-foundry, 2026-11. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'', -, /anthropic",
                "/, -, /anthropic",
                "/anthropic, -, /anthropic",
                "/anthropic/, 2024-10-21, /anthropic",
                "/openai/v1, preview, /anthropic",
                "/openai, 2024-10-21, /anthropic",
                "/models, -, /anthropic",
                "/gate/way/openai, -, /gate/way/anthropic"
            })
    void asksClaudeBesideTheOtherPathsInItsOwnWords(String base, @Nullable String version, String root)
            throws Exception {
        Channel channel = channel(base, version).build();
        validate(channel);

        RecordedRequest sent =
                send(AccessTokens.NONE, request(channel, KEY, Dialect.CLAUDE_MESSAGES, "", "claude-sonnet-4-5"));
        RecordedRequest counted =
                send(AccessTokens.NONE, request(channel, KEY, Dialect.CLAUDE_MESSAGES, "count", "claude-sonnet-4-5"));

        assertThat(sent.getTarget()).isEqualTo(root + "/v1/messages");
        assertThat(counted.getTarget()).isEqualTo(root + "/v1/messages/count_tokens");
        assertThat(sent.getHeaders().get("x-api-key")).isEqualTo(KEY);
        assertThat(sent.getHeaders().get("api-key")).isNull();
        assertThat(sent.getHeaders().get("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(sent.getHeaders().get("extra-parameters")).isNull();
    }

    @Test
    void asksClaudeWithATokenOfEntraTheSame() throws Exception {
        RecordedRequest sent = send(
                asked -> java.util.Optional.of(Secret.of("entra")),
                request(channel("", null).build(), KEY, Dialect.CLAUDE_MESSAGES, "", "claude-x"));

        assertThat(sent.getHeaders().get("authorization")).isEqualTo("Bearer entra");
        assertThat(sent.getHeaders().get("x-api-key")).isNull();
    }

    @Test
    void speaksClaudesWordsToDeploymentsNamedAfterItAlone() {
        AzureClient client = new AzureClient(transport, AccessTokens.NONE);
        Channel all = channel("", null).build();
        Channel named =
                channel("", null).dialects(Dialect.CLAUDE_MESSAGES).build();
        Channel chat = channel("", null).dialects(Dialect.OPENAI_CHAT).build();

        assertThat(client.dialects(all, "claude-sonnet-4-5")).containsExactly(Dialect.CLAUDE_MESSAGES);
        assertThat(client.dialects(all, "gpt-5"))
                .contains(Dialect.OPENAI_CHAT)
                .doesNotContain(Dialect.CLAUDE_MESSAGES);
        assertThat(client.dialects(named, "prod-claude")).containsExactly(Dialect.CLAUDE_MESSAGES);
        assertThat(client.dialects(chat, "claude-like")).containsExactly(Dialect.OPENAI_CHAT);
    }

    @Test
    void countsClaudesPromptsAlone() {
        AzureClient client = new AzureClient(transport, AccessTokens.NONE);
        Channel channel = channel("", null).build();

        assertThat(client.counts(channel, Dialect.CLAUDE_MESSAGES)).isTrue();
        assertThat(client.counts(channel, Dialect.OPENAI_RESPONSES)).isFalse();
    }

    @Test
    void saysWhichDialectsItsPathsHaveNot() {
        assertThatThrownBy(() -> validate(channel("", "2024-10-21")
                        .dialects(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES)
                        .build()))
                .hasMessageStartingWith(
                        "dialects: there is no openai-responses at /openai with api-version 2024-10-21; name those the"
                                + " channel has, of openai-chat, claude-messages, openai-embeddings")
                .hasMessageEndingWith("or use 2025-03-01-preview or later");
        assertThatThrownBy(() -> validate(channel("/models", null)
                        .dialects(Dialect.OPENAI_RESPONSES)
                        .build()))
                .hasMessageStartingWith("dialects: there is no openai-")
                .hasMessageEndingWith("name those the channel has, of openai-chat, claude-messages, openai-embeddings");
    }

    @Test
    void acceptsWhatAzureHas() {
        validate(channel("", null).build());
        validate(channel("/openai/v1/", "v1").build());
        validate(channel("", "2025-03-01-preview").build());
        validate(channel("", "2024-10-21").dialects(OLD).build());
        validate(channel("/models", null).dialects(OLD).build());
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void isOneOfTheBuiltInTypes() {
        assertThat(BuiltInProviders.create(transport, AccessTokens.NONE))
                .anySatisfy(client -> assertThat(client.type()).isEqualTo("azure"));
    }

    @Test
    void hasNoListOfModelsBecauseAzureListsWhatCouldBeDeployed() throws Exception {
        assertThat(new AzureClient(transport, AccessTokens.NONE)
                        .models(channel("", null).build(), Secret.of(KEY)))
                .isEmpty();
        assertThat(server.getRequestCount()).isZero();
    }
}
