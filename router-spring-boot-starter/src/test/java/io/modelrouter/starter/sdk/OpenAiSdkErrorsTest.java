package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.core.RequestOptions;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The OpenAI SDK raises its own errors through the router:")
class OpenAiSdkErrorsTest {
    private static final int MOST_ATTEMPTS_OF_A_CALL = 3;

    private static final OpenAiClients.Waits WAITS = new OpenAiClients.Waits();

    private static SdkFixture fixture;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        fixture = new SdkFixture();
        client = OpenAiClients.client(fixture.gateway.url(), RunningGateway.KEY, WAITS);
    }

    @AfterAll
    static void stop() {
        client.close();
        fixture.close();
    }

    @BeforeEach
    void nothingWaited() {
        WAITS.asked.clear();
    }

    /** One operation, whole or streamed, of both that the vendor has. */
    enum Way {
        CHAT,
        CHAT_STREAM,
        RESPONSES,
        RESPONSES_STREAM;

        void call(OpenAIClient client, String model) {
            ChatCompletionCreateParams chat = ChatCompletionCreateParams.builder()
                    .model(model)
                    .addUserMessage("hi")
                    .build();
            ResponseCreateParams responses =
                    ResponseCreateParams.builder().model(model).input("hi").build();
            switch (this) {
                case CHAT:
                    client.chat().completions().create(chat);
                    break;
                case CHAT_STREAM:
                    try (StreamResponse<ChatCompletionChunk> stream =
                            client.chat().completions().createStreaming(chat)) {
                        stream.stream().forEach(chunk -> {});
                    }
                    break;
                case RESPONSES:
                    client.responses().create(responses);
                    break;
                case RESPONSES_STREAM:
                    try (StreamResponse<ResponseStreamEvent> stream =
                            client.responses().createStreaming(responses)) {
                        stream.stream().forEach(event -> {});
                    }
                    break;
            }
        }
    }

    private <E extends OpenAIServiceException> List<E> fails(Class<E> type, String key, String model) {
        List<E> failures = new ArrayList<>();
        for (Way way : Way.values()) {
            fixture.upstream.forget();
            fixture.gateway.calls().forget();
            OpenAIClient caller = client.withOptions(options -> options.apiKey(key));
            E failure = catchThrowableOfType(type, () -> way.call(caller, model));
            assertThat(failure).as("%s", way).isNotNull();
            failures.add(failure);
        }
        assertThat(fixture.gateway.balance("team").held()).isZero();
        assertThat(fixture.gateway.balance("poor").held()).isZero();
        return failures;
    }

    /** Of the last way: a failure that no retry cures is asked for once, and the upstream not at all or once. */
    private void assertAskedOnce(int upstream) {
        assertThat(fixture.gateway.calls().requestCount()).isEqualTo(1);
        assertThat(fixture.upstream.requestCount()).isEqualTo(upstream);
        assertThat(WAITS.asked).isEmpty();
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        for (UnauthorizedException e : fails(UnauthorizedException.class, SdkFixture.WRONG_KEY, "m")) {
            assertThat(e.code()).contains("invalid_api_key");
            assertThat(e.type()).contains("invalid_request_error");
        }
        assertAskedOnce(0);
    }

    @Test
    void anUnknownModelIsNotFound() {
        for (NotFoundException e : fails(NotFoundException.class, SdkFixture.LONELY_KEY, "m")) {
            assertThat(e.code()).contains("model_not_found");
            assertThat(e.param()).contains("model");
        }
        assertAskedOnce(0);
    }

    @Test
    void aModelThatTheKeyMayNotUseIsPermissionDenied() {
        for (PermissionDeniedException e : fails(PermissionDeniedException.class, SdkFixture.NARROW_KEY, "m")) {
            assertThat(e.code()).isPresent();
        }
        assertAskedOnce(0);
    }

    @Test
    void aUsedUpQuotaIsStatus402AndIsNotTriedAgain() {
        for (UnexpectedStatusCodeException e :
                fails(UnexpectedStatusCodeException.class, SdkFixture.POOR_KEY, SdkFixture.PRICED)) {
            assertThat(e.statusCode()).isEqualTo(402);
            assertThat(e.code()).contains("insufficient_quota");
            assertThat(e.type()).contains("insufficient_quota");
        }
        assertAskedOnce(0);
    }

    @Test
    @Tag("R2.2")
    void aRequestThatTheUpstreamFindsWrongIsABadRequestInItsWords() {
        fixture.answers(
                400,
                "{\"error\":{\"message\":\"Unsupported value: 'temperature'\",\"type\":\"invalid_request_error\","
                        + "\"param\":\"temperature\",\"code\":\"unsupported_value\"}}");

        for (BadRequestException e : fails(BadRequestException.class, RunningGateway.KEY, "m")) {
            assertThat(e).hasMessageContaining("Unsupported value: 'temperature'");
            assertThat(e.code()).contains("unsupported_value");
            assertThat(e.param()).contains("temperature");
        }
        assertAskedOnce(1);
    }

    @Test
    @Tag("R2.5")
    void aRateLimitOfTheUpstreamIsARateLimitWithItsTime() {
        fixture.answers(
                429,
                "{\"error\":{\"message\":\"Rate limit reached for canary-org\",\"type\":\"requests\",\"param\":null,"
                        + "\"code\":\"rate_limit_exceeded\"}}",
                "retry-after",
                "7");

        for (RateLimitException e : fails(RateLimitException.class, RunningGateway.KEY, "m")) {
            assertThat(e.code()).contains("rate_limit_exceeded");
            assertThat(e.headers().values("retry-after")).containsExactly("7");
            assertThat(e.getMessage()).doesNotContain("canary-org");
        }
        assertRetriesBounded();
        assertThat(WAITS.asked).contains(Duration.ofSeconds(7));
    }

    /** Of the last way: the SDK's own retries and no more, and for each at most the attempts of a call. */
    private void assertRetriesBounded() {
        int asked = fixture.gateway.calls().requestCount();
        assertThat(asked).isBetween(1, 1 + OpenAiClients.RETRIES);
        assertThat(fixture.upstream.requestCount()).isBetween(1, asked * MOST_ATTEMPTS_OF_A_CALL);
        assertThat(WAITS.asked).hasSizeLessThanOrEqualTo(OpenAiClients.RETRIES * Way.values().length);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 529})
    @Tag("R2.2")
    void aFailureOfTheUpstreamIsAServerErrorWithoutItsWords(int status) {
        fixture.answers(
                status, "{\"error\":{\"message\":\"canary-host exploded\",\"type\":\"server_error\",\"code\":null}}");

        for (InternalServerException e : fails(InternalServerException.class, RunningGateway.KEY, "m")) {
            assertThat(e.statusCode()).isEqualTo(502);
            assertThat(e.type()).contains("server_error");
            assertThat(e.getMessage()).doesNotContain("canary-host");
        }
        assertRetriesBounded();
    }

    @Test
    @Tag("R2.2")
    void theRoutersOwnKeyBeingRefusedIsNotTheCallersMistake() {
        fixture.answers(
                401,
                "{\"error\":{\"message\":\"Incorrect API key provided: upst*********6789\","
                        + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_api_key\"}}");

        for (InternalServerException e : fails(InternalServerException.class, RunningGateway.KEY, "m")) {
            assertThat(e.statusCode()).isEqualTo(502);
            assertThat(e.getMessage()).doesNotContain("upst");
        }
        assertRetriesBounded();
    }

    private static RecordedExchange longStream(String protocol) {
        return Recordings.of(protocol)
                .successful()
                .streamed()
                .tag("plain-text")
                .list()
                .get(0);
    }

    private OpenAIServiceException brokenStream(Way way) {
        fixture.gateway.calls().forget();
        Throwable failure = catchThrowable(() -> way.call(client, "m"));
        assertThat(failure).isInstanceOf(OpenAIServiceException.class);
        return (OpenAIServiceException) failure;
    }

    @Test
    @Tag("R4.2")
    void aChatStreamThatBreaksOffIsAnErrorInsideTheStream() {
        fixture.answersBroken(longStream(Recordings.CHAT), 4, "");

        OpenAIServiceException e = brokenStream(Way.CHAT_STREAM);

        assertThat(e).isInstanceOf(SseException.class);
        assertThat(e.code()).contains("stream_truncated");
        assertThat(fixture.gateway.calls().onlyRecord().error()).isEqualTo(RouterErrorCode.TRUNCATED);
        assertAskedOnce(1);
    }

    @Test
    @Tag("R4.2")
    void anErrorInsideAChatStreamArrivesAsItCame() {
        fixture.answersBroken(
                longStream(Recordings.CHAT),
                4,
                "data: {\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\",\"param\":null,"
                        + "\"code\":\"mid_stream\"}}\n\n");

        OpenAIServiceException e = brokenStream(Way.CHAT_STREAM);

        assertThat(e).isInstanceOf(SseException.class).hasMessageContaining("The server had an error");
        assertThat(e.code()).contains("mid_stream");
        assertThat(fixture.gateway.calls().onlyRecord().succeeded()).isFalse();
        assertAskedOnce(1);
    }

    @Test
    @Tag("R4.2")
    void aResponsesStreamThatBreaksOffEndsInAFailedResponse() {
        RecordedExchange exchange = Recordings.of(Recordings.RESPONSES)
                .successful()
                .streamed()
                .tag("plain-text")
                .where("enough deltas", e -> Recordings.occurrences(e, "event: response.output_text.delta") > 3)
                .list()
                .get(0);
        int deltas = Recordings.text(exchange)
                .split("event: response.output_text.delta")[0]
                .split("\n\n")
                .length;
        fixture.answersBroken(exchange, deltas + 2, "");

        List<ResponseStreamEvent> events = new ArrayList<>();
        RequestOptions lenient =
                RequestOptions.builder().responseValidation(false).build();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses()
                .createStreaming(
                        ResponseCreateParams.builder().model("m").input("hi").build(), lenient)) {
            stream.stream().forEach(events::add);
        }

        ResponseStreamEvent last = events.get(events.size() - 1);
        assertThat(last.isFailed()).as("%s", last).isTrue();
        assertThat(last.asFailed().response().error()).isPresent();
        assertThat(events.get(events.size() - 2).isOutputTextDelta()).isTrue();
        assertThat(fixture.gateway.calls().onlyRecord().error()).isEqualTo(RouterErrorCode.TRUNCATED);
        assertAskedOnce(1);
    }
}
