package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.OverloadedException;
import com.anthropic.errors.PaymentRequiredException;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
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

@DisplayName("The Anthropic SDK raises its own errors through the router:")
class ClaudeSdkErrorsTest {
    private static final int MOST_ATTEMPTS_OF_A_CALL = 3;
    private static final ClaudeClients.Waits WAITS = new ClaudeClients.Waits();

    private static SdkFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new SdkFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void nothingWaited() {
        WAITS.asked.clear();
    }

    private static void call(AnthropicClient client, String model, boolean stream) {
        MessageCreateParams params = MessageCreateParams.builder()
                .model(model)
                .maxTokens(1_000)
                .addUserMessage("hi")
                .build();
        if (!stream) {
            client.messages().create(params);
            return;
        }
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(params)) {
            events.stream().forEach(event -> {});
        }
    }

    /** The failure of a whole call and of a streamed one. */
    private static <E extends AnthropicServiceException> List<E> fails(Class<E> type, String key, String model) {
        List<E> failures = new ArrayList<>();
        for (boolean stream : new boolean[] {false, true}) {
            failures.add(fails(type, key, model, stream));
        }
        assertThat(fixture.gateway.balance("team").held()).isZero();
        assertThat(fixture.gateway.balance("poor").held()).isZero();
        return failures;
    }

    private static <E extends AnthropicServiceException> E fails(
            Class<E> type, String key, String model, boolean stream) {
        fixture.upstream.forget();
        fixture.gateway.calls().forget();
        AnthropicClient client = ClaudeClients.client(fixture.gateway.url(), key, WAITS);
        try {
            E failure = catchThrowableOfType(type, () -> call(client, model, stream));
            assertThat(failure).isNotNull();
            // The id is the router's own, for both sides' logs.
            assertThat(failure.requestId()).isPresent();
            return failure;
        } finally {
            client.close();
        }
    }

    /** Of the last call: a failure that no retry cures is asked for once, and the upstream not at all or once. */
    private static void assertAskedOnce(int upstream) {
        assertThat(fixture.gateway.calls().requestCount()).isEqualTo(1);
        assertThat(fixture.upstream.requestCount()).isEqualTo(upstream);
        assertThat(WAITS.asked).isEmpty();
    }

    /** Of the last call: the SDK's own retries and no more, and for each at most the attempts of a call. */
    private static void assertRetriesBounded() {
        int asked = fixture.gateway.calls().requestCount();
        assertThat(asked).isBetween(1, 1 + ClaudeClients.RETRIES);
        assertThat(fixture.upstream.requestCount()).isBetween(1, asked * MOST_ATTEMPTS_OF_A_CALL);
        assertThat(WAITS.asked).hasSizeLessThanOrEqualTo(2 * ClaudeClients.RETRIES);
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        for (UnauthorizedException e : fails(UnauthorizedException.class, SdkFixture.WRONG_KEY, "m")) {
            assertThat(e.errorType()).contains(ErrorType.AUTHENTICATION_ERROR);
        }
        assertAskedOnce(0);
    }

    @Test
    void anUnknownModelIsNotFound() {
        for (NotFoundException e : fails(NotFoundException.class, SdkFixture.LONELY_KEY, "m")) {
            assertThat(e.errorType()).contains(ErrorType.NOT_FOUND_ERROR);
        }
        assertAskedOnce(0);
    }

    @Test
    void aModelThatTheKeyMayNotUseIsPermissionDenied() {
        for (PermissionDeniedException e : fails(PermissionDeniedException.class, SdkFixture.NARROW_KEY, "m")) {
            assertThat(e.errorType()).contains(ErrorType.PERMISSION_ERROR);
        }
        assertAskedOnce(0);
    }

    @Test
    void aUsedUpQuotaIsPaymentRequiredAndIsNotTriedAgain() {
        for (PaymentRequiredException e :
                fails(PaymentRequiredException.class, SdkFixture.POOR_KEY, SdkFixture.PRICED)) {
            assertThat(e.errorType()).contains(ErrorType.BILLING_ERROR);
        }
        assertAskedOnce(0);
    }

    @Test
    @Tag("R2.2")
    void aRequestThatTheUpstreamFindsWrongIsABadRequestInItsWords() {
        fixture.answers(
                400,
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                        + "\"message\":\"messages.0: text must be non-empty\"},\"request_id\":\"req_upstream\"}");

        for (BadRequestException e : fails(BadRequestException.class, RunningGateway.KEY, "m")) {
            assertThat(e.errorType()).contains(ErrorType.INVALID_REQUEST_ERROR);
            assertThat(e.apiMessage()).contains("messages.0: text must be non-empty");
        }
        assertAskedOnce(1);
    }

    @Test
    @Tag("R2.5")
    void aRateLimitOfTheUpstreamIsARateLimitWithItsTime() {
        fixture.answers(
                429,
                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"canary-org is too fast\"}}",
                "retry-after",
                "7");

        for (RateLimitException e : fails(RateLimitException.class, RunningGateway.KEY, "m")) {
            assertThat(e.errorType()).contains(ErrorType.RATE_LIMIT_ERROR);
            assertThat(e.headers().values("retry-after")).containsExactly("7");
            assertThat(e.getMessage()).doesNotContain("canary-org");
        }
        assertRetriesBounded();
        assertThat(WAITS.asked).contains(Duration.ofSeconds(7));
    }

    @Test
    @Tag("R2.2")
    void aFailureOfTheUpstreamIsAServerErrorWithoutItsWords() {
        fixture.answers(
                500, "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"canary-host exploded\"}}");

        for (InternalServerException e : fails(InternalServerException.class, RunningGateway.KEY, "m")) {
            assertThat(e.statusCode()).isEqualTo(500);
            assertThat(e.errorType()).contains(ErrorType.API_ERROR);
            assertThat(e.getMessage()).doesNotContain("canary-host");
        }
        assertRetriesBounded();
    }

    @Test
    @Tag("R2.2")
    void anOverloadedUpstreamIsOverloaded() {
        fixture.answers(
                529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");

        for (OverloadedException e : fails(OverloadedException.class, RunningGateway.KEY, "m")) {
            assertThat(e.statusCode()).isEqualTo(529);
            assertThat(e.errorType()).contains(ErrorType.OVERLOADED_ERROR);
        }
        assertRetriesBounded();
    }

    @Test
    @Tag("R2.2")
    void theRoutersOwnCreditBeingUsedUpIsNotTheCallersMistake() {
        fixture.answers(
                400,
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                        + "\"message\":\"Your credit balance is too low to access the Anthropic API.\"}}");

        for (InternalServerException e : fails(InternalServerException.class, RunningGateway.KEY, "m")) {
            assertThat(e.errorType()).contains(ErrorType.API_ERROR);
            assertThat(e.getMessage()).doesNotContain("credit balance");
        }
        assertRetriesBounded();
    }

    private static RecordedExchange anyStream() {
        return Recordings.of(Recordings.CLAUDE)
                .successful()
                .streamed()
                .tag("plain-text")
                .where("enough deltas", e -> Recordings.occurrences(e, "event: content_block_delta") > 3)
                .list()
                .get(0);
    }

    /** So many events that some text has come. */
    private static int someDeltas(RecordedExchange exchange) {
        return Recordings.text(exchange).split("event: content_block_delta")[0].split("\n\n").length + 2;
    }

    @Test
    @Tag("R4.2")
    void aStreamThatBreaksOffIsAnErrorInsideTheStream() {
        fixture.answersBroken(anyStream(), someDeltas(anyStream()), "");

        SseException e = fails(SseException.class, RunningGateway.KEY, "m", true);

        assertThat(e.errorType()).contains(ErrorType.API_ERROR);
        assertThat(fixture.gateway.calls().onlyRecord().error()).isEqualTo(RouterErrorCode.TRUNCATED);
        assertAskedOnce(1);
    }

    @Test
    @Tag("R4.2")
    void anErrorInsideAStreamArrivesAsItCame() {
        fixture.answersBroken(
                anyStream(),
                someDeltas(anyStream()),
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                        + "\"message\":\"Overloaded\"}}\n\n");

        SseException e = fails(SseException.class, RunningGateway.KEY, "m", true);

        assertThat(e.errorType()).contains(ErrorType.OVERLOADED_ERROR);
        assertThat(e.apiMessage()).contains("Overloaded");
        assertThat(fixture.gateway.calls().onlyRecord().error()).isEqualTo(RouterErrorCode.UPSTREAM_OVERLOADED);
        assertAskedOnce(1);
    }
}
