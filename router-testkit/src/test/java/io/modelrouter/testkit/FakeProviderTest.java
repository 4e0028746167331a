package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.channel.Channel;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The fake provider")
class FakeProviderTest {

    @Test
    void answersAsTold() throws ProviderException {
        HttpHeaders headers = HttpHeaders.builder().add("X-A", "1").build();
        FakeProvider provider = FakeProvider.answering(201, headers, "héllo".getBytes(StandardCharsets.UTF_8));

        ProviderResponse response = provider.newCall(request("a")).execute();

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.headers().first("x-a")).contains("1");
        assertThat(read(response)).isEqualTo("héllo");
        assertThat(provider.lastRequest().model()).isEqualTo("m");
        assertThat(provider.openResponses()).isEqualTo(1);
        response.close();
        response.close();
        assertThat(provider.openResponses()).isZero();
    }

    @Test
    void goesThroughItsScriptAndKeepsTheLastAnswer() throws ProviderException {
        FakeProvider provider = FakeProvider.answering(FakeAnswer.json(500, "{}"), FakeAnswer.json(200, "{}"))
                .on("b", FakeAnswer.json(404, "{}"));

        assertThat(status(provider, "a")).isEqualTo(500);
        assertThat(status(provider, "b")).isEqualTo(404);
        assertThat(status(provider, "a")).isEqualTo(200);
        assertThat(status(provider, "a")).isEqualTo(200);
        assertThat(provider.channelsAsked()).containsExactly("a", "b", "a", "a");
    }

    @Test
    void readsInThePiecesItWasGiven() throws ProviderException {
        FakeProvider provider = FakeProvider.answering(
                FakeAnswer.sse("data: a\n\n", "data: b\n\n").inPiecesOf(4));
        ProviderResponse response = provider.newCall(request("a")).execute();

        byte[] buffer = new byte[100];
        assertThat(response.read(buffer, 0, 100)).isEqualTo(4);
        assertThat(response.read(buffer, 4, 3)).isEqualTo(3);
        assertThat(response.read(buffer, 7, 93)).isEqualTo(1);
        assertThat(read(response)).isEqualTo("\ndata: b\n\n");
    }

    @Test
    void cutsAndBreaks() throws ProviderException {
        FakeProvider provider = FakeProvider.answering(
                FakeAnswer.json(200, "abcdef").cutAfter(3),
                FakeAnswer.json(200, "abc").thenFailing(FailureKind.TIMEOUT),
                FakeAnswer.failing(FailureKind.CONNECTION));

        assertThat(read(provider.newCall(request("a")).execute())).isEqualTo("abc");
        ProviderResponse broken = provider.newCall(request("a")).execute();
        ProviderException late = catchThrowableOfType(ProviderException.class, () -> read(broken));
        assertThat(late.kind()).isEqualTo(FailureKind.TIMEOUT);
        ProviderException early = catchThrowableOfType(
                ProviderException.class, () -> provider.newCall(request("a")).execute());
        assertThat(early.kind()).isEqualTo(FailureKind.CONNECTION);
    }

    @Test
    void isSilentUntilItIsCancelled() throws Exception {
        FakeProvider provider = FakeProvider.answering(FakeAnswer.silent());
        ProviderCall call = provider.newCall(request("a"));
        CompletableFuture<ProviderResponse> running = CompletableFuture.supplyAsync(() -> {
            try {
                return call.execute();
            } catch (ProviderException e) {
                throw new IllegalStateException(e);
            }
        });

        call.cancel();
        call.cancel();

        provider.awaitCancelled(Duration.ofSeconds(5));
        assertThatThrownBy(() -> running.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(ProviderException.class);
        assertThatThrownBy(() -> provider.awaitCancelled(Duration.ZERO)).isInstanceOf(AssertionError.class);
    }

    @Test
    void complainsAboutMisuse() throws ProviderException {
        FakeProvider provider = FakeProvider.answering(FakeAnswer.json(200, "{}"));
        ProviderCall call = provider.newCall(request("a"));
        ProviderResponse response = call.execute();
        response.close();

        assertThatThrownBy(call::execute).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> response.read(new byte[1], 0, 1)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> new FakeProvider("fake").newCall(request("a")).execute())
                .isInstanceOf(AssertionError.class);
        provider.close();
        assertThat(provider.isClosed()).isTrue();
    }

    private static int status(FakeProvider provider, String channel) throws ProviderException {
        try (ProviderResponse response = provider.newCall(request(channel)).execute()) {
            return response.status();
        }
    }

    private static String read(ProviderResponse response) throws ProviderException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[64];
        for (int n = response.read(buffer, 0, 64); n >= 0; n = response.read(buffer, 0, 64)) {
            all.write(buffer, 0, n);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static ProviderRequest request(String channel) {
        return new ProviderRequest(
                Channel.builder(channel, "fake").models("*").build(),
                null,
                Dialect.OPENAI_CHAT,
                "m",
                false,
                true,
                WireBody.of("{}".getBytes(StandardCharsets.UTF_8)),
                Map.of(),
                Duration.ofSeconds(1));
    }
}
