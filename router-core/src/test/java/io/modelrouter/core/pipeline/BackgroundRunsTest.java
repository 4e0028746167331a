package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.CallContext;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A background run, on a clock that the test turns,")
@Tag("R1.7")
class BackgroundRunsTest {
    private static final Duration HOLD = Duration.ofMillis(300);
    private static final BackgroundSettings QUICK =
            new BackgroundSettings(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofHours(6), 100);
    private static final BackgroundSettings PATIENT =
            new BackgroundSettings(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(2), 100);

    private final AtomicLong nanos = new AtomicLong();
    private final InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(nanos::get);
    /** What the router wants done beside its calls, in the order in which it does; the test does it. */
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    private volatile int status = 200;
    private volatile String body = body("queued", "null");
    private final ReplayProvider upstream =
            new ReplayProvider("openai", request -> ReplayProvider.Answer.of(status, "application/json", body));
    private @Nullable RouterFixture open;

    @AfterEach
    void stop() throws InterruptedException {
        if (open != null) {
            close();
        }
    }

    private RouterFixture fixture() {
        return Objects.requireNonNull(open);
    }

    private static String body(String status, String usage) {
        return "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"" + status + "\",\"output\":[],\"usage\":"
                + usage + "}";
    }

    private static String usage(int input, int output) {
        return "{\"input_tokens\":" + input + ",\"output_tokens\":" + output + "}";
    }

    private void start(BackgroundSettings settings) {
        Channel channel = Channel.builder("c", "openai")
                .models("*")
                .apiKeys(List.of(Secret.of("sk-one-0123456789"), Secret.of("sk-two-0123456789")))
                .build();
        open = new RouterFixture(
                1_000_000_000L,
                builder -> builder.provider(upstream)
                        .ledger(ledger)
                        .clock(InstantSource.system(), nanos::get)
                        .executor(tasks::add)
                        .settings(RouterSettings.builder()
                                .holdTime(HOLD)
                                .backgroundRuns(settings)
                                .build()),
                channel);
        ledger.setLimit(RouterFixture.ACCOUNT, QuotaLimit.of(1_000_000_000L));
    }

