package io.modelrouter.starter.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.ai.openai.OpenAIClient;
import com.azure.ai.openai.OpenAIClientBuilder;
import com.azure.ai.openai.OpenAIServiceVersion;
import com.azure.ai.openai.models.ChatChoice;
import com.azure.ai.openai.models.ChatCompletions;
import com.azure.ai.openai.models.ChatCompletionsOptions;
import com.azure.ai.openai.models.CompletionsUsage;
import com.azure.ai.openai.models.EmbeddingItem;
import com.azure.ai.openai.models.Embeddings;
import com.azure.ai.openai.models.EmbeddingsOptions;
import com.azure.core.credential.AccessToken;
import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.json.JsonOptions;
import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.chat.Usage;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.azure.AzureClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RecordedAnswer;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Azure's own SDK, {@code azure-ai-openai}, before a recorded upstream, which proves the recordings, and beside our client
 * before the same upstream, which proves our requests.
 */
@DisplayName("Azure's own SDK")
class AzureSdkTest {
    private static final String KEY = "key-0123456789";
    private static final String TOKEN = "token-0123456789";

    private LoopbackUpstream.Handler next = (request, wire) -> wire.cut();
    private LoopbackUpstream upstream;

    @BeforeEach
    void start() {
        upstream = LoopbackUpstream.start((request, wire) -> next.answer(request, wire));
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    private OpenAIClientBuilder builder() {
        return new OpenAIClientBuilder()
                .endpoint(upstream.url().replace("http:", "https:"))
                .serviceVersion(OpenAIServiceVersion.V2025_01_01_PREVIEW)
                .httpClient(new PlainTransport())
                .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))));
    }

    private OpenAIClient client() {
        return builder().credential(new AzureKeyCredential(KEY)).buildClient();
    }

    private void answers(RecordedExchange exchange) {
        upstream.forget();
        next = (request, wire) -> RecordedAnswer.play(exchange, wire);
    }

    private static ChatCompletionsOptions question(RecordedExchange exchange) throws IOException {
        String body = exchange.requestBody()
                .map(bytes -> AzureRecordings.json(bytes).toString())
                .orElse("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        try (JsonReader reader = JsonProviders.createReader(body, new JsonOptions())) {
            return ChatCompletionsOptions.fromJson(reader);
        }
    }

    private static List<RecordedExchange> chats() {
        return AzureRecordings.all()
                .api("chat")
                .successful()
                .withoutTag("error-in-200")
                .list();
    }

    private List<ChatCompletions> asked(RecordedExchange exchange) throws IOException {
        answers(exchange);
        ChatCompletionsOptions question = question(exchange);
        if (!exchange.stream()) {
            return List.of(client().getChatCompletions(AzureRecordings.deployment(exchange), question));
        }
        return client().getChatCompletionsStream(AzureRecordings.deployment(exchange), question).stream()
                .toList();
    }

    @Test
    void readsEveryRecordedChat() throws IOException {
        int streamed = 0;
        for (RecordedExchange exchange : chats()) {
            List<ChatCompletions> read = asked(exchange);

            assertThat(read).as("%s", exchange).isNotEmpty();
            StringBuilder said = new StringBuilder();
            StringBuilder recorded = new StringBuilder();
            CompletionsUsage last = null;
            for (ChatCompletions part : read) {
                for (ChatChoice choice : part.getChoices()) {
                    String text = exchange.stream()
                            ? choice.getDelta().getContent()
                            : choice.getMessage().getContent();
                    said.append(text == null ? "" : text);
                }
                last = part.getUsage() == null ? last : part.getUsage();
            }
            for (JsonNode document : AzureRecordings.documents(exchange)) {
                for (JsonNode choice : document.path("choices")) {
                    JsonNode text =
                            choice.path(exchange.stream() ? "delta" : "message").path("content");
                    recorded.append(text.isString() ? text.asString() : "");
                }
            }
            assertThat(said.toString()).as("%s", exchange).isEqualTo(recorded.toString());
            checkUsage(exchange, last);
            streamed += exchange.stream() ? 1 : 0;
        }
        System.out.printf("Azure's SDK reads %d recorded chats, %d streamed%n", chats().size(), streamed);
    }

    private static void checkUsage(RecordedExchange exchange, CompletionsUsage read) {
        Usage told = AzureRecordings.usage(exchange);
        if (told == null) {
            assertThat(read).as("%s", exchange).isNull();
        } else {
            assertThat(read.getCompletionTokens()).as("%s", exchange).isLessThanOrEqualTo((int) told.output());
            assertThat(read.getPromptTokens()).as("%s", exchange).isLessThanOrEqualTo((int) told.prompt());
        }
    }

    @Test
    void findsTheContentFiltersVerdictsInTheRecordings() throws IOException {
        int prompts = 0;
        int choices = 0;
        for (RecordedExchange exchange : chats()) {
            if (!exchange.hasTag("content-filter-results")) {
                continue;
            }
            for (ChatCompletions part : asked(exchange)) {
                prompts += part.getPromptFilterResults() == null
                        ? 0
                        : part.getPromptFilterResults().size();
                choices += (int) part.getChoices().stream()
                        .filter(choice -> choice.getContentFilterResults() != null)
                        .count();
            }
        }
        assertThat(prompts).isGreaterThan(10);
        assertThat(choices).isGreaterThan(10);
    }

    @Test
    void readsTheRecordedErrors() {
        List<RecordedExchange> errors = AzureRecordings.all().tag("error").list();
        for (RecordedExchange exchange : errors) {
            answers(exchange);
            JsonNode error = AzureRecordings.json(exchange.responseBody()).path("error");

            assertThatThrownBy(() -> client().getChatCompletions("any", question(exchange)))
                    .as("%s", exchange)
                    .isInstanceOfSatisfying(HttpResponseException.class, e -> {
                        assertThat(e.getResponse().getStatusCode()).isEqualTo(exchange.status());
                        assertThat(e.getMessage())
                                .contains(error.path("message").asString());
                    });
        }
    }

    @Test
    void readsTheRecordedEmbedding() {
        RecordedExchange exchange =
                AzureRecordings.all().api("embeddings").successful().list().get(0);
        answers(exchange);

        Embeddings read =
                client().getEmbeddings(AzureRecordings.deployment(exchange), new EmbeddingsOptions(List.of("hi")));

        EmbeddingItem first = read.getData().get(0);
        JsonNode recorded = AzureRecordings.json(exchange.responseBody());
        // Recorded as base64 of little-endian floats.
        FloatBuffer floats = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(recorded.path("data").path(0).path("embedding").asString()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        assertThat(first.getEmbedding()).hasSize(floats.remaining()).startsWith(floats.get(0), floats.get(1));
        assertThat(read.getUsage().getPromptTokens())
                .isEqualTo(recorded.path("usage").path("prompt_tokens").asInt());
    }

    /** What one of the two sent. */
    private record Sent(String line, Map<String, String> headers, JsonNode body) {}

    private Sent sent() {
        LoopbackUpstream.Request request = upstream.onlyRequest();
        return new Sent(
                request.method() + " " + request.target(), request.headers(), AzureRecordings.json(request.body()));
    }

    private Sent ofTheSdk(OpenAIClient client, Function<OpenAIClient, ?> call) {
        upstream.forget();
        call.apply(client);
        return sent();
    }

    private Sent ofOurs(Dialect dialect, String model, boolean bearer, JsonNode body) throws Exception {
        upstream.forget();
        HttpTransport transport = new HttpTransport(
                HttpTransportSettings.builder().allowPrivateAddresses(true).build());
        AzureClient client =
                new AzureClient(transport, channel -> bearer ? Optional.of(Secret.of(TOKEN)) : Optional.empty());
        Channel channel = Channel.builder("azure", "azure")
                .baseUrl(upstream.url())
                .option("api-version", "2025-01-01-preview")
                .models("*")
                .build();
        client.newCall(new ProviderRequest(
                        channel,
                        bearer ? null : Secret.of(KEY),
                        dialect,
                        model,
                        false,
                        true,
                        WireBody.of(body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        Map.of(),
                        Duration.ofSeconds(20)))
                .execute()
                .close();
        client.close();
        return sent();
    }

    private static TokenCredential entra() {
        return request -> Mono.just(new AccessToken(TOKEN, OffsetDateTime.now().plusHours(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-gpt", "gpt-5.2_2025-12-11"})
    void sendsAChatToTheSamePlaceWithTheSameKeyAndBody(String deployment) throws Exception {
        for (RecordedExchange exchange : chats()) {
            if (exchange.stream()) {
                continue;
            }
            answers(exchange);
            ChatCompletionsOptions question = question(exchange);
            Sent sdk = ofTheSdk(client(), client -> client.getChatCompletions(deployment, question));
            Sent ours = ofOurs(Dialect.OPENAI_CHAT, deployment, false, sdk.body());

            assertThat(ours.line()).isEqualTo(sdk.line());
            assertThat(ours.line())
                    .isEqualTo("POST /openai/deployments/" + deployment
                            + "/chat/completions?api-version=2025-01-01-preview");
            assertThat(ours.headers().get("api-key"))
                    .isEqualTo(sdk.headers().get("api-key"))
                    .isEqualTo(KEY);
            assertThat(ours.headers().get("content-type"))
                    .isEqualTo(sdk.headers().get("content-type"));
            assertThat(ours.headers()).doesNotContainKey("authorization");
            assertThat(ours.body()).isEqualTo(sdk.body());
        }
    }

    @Test
    void sendsEmbeddingsToTheSamePlace() throws Exception {
        RecordedExchange exchange =
                AzureRecordings.all().api("embeddings").successful().list().get(0);
        answers(exchange);
        Sent sdk = ofTheSdk(
                client(), client -> client.getEmbeddings("my-embedding", new EmbeddingsOptions(List.of("hi"))));
        Sent ours = ofOurs(Dialect.OPENAI_EMBEDDINGS, "my-embedding", false, sdk.body());

        assertThat(ours.line()).isEqualTo(sdk.line());
        assertThat(ours.body()).isEqualTo(sdk.body());
    }

    @Test
    void sendsATokenOfEntraInTheSameHeader() throws Exception {
        RecordedExchange exchange = AzureRecordings.all()
                .api("chat")
                .notStreamed()
                .tag("content-filter-results")
                .list()
                .get(0);
        answers(exchange);
        ChatCompletionsOptions question = question(exchange);
        Sent sdk = ofTheSdk(
                builder().credential(entra()).buildClient(), client -> client.getChatCompletions("my-gpt", question));
        Sent ours = ofOurs(Dialect.OPENAI_CHAT, "my-gpt", true, sdk.body());

        assertThat(ours.line()).isEqualTo(sdk.line());
        assertThat(ours.headers().get("authorization"))
                .isEqualTo(sdk.headers().get("authorization"))
                .isEqualTo("Bearer " + TOKEN);
        assertThat(ours.headers()).doesNotContainKey("api-key");
    }
}
