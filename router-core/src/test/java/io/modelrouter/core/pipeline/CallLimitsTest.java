package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.CallContext;
import io.modelrouter.auth.Token;
import io.modelrouter.core.limit.InFlightLimit;
import io.modelrouter.core.tokens.PromptTokens;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R5.2")
@DisplayName("The limits of a call")
class CallLimitsTest {
    private static final Duration LEASE = Duration.ofMinutes(9);
    private static final Token LIMITED = Token.builder("team")
            .requestsPerMinute(60)
            .tokensPerMinute(10_000)
            .maxInFlight(5)
            .build();

    private final ManualClock clock = new ManualClock();
    private final RecordingLimiter limiter = new RecordingLimiter();
    private final CallLimits limits =
            new CallLimits(new InFlightLimit(10), new InFlightLimit(2), limiter, LEASE, clock.nanoTime());

    @Test
    void areThoseOfItsTokenUnderTheCallsIdForTheLease() {
        CallSession call = call("c1", LIMITED, request(",\"max_tokens\":100"));

        limits.enter(call);

        assertThat(limiter.entered)
                .containsExactly(new LimitedCall(
                        "c1",
                        "team",
                        OptionalInt.of(60),
                        OptionalLong.of(10_000),
                        OptionalInt.of(5),
                        prompt(call) + 100,
                        LEASE));
    }

    @Test
    void takeTheDeclaredOutputForEveryChoice() {
        CallSession call = call("c1", LIMITED, request(",\"max_completion_tokens\":100,\"n\":3"));

        limits.enter(call);

        assertThat(limiter.entered.get(0).tokens()).isEqualTo(prompt(call) + 300);
    }

    @Test
    void takeThePromptAloneWhereNoOutputIsDeclared() {
        CallSession call = call("c1", LIMITED, request(",\"n\":3"));

        limits.enter(call);

        assertThat(limiter.entered.get(0).tokens()).isEqualTo(prompt(call));
    }

    @Test
    void areCountedHereForATokenWithoutAny() {
        Token free = Token.builder("free").build();
        CallSession first = call("c1", free, request(""));
        limits.enter(first);
        limits.enter(call("c2", free, request("")));

        RouterException refusal = refusal(call("c3", free, request("")));
        assertThat(refusal.code()).isEqualTo(RouterErrorCode.RATE_LIMITED);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        limits.leave(first, 1L);
        limits.enter(call("c4", free, request("")));

        assertThat(limiter.entered).isEmpty();
        assertThat(limiter.left).isEmpty();
    }

    @Test
    void inFlightOfTheTokenItselfStandInThePlaceOfTheRoutersOwn() {
        for (int i = 0; i < 3; i++) {
            limits.enter(call("c" + i, LIMITED, request("")));
        }

        assertThat(limiter.entered).hasSize(3);
    }

    @Test
    void ofRateAloneLeaveTheRoutersOwnInFlight() {
        Token rate = Token.builder("rate").requestsPerMinute(60).build();
        limits.enter(call("c1", rate, request("")));
        limits.enter(call("c2", rate, request("")));

        refusal(call("c3", rate, request("")));

        assertThat(limiter.entered).hasSize(2).allMatch(call -> call.inFlight().isEmpty());
    }

    @Test
    void areRenewedAtAThirdOfTheLeaseWhileTheCallRuns() {
        CallSession call = call("c1", LIMITED, request(""));
        CallSession free = call("c2", Token.builder("free").build(), request(""));
        limits.enter(call);
        limits.enter(free);
        List<CallSession> active = List.of(call, free);

        clock.advance(LEASE.dividedBy(3).minusNanos(1));
        limits.tend(active);
        assertThat(limiter.renewed).isEmpty();
        clock.advance(Duration.ofNanos(1));
        limits.tend(active);
        limits.tend(active);
        assertThat(limiter.renewed).hasSize(1);
        clock.advance(LEASE.dividedBy(3));
        limits.tend(active);
        assertThat(limiter.renewed).hasSize(2);

        limits.leave(call, 7L);
        clock.advance(LEASE);
        limits.tend(active);
        assertThat(limiter.renewed).hasSize(2);
    }

    @Test
    void areLeftOnce() {
        CallSession call = call("c1", LIMITED, request(""));
        limits.enter(call);

        limits.leave(call, 7L);
        limits.leave(call, 9L);

        assertThat(limiter.left).containsExactly("c1 7");
    }

    @Test
    void keepWhatWasTakenWhereNobodyKnowsWhatWasUsed() {
        CallSession call = call("c1", LIMITED, request(",\"max_tokens\":100"));
        limits.enter(call);

        limits.leave(call, null);

        assertThat(limiter.left).containsExactly("c1 " + (prompt(call) + 100));
    }

    @Test
    void areLeftLaterWhereTheLimiterCannotBeReached() {
        CallSession call = call("c1", LIMITED, request(""));
        limits.enter(call);
        limiter.leaveCut = true;
        limits.leave(call, 7L);
        limits.tend(List.of());
        assertThat(limiter.left).isEmpty();

        limiter.leaveCut = false;
        limits.tend(List.of());
        limits.tend(List.of());

        assertThat(limiter.left).containsExactly("c1 7");
    }

    @Test
    @Tag("R1.10")
    void refuseTheCallWhereTheLimiterCannotBeReachedAndLeaveInCaseItEntered() {
        CallSession call = call("c1", LIMITED, request(""));
        limiter.enterCut = true;

        RouterException refusal = refusal(call);
        limits.leave(call, 0L);

        assertThat(refusal.code()).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(limiter.left).isEmpty();
        limits.tend(List.of());
        assertThat(limiter.left).containsExactly("c1 0");
    }

    private RouterException refusal(CallSession call) {
        RouterException refusal = catchThrowableOfType(RouterException.class, () -> limits.enter(call));
        assertThat(refusal).as("refused").isNotNull();
        return refusal;
    }

    private static CallSession call(String id, Token token, RouterRequest request) {
        return new CallSession(
                id, request, CallContext.anonymous(), false, StreamConsumer.NONE, token, ManualClock.START, 0);
    }

    private static RouterRequest request(String more) {
        return OpenAiChatRequest.parse(
                ("{\"model\":\"gpt-x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static long prompt(CallSession call) {
        return PromptTokens.quick(call.request, call.request.model());
    }
}
