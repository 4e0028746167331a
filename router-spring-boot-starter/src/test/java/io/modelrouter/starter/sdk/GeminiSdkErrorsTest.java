package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.GenerateContentResponse;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The Google GenAI SDK raises its own errors through the router:")
class GeminiSdkErrorsTest {
    private static final int MOST_ATTEMPTS_OF_A_CALL = 3;

    private static SdkFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new SdkFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    private static void call(Client client, String model, boolean stream) {
        if (!stream) {
            client.models.generateContent(model, "hi", null);
            return;
        }
        try (ResponseStream<GenerateContentResponse> chunks = client.models.generateContentStream(model, "hi", null)) {
            chunks.forEach(chunk -> {});
        }
    }

    /** The failure of a whole call and of a streamed one. */
    private static <E extends ApiException> List<E> fails(Class<E> type, String key, String model) {
        List<E> failures = new ArrayList<>();
        for (boolean stream : new boolean[] {false, true}) {
            failures.add(fails(type, key, model, stream));
        }
        assertThat(fixture.gateway.balance("team").held()).isZero();
        assertThat(fixture.gateway.balance("poor").held()).isZero();
        return failures;
    }

    private static <E extends ApiException> E fails(Class<E> type, String key, String model, boolean stream) {
        fixture.upstream.forget();
        fixture.gateway.calls().forget();
        try (Client client = GeminiClients.client(fixture.gateway.url(), key)) {
            E failure = catchThrowableOfType(type, () -> call(client, model, stream));
            assertThat(failure).isNotNull();
            return failure;
        }
    }

    /** Of the last call: a failure that no retry cures is asked for once, and the upstream not at all or once. */
    private static void assertAskedOnce(int upstream) {
        assertThat(fixture.gateway.calls().requestCount()).isEqualTo(1);
        assertThat(fixture.upstream.requestCount()).isEqualTo(upstream);
    }

    /** Of the last call: the SDK's own tries and no more, and for each at most the attempts of a call. */
    private static void assertRetriesBounded() {
        int asked = fixture.gateway.calls().requestCount();
        assertThat(asked).isBetween(1, GeminiClients.TRIES);
        assertThat(fixture.upstream.requestCount()).isBetween(1, asked * MOST_ATTEMPTS_OF_A_CALL);
    }

    @Test
    void aWrongKeyIsAnInvalidArgument() {
        for (ClientException e : fails(ClientException.class, SdkFixture.WRONG_KEY, "m")) {
            assertThat(e.code()).isEqualTo(400);
            assertThat(e.status()).isEqualTo("INVALID_ARGUMENT");
        }
        assertAskedOnce(0);
    }

    @Test
    void anUnknownModelIsNotFound() {
        for (ClientException e : fails(ClientException.class, SdkFixture.LONELY_KEY, "m")) {
            assertThat(e.code()).isEqualTo(404);
            assertThat(e.status()).isEqualTo("NOT_FOUND");
        }
        assertAskedOnce(0);
    }

    @Test
    void aModelThatTheKeyMayNotUseIsPermissionDenied() {
        for (ClientException e : fails(ClientException.class, SdkFixture.NARROW_KEY, "m")) {
            assertThat(e.code()).isEqualTo(403);
            assertThat(e.status()).isEqualTo("PERMISSION_DENIED");
        }
        assertAskedOnce(0);
    }

    /** The SDK repeats every 429, whatever its headers say; the upstream hears nothing of it. */
    @Test
    void aUsedUpQuotaIsResourceExhausted() {
        for (ClientException e : fails(ClientException.class, SdkFixture.POOR_KEY, SdkFixture.PRICED)) {
            assertThat(e.code()).isEqualTo(429);
            assertThat(e.status()).isEqualTo("RESOURCE_EXHAUSTED");
        }
        assertThat(fixture.gateway.calls().requestCount()).isBetween(1, GeminiClients.TRIES);
        assertThat(fixture.upstream.requestCount()).isZero();
    }

