package io.modelrouter.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The demo takes its time")
@Timeout(30)
class DemoPaceTest {
    private static final Pace FOREVER = new Pace(Duration.ZERO, Duration.ofHours(1));

    private static ProviderRequest request(String model, boolean stream) {
        return request(model, stream, Duration.ofHours(2));
    }

    private static ProviderRequest request(String model, boolean stream, Duration deadline) {
        ProviderRequest request = AskedOf.request(
                Dialect.OPENAI_CHAT,
                model,
                stream,
                true,
                Wished.saying("hello").of(model).body(Dialect.OPENAI_CHAT, stream));
        return new ProviderRequest(
                request.channel(),
                null,
                request.dialect(),
                model,
                stream,
                true,
                request.body(),
                request.headers(),
                deadline);
    }

    private static DemoClient recording(Pace pace, List<Long> waitedMillis) {
        return new DemoClient(
                pace,
                InstantSource.fixed(AskedOf.NOW),
                (condition, nanos) -> {
                    waitedMillis.add(TimeUnit.NANOSECONDS.toMillis(nanos));
                    return 0;
                },
                () -> 1L);
    }

    @Test
    void before_the_first_byte_and_between_chunks() {
        List<Long> waited = new ArrayList<>();
        AskedOf.answer(recording(Pace.REALISTIC, waited), request("m", true));
        assertThat(waited).hasSizeGreaterThan(5).startsWith(120L);
        assertThat(waited.subList(1, waited.size())).containsOnly(20L);
    }

    @Test
    void ten_times_as_much_where_the_name_says_slow() {
        List<Long> waited = new ArrayList<>();
        AskedOf.answer(recording(Pace.REALISTIC, waited), request("demo-slow", true));
        assertThat(waited).contains(1200L, 200L).doesNotContain(20L, 120L);
    }

    @Test
    void only_once_before_a_whole_answer() {
        List<Long> waited = new ArrayList<>();
        AskedOf.answer(recording(Pace.REALISTIC, waited), request("m", false));
        assertThat(waited).containsExactly(120L);
    }

    @Test
    void not_at_all_when_instant() {
        List<Long> waited = new ArrayList<>();
        AskedOf.answer(recording(Pace.INSTANT, waited), request("m", true));
        assertThat(waited).isEmpty();
    }

    @Test
    @Tag("R4.4")
    void until_somebody_cancels_a_read_that_waits() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        DemoClient client = signalling(FOREVER, waiting);
        ProviderCall call = client.newCall(request("m", true));
        try (ProviderResponse response = call.execute()) {
            CompletableFuture<Throwable> ended = failureOf(() -> AskedOf.read(response));
            assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
            call.cancel();
            assertThat(ended.get(20, TimeUnit.SECONDS))
                    .asInstanceOf(InstanceOfAssertFactories.type(ProviderException.class))
                    .returns(FailureKind.ENDED, ProviderException::kind);
            assertEnded(() -> response.read(new byte[8], 0, 8));
        }
    }

    @Test
    void until_somebody_cancels_before_the_headers() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        ProviderCall call = signalling(new Pace(Duration.ofHours(1), Duration.ZERO), waiting)
                .newCall(request("m", true));
        CompletableFuture<Throwable> ended = failureOf(call::execute);
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        call.cancel();
        assertThat(ended.get(20, TimeUnit.SECONDS))
                .asInstanceOf(InstanceOfAssertFactories.type(ProviderException.class))
                .returns(FailureKind.ENDED, ProviderException::kind);
    }

    @Test
    void not_when_it_was_cancelled_before_it_began() {
        ProviderCall call = new DemoClient(FOREVER).newCall(request("m", true));
        call.cancel();
        call.cancel();
        assertEnded(call::execute);
    }

    @Test
    void not_when_the_answer_was_closed() throws Exception {
        ProviderResponse response =
                new DemoClient(FOREVER).newCall(request("m", true)).execute();
        response.close();
        response.close();
        assertEnded(() -> response.read(new byte[8], 0, 8));
    }

    @Test
    void until_the_deadline_of_the_call() throws Exception {
        List<Long> waited = new ArrayList<>();
        DemoClient client = recording(new Pace(Duration.ZERO, Duration.ofMillis(400)), waited);
        try (ProviderResponse response =
                client.newCall(request("m", true, Duration.ofSeconds(1))).execute()) {
            assertThatThrownBy(() -> AskedOf.read(response))
                    .asInstanceOf(InstanceOfAssertFactories.type(ProviderException.class))
                    .returns(FailureKind.TIMEOUT, ProviderException::kind);
        }
        assertThat(waited).containsExactly(400L, 400L, 200L);
    }

    @Test
    void until_its_thread_is_interrupted() {
        Thread.currentThread().interrupt();
        ProviderCall call = new DemoClient(new Pace(Duration.ofHours(1), Duration.ZERO)).newCall(request("m", true));
        assertEnded(call::execute);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void and_makes_a_frame_only_when_it_is_read() {
        List<String> made = new ArrayList<>();
        DemoFrames frames = new DemoFrames();
        for (String name : List.of("a", "b", "c", "d")) {
            frames.add(() -> {
                made.add(name);
                return name;
            });
        }
        var iterator = frames.iterator(false);
        assertThat(made).isEmpty();
        iterator.next();
        iterator.next();
        assertThat(made).containsExactly("a", "b");
    }

    @Test
    void once_for_each_call() throws Exception {
        ProviderCall call = DemoClient.instant().newCall(request("m", true));
        call.execute().close();
        assertThatThrownBy(call::execute).isInstanceOf(IllegalStateException.class);
    }

    private static DemoClient signalling(Pace pace, CountDownLatch waiting) {
        return new DemoClient(
                pace,
                InstantSource.fixed(AskedOf.NOW),
                (condition, nanos) -> {
                    waiting.countDown();
                    return condition.awaitNanos(nanos);
                },
                () -> 1L);
    }

    private interface Failing {
        Object run() throws ProviderException;
    }

    private static CompletableFuture<Throwable> failureOf(Failing action) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                action.run();
                failure.complete(new AssertionError("it did not fail"));
            } catch (ProviderException | RuntimeException e) {
                failure.complete(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return failure;
    }

    private static void assertEnded(Failing action) {
        assertThatThrownBy(action::run)
                .asInstanceOf(InstanceOfAssertFactories.type(ProviderException.class))
                .returns(FailureKind.ENDED, ProviderException::kind);
    }
}