    private void call(String json) {
        OpenAiResponsesRequest request = OpenAiResponsesRequest.parse(json.getBytes(StandardCharsets.UTF_8));
        try (WireAnswer answer = fixture()
                .router
                .newCall(request, CallContext.withKey(RouterFixture.KEY))
                .wire()) {
            answer.writeTo(new ByteArrayOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void call() {
        call("{\"model\":\"gpt-x\",\"input\":\"What is 2 + 2?\",\"background\":true}");
    }

    /** Does what the router asks for until it is so. */
    private void until(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Runnable task = tasks.poll(20, TimeUnit.SECONDS);
            assertThat(task).as("something to do").isNotNull();
            task.run();
        }
    }

    /** Closes the router, and does what it asks for meanwhile; it has 20 seconds. */
    private void close() throws InterruptedException {
        Thread closing = new Thread(fixture()::close);
        closing.setDaemon(true);
        closing.start();
        long begun = System.nanoTime();
        while (closing.isAlive()) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("the time that closing takes")
                    .isLessThan(Duration.ofSeconds(20));
            Runnable task = tasks.poll(10, TimeUnit.MILLISECONDS);
            if (task != null) {
                task.run();
            }
        }
    }

    private AccountBalance balance() {
        return ledger.balance(RouterFixture.ACCOUNT).orElseThrow();
    }

    private boolean isRecorded() {
        return !fixture().records.isEmpty();
    }

    @Test
    void isAskedForWithTheKeyThatMadeItUntilItIsDone() throws Exception {
        start(QUICK);
        call();
        until(() -> upstream.requests.size() == 4);
        assertThat(fixture().records).isEmpty();

        body = body("completed", usage(15, 9));
        until(this::isRecorded);

        assertThat(fixture().record().cost()).isEqualTo(15 * 1000 + 9 * 2000);
        assertThat(fixture().record().source()).isEqualTo(UsageSource.REPORTED);
        assertThat(balance().used()).isEqualTo(fixture().record().cost());
        assertThat(balance().held()).isZero();
        ProviderRequest made = upstream.requests.get(0);
        assertThat(upstream.requests.subList(1, upstream.requests.size())).allSatisfy(asked -> {
            assertThat(asked.method()).isEqualTo("GET");
            assertThat(asked.operation()).isEqualTo("resp_1");
            assertThat(asked.key()).isEqualTo(made.key());
        });
        assertThat(fixture().happened)
                .filteredOn(what -> what.startsWith("attempt"))
                .hasSize(1);
    }

    @Test
    void isAskedForAfterPausesThatGrow() {
        assertThat(BackgroundSettings.DEFAULT.pause(0)).hasSeconds(2);
        assertThat(BackgroundSettings.DEFAULT.pause(3)).hasSeconds(16);
        assertThat(BackgroundSettings.DEFAULT.pause(5)).hasSeconds(60);
        assertThat(BackgroundSettings.DEFAULT.pause(Integer.MAX_VALUE)).hasSeconds(60);
    }

    @Test
    @Tag("R1.8")
    void keepsItsHoldForAsLongAsItTakes_andTellsTheLedgerWhatItHasCost() throws Exception {
        start(PATIENT);
        call();
        long held = balance().held();
        for (int i = 0; i < 5; i++) {
            nanos.addAndGet(HOLD.toNanos() / 2);
            tasks.clear();
            Runnable tend = tasks.poll(20, TimeUnit.SECONDS);
            assertThat(tend).isNotNull();
            tend.run();
        }
        assertThat(balance().held()).isEqualTo(held).isPositive();

        nanos.addAndGet(HOLD.toNanos() + 1);
        ledger.expireDue(10);

        assertThat(balance().held()).isZero();
        assertThat(balance().used()).isPositive();
    }

    @Test
    @Tag("R1.1")
    void isChargedInFullWhereItsHoldHadExpired() throws Exception {
        start(QUICK);
        call();
        nanos.addAndGet(2 * HOLD.toNanos());
        ledger.expireDue(10);
        body = body("completed", usage(15, 9));

        until(this::isRecorded);

        assertThat(fixture().record().settlement()).isEqualTo(ReservationState.CONFIRMED_LATE);
        assertThat(balance().used()).isEqualTo(15 * 1000 + 9 * 2000);
    }

    @Test
    void isPaidByItsPromptWhenItIsTooOld() throws Exception {
        start(QUICK);
        call();
        until(() -> upstream.requests.size() == 3);
        nanos.addAndGet(Duration.ofHours(6).toNanos());

        until(this::isRecorded);

        CallRecord record = fixture().record();
        assertThat(record.usage().output()).isZero();
        assertThat(record.cost()).isEqualTo(record.usage().input() * 1000).isPositive();
        assertThat(record.elapsed()).isGreaterThanOrEqualTo(Duration.ofHours(6));
        assertThat(balance().used()).isEqualTo(record.cost());
    }

    @Test
    void isNotGivenUpWhereTheUpstreamMissesItOnce() throws Exception {
        start(QUICK);
        call();
        status = 404;
        until(() -> upstream.requests.size() == 2);
        status = 503;
        until(() -> upstream.requests.size() == 4);
        assertThat(fixture().records).isEmpty();

        status = 404;
        until(this::isRecorded);

        assertThat(fixture().record().usage().output()).isZero();
        assertThat(balance().held()).isZero();
    }

    @Test
    void isPaidAtOnceByItsPromptWhereNoMoreMayBeOpen() {
        start(new BackgroundSettings(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), 0));
        call();

        assertThat(fixture().record().cost()).isPositive();
        assertThat(balance().held()).isZero();
    }

    @Test
    void isAskedForOnceMoreWhenTheRouterCloses() throws Exception {
        start(PATIENT);
        call();
        body = body("completed", usage(15, 9));
        close();

        assertThat(fixture().record().settlement()).isEqualTo(ReservationState.CONFIRMED);
        assertThat(balance().used()).isEqualTo(15 * 1000 + 9 * 2000);
    }

    @Test
    void isLeftToTheExpiryOfItsHoldWhereItGoesOnBehindTheRoutersEnd() throws Exception {
        start(PATIENT);
        call();
        close();
        assertThat(balance().held()).isPositive();
        assertThat(fixture().record().settlement()).isNull();

        nanos.addAndGet(2 * HOLD.toNanos());
        ledger.expireDue(10);

        assertThat(balance().held()).isZero();
        assertThat(balance().used()).isEqualTo(fixture().record().cost()).isPositive();
    }

    @Test
    void isPaidAsItWasRecorded() throws Exception {
        RecordedExchange made =
                RecordedExchanges.assumePresent().byId("pydantic-test-background-mode-with-tool-vcr-0-88f2d2df");
        RecordedExchange done =
                RecordedExchanges.assumePresent().byId("pydantic-test-background-mode-with-tool-vcr-1-ef8ea9b8");
        body = new String(made.responseBody(), StandardCharsets.UTF_8);
        start(QUICK);
        call(new String(made.requestBody().orElseThrow(), StandardCharsets.UTF_8));
        assertThat(fixture().records).isEmpty();

        body = new String(done.responseBody(), StandardCharsets.UTF_8);
        until(this::isRecorded);

        assertThat(fixture().record().usage().input()).isEqualTo(51);
        assertThat(fixture().record().usage().output()).isEqualTo(15);
        assertThat(balance().used()).isEqualTo(51 * 1000 + 15 * 2000);
    }
}
