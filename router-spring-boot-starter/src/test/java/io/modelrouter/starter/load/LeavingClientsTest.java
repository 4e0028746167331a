package io.modelrouter.starter.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RunningGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A client that leaves")
class LeavingClientsTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration STALLED = Duration.ofSeconds(2);
    private static final Duration TOTAL = Duration.ofSeconds(3);
    /** The router looks after its streams once a second. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** For a machine that has other things to do. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final Map<String, String> STREAM = Map.of("content-type", "text/event-stream");
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    private static LoopbackUpstream upstream;
    private static RunningGateway gateway;
    private static volatile LoopbackUpstream.Handler next;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long closedAt;

    @BeforeAll
    static void start() {
        upstream = LoopbackUpstream.start((request, wire) -> next.answer(request, wire));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model-router.heartbeat", HEARTBEAT.toSeconds() + "s");
        settings.put("model-router.limits.stalled-client", STALLED.toSeconds() + "s");
        // How long the server itself waits for a client that does not read.
        settings.put("server.tomcat.connection-timeout", "4s");
        for (int i = 0; i < 3; i++) {
            settings.put("model-router.channels[" + i + "].timeouts.total", TOTAL.toSeconds() + "s");
        }
        gateway = RunningGateway.before(upstream, settings);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.forget();
        gateway.calls().forget();
    }

    @AfterEach
    void nothingIsHeld() {
        gateway.calls().records();
        assertThat(gateway.balance("team").held()).isZero();
    }

    /** The upstream streams without end and without pause until its connection breaks. */
    private void streamWithoutEnd(TinyDialect dialect) {
        next = (request, wire) -> {
            asked.countDown();
            try {
                wire.begin(200, STREAM);
                wire.write(dialect.opening());
                while (true) {
                    wire.write(dialect.delta());
                }
            } finally {
                noteClosed();
            }
        };
    }

    /** The upstream begins a stream and then says nothing more. */
    private void fallSilent(TinyDialect dialect) {
        next = (request, wire) -> {
            wire.begin(200, STREAM);
            wire.write(dialect.opening());
            wire.write(dialect.delta());
            asked.countDown();
            wire.awaitClosed();
            noteClosed();
        };
    }

    private void noteClosed() {
        closedAt = System.nanoTime();
        closed.countDown();
    }

    /** The time from then to the upstream's end of the connection. */
    private Duration untilClosed(long since) {
        await(closed);
        return Duration.ofNanos(closedAt - since);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertCancelled() {
        CallRecord record = gateway.calls().onlyRecord();
        assertThat(record.error()).isEqualTo(RouterErrorCode.CANCELLED);
        assertThat(record.usage().output()).as("what came is charged").isPositive();
    }

    @ParameterizedTest
    @EnumSource(TinyDialect.class)
    @Tag("R4.4")
    @Tag("R4.5")
    void isNoticedWithinASecondWhileTokensFlow(TinyDialect dialect) throws IOException {
        streamWithoutEnd(dialect);
        RawCaller caller = new RawCaller(gateway).ask(dialect, true).readUntil("hello");

        long left = System.nanoTime();
        caller.close();

        assertThat(untilClosed(left)).isLessThan(Duration.ofSeconds(1).plus(SLACK));
        assertCancelled();
    }

    @ParameterizedTest
    @EnumSource(TinyDialect.class)
    @Tag("R4.4")
    void isNoticedAtOnceWhenItsConnectionIsResetWhileTokensFlow(TinyDialect dialect) throws IOException {
        streamWithoutEnd(dialect);
        RawCaller caller = new RawCaller(gateway).ask(dialect, true).readUntil("hello");

        long left = System.nanoTime();
        caller.reset();

        assertThat(untilClosed(left)).isLessThan(Duration.ofSeconds(1).plus(SLACK));
        assertCancelled();
    }

    @ParameterizedTest
    @EnumSource(TinyDialect.class)
    @Tag("R4.5")
    void isNoticedWithinTwoHeartbeatsWhileTheUpstreamIsSilent(TinyDialect dialect) throws IOException {
        fallSilent(dialect);
        RawCaller caller = new RawCaller(gateway).ask(dialect, true).readUntil("hello");

        long left = System.nanoTime();
        caller.close();

        Duration taken = untilClosed(left);
        System.out.printf(
                "%s: a client that left a silent stream was noticed after %d ms%n", dialect, taken.toMillis());
        assertThat(taken).isLessThan(HEARTBEAT.plus(LOOK).multipliedBy(2).plus(SLACK));
        assertCancelled();
    }

    @Test
    @Tag("R4.3")
    void countsAsGoneIfItDoesNotRead() throws IOException {
        streamWithoutEnd(TinyDialect.CHAT);
        long since = System.nanoTime();
        try (RawCaller caller = new RawCaller(gateway, 4_096).ask(TinyDialect.CHAT, true)) {
            Duration taken = untilClosed(since);

            System.out.printf("a client that does not read was given up after %d ms%n", taken.toMillis());
            assertThat(taken).isLessThan(STALLED.plus(LOOK).plus(SLACK));
            assertCancelled();
            caller.halfClose();
        }
    }

    @ParameterizedTest
    @EnumSource(TinyDialect.class)
    void withItsSendingSideAloneGetsItsWholeAnswer(TinyDialect dialect) throws IOException {
        for (boolean stream : new boolean[] {false, true}) {
            gateway.calls().forget();
            next = (request, wire) -> {
                if (stream) {
                    wire.begin(200, STREAM);
                    wire.write(dialect.answer(true));
                    wire.end();
                } else {
                    wire.whole(200, JSON, dialect.answer(false));
                }
            };
            try (RawCaller caller = new RawCaller(gateway).ask(dialect, stream).halfClose()) {
                String answer = caller.readAll();

                assertThat(answer).startsWith("HTTP/1.1 200").contains("hello");
                assertThat(gateway.calls().onlyRecord().succeeded()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TinyDialect.class)
    @Tag("R1.7")
    void beforeAWholeAnswerPaysForItOnceItHasCome(TinyDialect dialect) throws IOException {
        CountDownLatch gone = new CountDownLatch(1);
        next = (request, wire) -> {
            asked.countDown();
            await(gone);
            wire.whole(200, JSON, dialect.answer(false));
        };
        RawCaller caller = new RawCaller(gateway).ask(dialect, false);
        await(asked);
        caller.reset();
        gone.countDown();

        CallRecord record = gateway.calls().onlyRecord();
        assertThat(record.usage().output()).isEqualTo(5);
    }

    @Test
    @Tag("R2.6")
    void beforeAWholeAnswerThatNeverComesEndsWithTheTimeOfItsChannel() throws IOException {
        next = (request, wire) -> {
            asked.countDown();
            wire.awaitClosed();
            noteClosed();
        };
        long since = System.nanoTime();
        RawCaller caller = new RawCaller(gateway).ask(TinyDialect.CLAUDE, false);
        await(asked);
        caller.reset();

        assertThat(untilClosed(since)).isLessThan(TOTAL.plus(SLACK));
        assertThat(gateway.calls().onlyRecord().succeeded()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(TinyDialect.class)
    void inTheMiddleOfItsRequestHasAskedForNothing(TinyDialect dialect) throws IOException {
        new RawCaller(gateway).askHalf(dialect, true).reset();
        try (RawCaller caller = new RawCaller(gateway).askHalf(dialect, false).halfClose()) {
            assertThat(caller.readAll()).doesNotContain("HTTP/1.1 200");
        }

        assertThat(upstream.requestCount()).isZero();
        assertThat(gateway.calls().records()).isEmpty();
    }
}