    @Test
    @Tag("R2.2")
    void aRequestThatTheUpstreamFindsWrongIsAnInvalidArgumentInItsWords() {
        fixture.answers(
                400,
                "{\"error\":{\"code\":400,\"message\":\"Invalid value at 'contents[0]'\","
                        + "\"status\":\"INVALID_ARGUMENT\"}}");

        for (ClientException e : fails(ClientException.class, RunningGateway.KEY, "m")) {
            assertThat(e.code()).isEqualTo(400);
            assertThat(e.message()).isEqualTo("Invalid value at 'contents[0]'");
        }
        assertAskedOnce(1);
    }

    @Test
    @Tag("R2.5")
    void aRateLimitOfTheUpstreamIsResourceExhausted() {
        fixture.answers(
                429,
                "{\"error\":{\"code\":429,\"message\":\"canary-project is too fast\",\"status\":\"RESOURCE_EXHAUSTED\","
                        + "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"7s\"}]}}");

        for (ClientException e : fails(ClientException.class, RunningGateway.KEY, "m")) {
            assertThat(e.code()).isEqualTo(429);
            assertThat(e.status()).isEqualTo("RESOURCE_EXHAUSTED");
            assertThat(e.message()).doesNotContain("canary-project");
        }
        assertRetriesBounded();
    }

    @Test
    @Tag("R2.2")
    void aFailureOfTheUpstreamIsUnavailableWithoutItsWords() {
        fixture.answers(500, "{\"error\":{\"code\":500,\"message\":\"canary-host exploded\",\"status\":\"INTERNAL\"}}");

        for (ServerException e : fails(ServerException.class, RunningGateway.KEY, "m")) {
            assertThat(e.code()).isEqualTo(503);
            assertThat(e.status()).isEqualTo("UNAVAILABLE");
            assertThat(e.message()).doesNotContain("canary-host");
        }
        assertRetriesBounded();
    }

    @Test
    @Tag("R2.2")
    void theRoutersOwnKeyBeingRefusedIsNotTheCallersMistake() {
        fixture.answers(
                400,
                "{\"error\":{\"code\":400,\"message\":\"API key not valid.\",\"status\":\"INVALID_ARGUMENT\",\"details\":"
                        + "[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\"}]}}");

        for (ServerException e : fails(ServerException.class, RunningGateway.KEY, "m")) {
            assertThat(e.code()).isEqualTo(503);
            assertThat(e.message()).doesNotContain("API key");
        }
        assertRetriesBounded();
    }

    private static RecordedExchange anyStream() {
        return Recordings.of(Recordings.GEMINI)
                .successful()
                .streamed()
                .withoutTag("json-array-stream")
                .where(
                        "some chunks of text",
                        exchange -> Recordings.events(exchange).size() > 3)
                .list()
                .get(0);
    }

    @Test
    @Tag("R4.2")
    void aStreamThatBreaksOffIsAnErrorInsideTheStream() {
        fixture.answersBroken(anyStream(), 2, "");

        ServerException e = fails(ServerException.class, RunningGateway.KEY, "m", true);

        assertThat(e.code()).isEqualTo(503);
        assertThat(fixture.gateway.calls().onlyRecord().error()).isEqualTo(RouterErrorCode.TRUNCATED);
        assertAskedOnce(1);
    }

    @Test
    @Tag("R4.2")
    void anErrorInsideAStreamArrivesAsItCame() {
        fixture.answersBroken(
                anyStream(),
                2,
                "data: {\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}}\r\n\r\n");

        ServerException e = fails(ServerException.class, RunningGateway.KEY, "m", true);

        assertThat(e.code()).isEqualTo(503);
        assertThat(e.message()).isEqualTo("The model is overloaded.");
        assertThat(fixture.gateway.calls().onlyRecord().error()).isEqualTo(RouterErrorCode.UPSTREAM_OVERLOADED);
        assertAskedOnce(1);
    }
}
