package io.modelrouter.starter.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.CallContext;
import io.modelrouter.RoutedCall;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.wire.RawJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A cancelled call reaches the upstream's socket")
@Tag("R4.4")
class CancelledCallsTest {
    private static final int TRIES = 11;
    private static final long MEDIAN_MILLIS = 100;
    private static final long MOST_MILLIS = 1_000;

    private static final Map<String, String> STREAM = Map.of("content-type", "text/event-stream");

    private static LoopbackUpstream upstream;
    private static RunningGateway gateway;
    private static volatile Try current;

    /** One attempt to cancel. */
    private static final class Try {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
        final boolean begins;
        volatile long closedAt;

        Try(boolean begins) {
            this.begins = begins;
        }
    }

    @BeforeAll
    static void start() {
        upstream = LoopbackUpstream.start((request, wire) -> {
            Try now = current;
            if (now.begins) {
                TinyDialect dialect = TinyDialect.of(request.target());
                wire.begin(200, STREAM);
                wire.write(dialect.opening());
                wire.write(dialect.delta());
            }
            now.asked.countDown();
            wire.awaitClosed();
            now.closedAt = System.nanoTime();
            now.closed.countDown();
        });
        gateway = RunningGateway.before(upstream);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    private static RouterRequest request(TinyDialect dialect, boolean stream) {
        byte[] body = dialect.request(stream);
        switch (dialect) {
            case CHAT:
                return OpenAiChatRequest.parse(body);
            case RESPONSES:
                return OpenAiResponsesRequest.parse(body);
            case CLAUDE:
                return ClaudeMessagesRequest.parse(body);
            default:
                return GeminiGenerateRequest.parse(
                        "m", stream, GeminiGenerateRequest.Framing.SSE, RawJson.parse(body), Map.of());
        }
    }

    /** How a call is under way when it is cancelled. */
    private enum View {
        WIRE_WHOLE(false, false),
        WIRE_STREAM_BEFORE_ITS_FIRST_BYTE(true, false),
        WIRE_STREAM(true, true),
        EXECUTE(false, false),
        EVENTS(true, true);

        final boolean stream;
        final boolean begins;

        View(boolean stream, boolean begins) {
            this.stream = stream;
            this.begins = begins;
        }

        /** Runs the call until it ends. */
        void run(RoutedCall call) {
            try {
                switch (this) {
                    case EXECUTE:
                        call.execute();
                        break;
                    case EVENTS:
                        CountDownLatch done = new CountDownLatch(1);
                        call.events().subscribe(new Drain(done));
                        done.await(30, TimeUnit.SECONDS);
                        break;
                    default:
                        try (var answer = call.wire()) {
                            answer.writeTo(OutputStream.nullOutputStream());
                        }
                        break;
                }
            } catch (RuntimeException | IOException | InterruptedException e) {
                // how it ends is in the record
            }
        }
    }

    private static final class Drain implements Flow.Subscriber<ChatEvent> {
        private final CountDownLatch done;

        Drain(CountDownLatch done) {
            this.done = done;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ChatEvent event) {}

        @Override
        public void onError(Throwable failure) {
            done.countDown();
        }

        @Override
        public void onComplete() {
            done.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(View.class)
    void withinATenthOfASecond(View view) throws InterruptedException {
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            TinyDialect dialect = TinyDialect.values()[i % TinyDialect.values().length];
            gateway.calls().forget();
            Try now = new Try(view.begins);
            current = now;
            RoutedCall call =
                    gateway.router().newCall(request(dialect, view.stream), CallContext.withKey(RunningGateway.KEY));
            Thread runner = new Thread(() -> view.run(call), "test-runner");
            runner.start();
            assertThat(now.asked.await(20, TimeUnit.SECONDS)).isTrue();

            long cancelledAt = System.nanoTime();
            call.cancel();

            assertThat(now.closed.await(20, TimeUnit.SECONDS))
                    .as("%s is closed", dialect)
                    .isTrue();
            micros.add((now.closedAt - cancelledAt) / 1_000);
            runner.join(20_000);
            assertThat(runner.isAlive()).as("the call has ended").isFalse();
            assertThat(gateway.calls().onlyRecord().error()).isEqualTo(RouterErrorCode.CANCELLED);
            assertThat(gateway.balance("team").held()).isZero();
        }
        Collections.sort(micros);
        long median = micros.get(TRIES / 2);
        System.out.printf(
                "cancel, %s: the upstream's socket closed after %d us (median of %d), %d us at most%n",
                view, median, TRIES, micros.get(TRIES - 1));
        assertThat(median).isLessThan(MEDIAN_MILLIS * 1_000);
        assertThat(micros.get(TRIES - 1)).isLessThan(MOST_MILLIS * 1_000);
    }
}
