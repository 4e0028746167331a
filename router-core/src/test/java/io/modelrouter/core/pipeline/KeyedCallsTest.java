package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.CallContext;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The repetition, with its idempotency key, of a call")
@Tag("R1.5")
class KeyedCallsTest {
    private static final String KEY = "order-1";
    private static final long COST = 20_000;

    private final InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(System::nanoTime);

    private static WireAnswer open(RouterFixture node, RouterRequest request) {
        return node.router
                .newCall(
                        request,
                        CallContext.builder()
                                .key(Secret.of(RouterFixture.KEY))
                                .idempotencyKey(KEY)
                                .build())
                .wire();
    }

    private static String read(WireAnswer answer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (answer) {
            answer.writeTo(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private AccountBalance balance() {
        return ledger.balance(RouterFixture.ACCOUNT).orElseThrow();
    }

    @Test
    @DisplayName("that failed and cost its prompt is made, and each is charged for what it was")
    void afterAFailure() throws IOException {
        ledger.setLimit(RouterFixture.ACCOUNT, QuotaLimit.of(1_000_000_000L));
        ClaudeMessagesRequest request = RouterFixture.claude(true);
        Deque<ReplayProvider.Answer> failures = new ArrayDeque<>();
        ReplayProvider upstream = new ReplayProvider(
                "a", asked -> failures.isEmpty() ? ClaudeAnswers.stream(ClaudeAnswers.STREAM) : failures.poll());
        try (RouterFixture node = RouterFixture.with(
                builder -> builder.ledger(ledger)
                        .settings(RouterSettings.builder().maxAttempts(1).build()),
                upstream)) {
            failures.add(ClaudeAnswers.stream(ClaudeAnswers.START));

            assertThat(catchThrowableOfType(RouterException.class, () -> open(node, request)))
                    .isNotNull();
            long prompt = node.record().cost();
            assertThat(prompt).isPositive();
            assertThat(balance().used()).isEqualTo(prompt);

            assertThat(read(open(node, request))).isEqualTo(ClaudeAnswers.STREAM);
            assertThat(balance().used()).isEqualTo(prompt + COST);
            assertThat(balance().held()).isZero();
            ReservationId first = IdempotencyKey.of(KEY, "team", request).reservation(0);
            assertThat(ledger.state(first)).contains(ReservationState.RELEASED);
        }
    }

    @Test
    @Tag("R1.7")
    @DisplayName("that goes on in the background gets the same answer, so that its client can ask for the run it pays")
    void ofABackgroundRun() throws IOException {
        Duration never = Duration.ofDays(1);
        ReplayProvider upstream = new ReplayProvider(
                "openai",
                asked -> ReplayProvider.Answer.of(
                        200,
                        "application/json",
                        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"queued\",\"output\":[],\"usage\":null}"));
        Channel channel = Channel.builder("c", "openai")
                .models("*")
                .apiKeys(List.of(Secret.of("sk-one-0123456789")))
                .build();
        OpenAiResponsesRequest request =
                OpenAiResponsesRequest.parse("{\"model\":\"gpt-x\",\"input\":\"What is 2 + 2?\",\"background\":true}"
                        .getBytes(StandardCharsets.UTF_8));
        try (RouterFixture node = new RouterFixture(
                1_000_000_000L,
                builder -> builder.provider(upstream)
                        .ledger(ledger)
                        .settings(RouterSettings.builder()
                                .backgroundRuns(new BackgroundSettings(never, never, never, 100))
                                .build()),
                channel)) {
            ledger.setLimit(RouterFixture.ACCOUNT, QuotaLimit.of(1_000_000_000L));
            String made = read(open(node, request));

            WireAnswer again = open(node, request);

            assertThat(again.headers().first("idempotent-replayed")).contains("true");
            assertThat(read(again)).isEqualTo(made);
            assertThat(upstream.requests).hasSize(1);
            assertThat(balance().held()).isPositive();
        }
    }
}
