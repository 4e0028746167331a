package io.modelrouter.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.AccessTokens;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.providers.http.LineByLineCall;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Embeddings on Bedrock")
class LineByLineCallTest {
    private final MockWebServer server = new MockWebServer();
    private final HttpTransport transport = new HttpTransport(
            HttpTransportSettings.builder().allowPrivateAddresses(true).build());
    private final BedrockClient client = new BedrockClient(transport, AccessTokens.NONE, Bedrocks.NOON);

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    private ProviderRequest request(String body) {
        Channel channel = Bedrocks.channel(server)
                .apiKey(Bedrocks.ID + ":" + Bedrocks.SECRET)
                .build();
        return Bedrocks.request(channel, Dialect.BEDROCK_EMBED, "amazon.titan-embed-text-v2:0", false, body);
    }

    private void answer(int status, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("content-type", "application/json")
                .body(body)
                .build());
    }

    @Test
    void areAskedForOneAfterTheOtherAndAnsweredInOrderALineEach() throws Exception {
        answer(200, "{\"embedding\":[1]}");
        answer(200, "{\n  \"embedding\":[2]\r\n}\n");
        answer(200, "{\"embedding\":[3]}");

        try (ProviderResponse response =
                client.newCall(request("{\"n\":1}\n{\"n\":2}\n\n{\"n\":3}\n")).execute()) {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers().first("content-type")).contains("application/json");
            assertThat(response.headers().first("content-length")).isEmpty();
            assertThat(Bedrocks.text(response))
                    .isEqualTo("{\"embedding\":[1]}\n{   \"embedding\":[2]  } \n{\"embedding\":[3]}\n");
        }

        List<String> signatures = new ArrayList<>();
        for (int n = 1; n <= 3; n++) {
            var sent = server.takeRequest();
            assertThat(sent.getBody().utf8()).isEqualTo("{\"n\":" + n + "}");
            signatures.add(sent.getHeaders().get("authorization"));
        }
        assertThat(signatures).doesNotHaveDuplicates().allMatch(s -> s.startsWith("AWS4-HMAC-SHA256 "));
    }

    @Test
    void endWithTheFirstAnswerThatIsAnError() throws Exception {
        answer(200, "{}");
        answer(429, "{\"message\":\"slow\"}");

        try (ProviderResponse response =
                client.newCall(request("{\"n\":1}\n{\"n\":2}\n{\"n\":3}")).execute()) {
            assertThat(response.status()).isEqualTo(429);
            assertThat(Bedrocks.text(response)).isEqualTo("{\"message\":\"slow\"}");
        }
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void areAsManyAsOpenAisAtMost() {
        for (String body : List.of("", "\n", "{}\n".repeat(LineByLineCall.MOST_LINES + 1))) {
            assertThatThrownBy(() -> client.newCall(request(body)).execute())
                    .isInstanceOfSatisfying(
                            ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CALLER))
                    .hasMessageStartingWith("from 1 to 2048 inputs can be embedded at once");
        }
        assertThat(server.getRequestCount()).isZero();
    }

    private void counted(String tokens) {
        MockResponse.Builder response = new MockResponse.Builder().body("{}");
        if (tokens != null) {
            response.addHeader("X-Amzn-Bedrock-Input-Token-Count", tokens);
        }
        server.enqueue(response.build());
    }

    @ParameterizedTest
    @Tag("R1.14")
    @CsvSource({"3, 4, 7", "0, 0, 0", "3, , ", ", 4, ", "3, many, ", "3, 9999999999999, "})
    void tellTheTokensOfAllWhereEachWasTold(String one, String other, String sum) throws Exception {
        counted(one);
        counted(other);
        try (ProviderResponse response =
                client.newCall(request("{\"n\":1}\n{\"n\":2}")).execute()) {
            assertThat(response.headers().first("x-amzn-bedrock-input-token-count"))
                    .isEqualTo(Optional.ofNullable(sum));
        }
    }

    @Test
    void sendNoMoreAfterTheDeadline() {
        answer(200, "{}");
        AtomicLong now = new AtomicLong();
        List<java.time.Duration> deadlines = new ArrayList<>();
        LineByLineCall call = new LineByLineCall(
                request("1\n2\n3"),
                line -> {
                    deadlines.add(line.deadline());
                    now.addAndGet(TimeUnit.SECONDS.toNanos(30));
                    return client.newCall(line);
                },
                now::get,
                null);

        assertThatThrownBy(call::execute)
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TIMEOUT));
        assertThat(deadlines).containsExactly(java.time.Duration.ofSeconds(30));
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void areCancelledAtTheOneThatRuns() throws Exception {
        answer(200, "{}");
        server.enqueue(new MockResponse.Builder()
                .onRequestStart(SocketEffect.Stall.INSTANCE)
                .build());
        ProviderCall call = client.newCall(request("{\"n\":1}\n{\"n\":2}\n{\"n\":3}"));
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> {
            try {
                call.execute().close();
            } catch (ProviderException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(server.takeRequest(10, TimeUnit.SECONDS)).isNotNull();
        call.cancel();

        assertThatThrownBy(() -> ended.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .rootCause()
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.ENDED));
        assertThat(server.getRequestCount()).isLessThan(3);
    }
}
