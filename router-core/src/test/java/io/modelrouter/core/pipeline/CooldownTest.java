package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.core.health.HealthSettings;
import io.modelrouter.core.pipeline.ReplayProvider.Answer;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A channel that failed")
class CooldownTest {
    private static final Answer DOWN = ClaudeAnswers.error(500, "api_error");
    private static final Answer UNAUTHORIZED = ClaudeAnswers.error(401, "authentication_error");

    private final ManualClock time = new ManualClock();

    private RouterFixture fixture(ReplayProvider... providers) {
        return RouterFixture.with(
                builder -> builder.clock(time, time.nanoTime()).random(() -> () -> 0L), providers);
    }

    private static ReplayProvider changing(String type, AtomicReference<Answer> answer) {
        return new ReplayProvider(type, request -> answer.get());
    }

    private static RouterException failure(RouterFixture fixture) {
        AtomicReference<RouterException> caught = new AtomicReference<>();
        assertThatThrownBy(() -> fixture.wire(false)).isInstanceOfSatisfying(RouterException.class, caught::set);
        return caught.get();
    }

    @Test
    @Tag("R3.1")
    void hardIsNotAskedAgainUntilItHasRested() {
        AtomicReference<Answer> answer = new AtomicReference<>(UNAUTHORIZED);
        ReplayProvider first = changing("a", answer);
        ReplayProvider second = ClaudeAnswers.good("b");
        try (RouterFixture fixture = fixture(first, second)) {
            fixture.wire(false);
            fixture.wire(false);
            assertThat(first.requests).hasSize(1);
            assertThat(second.requests).hasSize(2);

            answer.set(ClaudeAnswers.whole());
            time.advance(Duration.ofSeconds(301));
            fixture.wire(false);
            fixture.wire(false);
            assertThat(first.requests).hasSize(3);
            assertThat(second.requests).hasSize(2);
        }
    }

    @Test
    @Tag("R3.4")
    void hardAndAloneIsNotAskedBeforeItsTimeAndTheCallerIsToldTheTime() {
        ReplayProvider only = new ReplayProvider("a", request -> UNAUTHORIZED);
        try (RouterFixture fixture = fixture(only)) {
            failure(fixture);
            time.advance(Duration.ofSeconds(100));
            RouterException failure = failure(fixture);

            assertThat(failure.code()).isEqualTo(RouterErrorCode.ALL_COOLING);
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(200));
            assertThat(failure.attempts()).isEmpty();
            assertThat(only.requests).hasSize(1);
            assertThat(fixture.balance().held()).isZero();
        }
    }

    @Test
    @Tag("R3.4")
    void softlyIsAskedBeforeItsTimeWhereEveryOtherRestsToo() {
        AtomicReference<Answer> answer = new AtomicReference<>(DOWN);
        ReplayProvider first = changing("a", answer);
        ReplayProvider second = changing("b", answer);
        try (RouterFixture fixture = fixture(first, second)) {
            for (int i = 0; i < 3; i++) {
                failure(fixture);
            }
            int asked = first.requests.size() + second.requests.size();
            assertThat(asked).isEqualTo(6);

            answer.set(ClaudeAnswers.whole());
            assertThat(fixture.wire(false)).isEqualTo(ClaudeAnswers.WHOLE);
            assertThat(first.requests.size() + second.requests.size()).isEqualTo(7);
        }
    }

    @Test
    @Tag("R3.1")
    void byCuttingThreeStreamsRests() {
        AtomicReference<Answer> answer = new AtomicReference<>(ClaudeAnswers.stream(
                ClaudeAnswers.STREAM.substring(0, ClaudeAnswers.STREAM.indexOf("event: message_delta"))));
        ReplayProvider first = changing("a", answer);
        ReplayProvider second = ClaudeAnswers.good("b");
        try (RouterFixture fixture = fixture(first, second)) {
            for (int i = 0; i < 4; i++) {
                fixture.wire(true);
            }

            assertThat(first.requests).hasSize(3);
            assertThat(second.requests).hasSize(1);
        }
    }

    @Test
    @Tag("R3.1")
    void becauseOfTheCallerIsWell() {
        AtomicReference<Answer> answer = new AtomicReference<>(ClaudeAnswers.error(400, "invalid_request_error"));
        ReplayProvider first = changing("a", answer);
        try (RouterFixture fixture = fixture(first, ClaudeAnswers.good("b"))) {
            for (int i = 0; i < 10; i++) {
                failure(fixture);
            }

            assertThat(first.requests).hasSize(10);
        }
    }

    @Test
    @Tag("R2.4")
    void isLeftAloneOnceTheBudgetForRetriesIsUsedUp() {
        ReplayProvider first = new ReplayProvider("a", request -> {
            throw new ReplayProvider.NoAnswer(FailureKind.UNKNOWN_MODEL);
        });
        ReplayProvider second = ClaudeAnswers.good("b");
        try (RouterFixture fixture = RouterFixture.with(
                builder -> builder.settings(NeverCooling.SETTINGS).random(() -> () -> 0L), first, second)) {
            int served = 0;
            for (int i = 0; i < 100; i++) {
                try {
                    fixture.wire(false);
                    served++;
                } catch (RouterException e) {
                    assertThat(e.attempts()).hasSize(1);
                }
            }
            assertThat(served).isBetween(50, 60);
        }
    }

    /** Channels that never rest, so that the budget alone decides. */
    private static final class NeverCooling {
        static final RouterSettings SETTINGS = RouterSettings.builder()
                .health(HealthSettings.DEFAULT.withCooldown(Duration.ZERO))
                .build();
    }
}
