package io.modelrouter.core.pipeline;

import static io.modelrouter.core.pipeline.ClaudeAnswers.always;
import static io.modelrouter.core.pipeline.ClaudeAnswers.error;
import static io.modelrouter.core.pipeline.ClaudeAnswers.good;
import static io.modelrouter.core.pipeline.ClaudeAnswers.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.ChatEventStream;
import io.modelrouter.RoutedCall;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.core.tokens.PromptTokens;
import io.modelrouter.error.QuotaExhaustedException;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.TruncatedStreamException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.testkit.ManualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A call's hold")
@Tag("R1.7")
class SettlementTest {
    /** 10 tokens in, 5 out, at the fixture's price. */
    private static final long REPORTED_COST = 10 * 1000 + 5 * 2000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isConfirmedWithTheReportedUsage(boolean streamed) {
        try (RouterFixture fixture = RouterFixture.with(good("a"))) {
            fixture.wire(streamed);

            assertThat(fixture.balance().used()).isEqualTo(REPORTED_COST);
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.record().source()).isEqualTo(UsageSource.REPORTED);
            assertThat(fixture.record().costNanos()).hasValue(REPORTED_COST);
        }
    }

    @Test
    void isReleasedWhereNoAttemptGotAnAnswer() {
        try (RouterFixture fixture = RouterFixture.with(always("a", error(500, "api_error")))) {
            assertThatThrownBy(() -> fixture.wire(true)).isInstanceOf(RouterException.class);

            assertThat(fixture.balance().used()).isZero();
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.record().costNanos()).hasValue(0);
        }
    }

    @Test
    void isConfirmedWithThePromptWhereTheUpstreamBeganAndEndedBeforeAnyOutput() {
        try (RouterFixture fixture = RouterFixture.with(always("a", stream(ClaudeAnswers.START)))) {
            assertThatThrownBy(() -> fixture.wire(true)).isInstanceOf(RouterException.class);

            long prompt = PromptTokens.exact(RouterFixture.claude(true), "claude-x");
            assertThat(fixture.balance().used()).isEqualTo(prompt * 1000);
            assertThat(fixture.balance().held()).isZero();
        }
    }

    @Test
    void isReleasedWhereTheUpstreamBeganAndEndedBeforeAnyOutputIfThatIsTheSetting() {
        try (RouterFixture fixture = RouterFixture.with(
                builder -> builder.settings(
                        RouterSettings.builder().chargeFailedPrompts(false).build()),
                always("a", stream(ClaudeAnswers.START)))) {
            assertThatThrownBy(() -> fixture.wire(true)).isInstanceOf(RouterException.class);

            assertThat(fixture.balance().used()).isZero();
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.record().settlement()).isEqualTo(ReservationState.RELEASED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-10", "10.5", "1e30", "\"10\"", "999999999"})
    void countsThePromptItselfWhereTheReportedCountCannotBeTrue(String count) {
        String answer = ClaudeAnswers.WHOLE.replace("\"input_tokens\":10", "\"input_tokens\":" + count);
        try (RouterFixture fixture =
                RouterFixture.with(always("a", ReplayProvider.Answer.of(200, "application/json", answer)))) {
            fixture.wire(false);

            long prompt = PromptTokens.exact(RouterFixture.claude(false), "claude-x");
            assertThat(fixture.record().usageSuspect()).isTrue();
            assertThat(fixture.record().source()).isEqualTo(UsageSource.ESTIMATED);
            assertThat(fixture.record().usage().input()).isEqualTo(prompt);
            // where one count is beyond the context none is believed: 9 characters are 3 tokens
            long output = count.equals("999999999") ? 3 : 5;
            assertThat(fixture.balance().used()).isEqualTo(prompt * 1000 + output * 2000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsTheOutputItselfWhereMoreWasReportedThanTwiceTheContext(boolean streamed) {
        String many = "\"output_tokens\":40000000";
        ReplayProvider.Answer answer = streamed
                ? stream(ClaudeAnswers.STREAM.replace("\"output_tokens\":5", many))
                : ReplayProvider.Answer.of(
                        200, "application/json", ClaudeAnswers.WHOLE.replace("\"output_tokens\":5", many));
        try (RouterFixture fixture = RouterFixture.with(always("a", answer))) {
            fixture.wire(streamed);

            long prompt = PromptTokens.exact(RouterFixture.claude(streamed), "claude-x");
            assertThat(fixture.record().usageSuspect()).isTrue();
            assertThat(fixture.balance().used()).isEqualTo(prompt * 1000 + 3 * 2000);
        }
    }

    @Test
    @Tag("R1.1")
    void hasTheLedgersWordWhereItHadExpiredBeforeTheEnd() {
        ManualClock clock = new ManualClock();
        InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(clock.nanoTime());
        ReplayProvider slow = new ReplayProvider("a", request -> {
            clock.advance(Duration.ofMinutes(11));
            ledger.expireDue(10);
            return ClaudeAnswers.whole();
        });
        try (RouterFixture fixture =
                RouterFixture.with(builder -> builder.ledger(ledger).clock(clock, clock.nanoTime()), slow)) {
            ledger.setLimit(RouterFixture.ACCOUNT, QuotaLimit.of(1_000_000_000));
            fixture.wire(false);

            assertThat(fixture.record().settlement()).isEqualTo(ReservationState.CONFIRMED_LATE);
            assertThat(fixture.record().costNanos()).hasValue(REPORTED_COST);
        }
    }

    @Test
    @Tag("R4.1")
    @Tag("R4.2")
    void isConfirmedWithWhatCameWhereTheStreamWasCut() {
        try (RouterFixture fixture =
                RouterFixture.with(always("a", stream(ClaudeAnswers.START + ClaudeAnswers.DELTA)))) {
            String seen = fixture.wire(true);

            assertThat(seen)
                    .startsWith(ClaudeAnswers.START + ClaudeAnswers.DELTA)
                    .contains("event: error");
            assertThat(seen).doesNotContain("message_stop");
            assertThat(fixture.record().error()).isEqualTo(RouterErrorCode.TRUNCATED);
            assertThat(fixture.record().source()).isEqualTo(UsageSource.ESTIMATED);
            // 10 reported tokens in; 9 characters out are 3 tokens by our own count
            assertThat(fixture.balance().used()).isEqualTo(10 * 1000 + 3 * 2000);
            assertThat(fixture.balance().held()).isZero();
        }
    }

    @Test
    @Tag("R1.13")
    void isNotChargedForAnErrorEventBehindTheContent() {
        try (RouterFixture fixture = RouterFixture.with(
                always("a", stream(ClaudeAnswers.START + ClaudeAnswers.DELTA + ClaudeAnswers.OVERLOADED_EVENT)))) {
            String seen = fixture.wire(true);

            assertThat(seen).endsWith(ClaudeAnswers.OVERLOADED_EVENT);
            assertThat(fixture.record().error()).isEqualTo(RouterErrorCode.UPSTREAM_OVERLOADED);
            assertThat(fixture.balance().used()).isEqualTo(10 * 1000 + 3 * 2000);
        }
    }

    @Test
    @Tag("R4.4")
    void isConfirmedWithWhatCameWhereTheClientLeft() throws IOException {
        try (RouterFixture fixture = RouterFixture.with(always(
                "a",
                stream(ClaudeAnswers.START + ClaudeAnswers.DELTA + ClaudeAnswers.END)
                        .inPiecesOf(200)))) {
            WireAnswer answer = fixture.call(true).wire();

            assertThatThrownBy(() -> answer.writeTo(new GoneClient())).isInstanceOf(IOException.class);

            assertThat(fixture.record().error()).isEqualTo(RouterErrorCode.CANCELLED);
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.balance().used()).isPositive();
        }
    }

    @Test
    void isSettledWhereTheAnswerIsClosedUnread() {
        try (RouterFixture fixture = RouterFixture.with(good("a"))) {
            fixture.call(true).wire().close();

            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.records).hasSize(1);
        }
    }

    @Test
    void isSettledOnceWhereEventsAreLeftInTheMiddle() {
        try (RouterFixture fixture =
                RouterFixture.with(always("a", stream(ClaudeAnswers.STREAM).inPiecesOf(100)))) {
            try (ChatEventStream events = fixture.call(true).stream()) {
                Iterator<ChatEvent> iterator = events.iterator();
                while (!(iterator.next() instanceof ChatEvent.TextDelta)) {
                    // up to the first text
                }
            }

            assertThat(fixture.records).hasSize(1);
            assertThat(fixture.record().error()).isEqualTo(RouterErrorCode.CANCELLED);
            assertThat(fixture.balance().held()).isZero();
        }
    }

    @Test
    void isConfirmedWhereTheReaderStopsBehindTheEnd() {
        try (RouterFixture fixture = RouterFixture.with(good("a"))) {
            try (ChatEventStream events = fixture.call(true).stream()) {
                Iterator<ChatEvent> iterator = events.iterator();
                while (!(iterator.next() instanceof ChatEvent.Finished)) {
                    // up to the end, and not one step further
                }
            }

            assertThat(fixture.record().succeeded()).isTrue();
            assertThat(fixture.balance().used()).isEqualTo(REPORTED_COST);
        }
    }

    @Test
    void failsTheEventsOfACutStreamWithItsPartialUsage() {
        try (RouterFixture fixture =
                RouterFixture.with(always("a", stream(ClaudeAnswers.START + ClaudeAnswers.DELTA)))) {
            List<ChatEvent> seen = new ArrayList<>();

            assertThatThrownBy(() -> {
                        try (ChatEventStream events = fixture.call(true).stream()) {
                            events.forEach(seen::add);
                        }
                    })
                    .isInstanceOfSatisfying(
                            TruncatedStreamException.class,
                            e -> assertThat(e.partialUsage().input()).isEqualTo(10));

            assertThat(seen).anyMatch(ChatEvent.TextDelta.class::isInstance);
        }
    }

    @Test
    @Tag("R1.3")
    void isRefusedBeforeAnyUpstreamCallWhereTheQuotaIsTooSmall() {
        ReplayProvider upstream = good("a");
        try (RouterFixture fixture = new RouterFixture(
                100_000,
                builder -> builder.provider(upstream),
                Channel.builder("c1", "a").models("*").build())) {
            assertThatThrownBy(() -> fixture.wire(false)).isInstanceOf(QuotaExhaustedException.class);

            assertThat(upstream.requests).isEmpty();
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.record().error()).isEqualTo(RouterErrorCode.QUOTA_EXHAUSTED);
        }
    }

    @Test
    @Tag("R1.9")
    void isTheEstimateThatExplainTells() {
        ReplayProvider[] upstream = new ReplayProvider[1];
        long[] held = new long[1];
        RouterFixture[] fixture = new RouterFixture[1];
        upstream[0] = new ReplayProvider("a", request -> {
            held[0] = fixture[0].balance().held();
            return ClaudeAnswers.whole();
        });
        try (RouterFixture open = RouterFixture.with(upstream[0])) {
            fixture[0] = open;
            long estimate = open.router
                    .explain(RouterFixture.claude(false), CallContext.withKey(RouterFixture.KEY))
                    .estimatedNanos()
                    .orElseThrow();
            open.wire(false);

            assertThat(held[0]).isEqualTo(estimate);
            long prompt = PromptTokens.quick(RouterFixture.claude(false), "claude-x");
            assertThat(estimate).isEqualTo((long) Math.ceil(prompt * 1.2 * 1000) + 100 * 2000);
        }
    }

    @Test
    void isNotMadeForAModelWithoutAPriceWhereTheCallerHasAQuota() {
        try (RouterFixture fixture =
                RouterFixture.with(builder -> builder.prices(model -> Optional.empty()), good("a"))) {
            assertThatThrownBy(() -> fixture.wire(false))
                    .isInstanceOfSatisfying(
                            RouterException.class,
                            e -> assertThat(e.code()).isEqualTo(RouterErrorCode.MODEL_NOT_PERMITTED));
        }
    }

    @Test
    void isSettledInEveryView() throws Exception {
        try (RouterFixture fixture = RouterFixture.with(good("a"))) {
            assertThat(fixture.call(false).execute().text()).isEqualTo("Hello you");
            assertThat(fixture.call(true).executeAsync().get().text()).isEqualTo("Hello you");
            StringBuilder streamed = new StringBuilder();
            try (ChatEventStream events = fixture.call(false).stream()) {
                for (ChatEvent event : events) {
                    if (event instanceof ChatEvent.TextDelta delta) {
                        streamed.append(delta.text());
                    }
                }
            }
            assertThat(streamed).hasToString("Hello you");

            assertThat(fixture.balance().used()).isEqualTo(3 * REPORTED_COST);
            assertThat(fixture.balance().held()).isZero();
        }
    }

    @Test
    void isNeverMadeForACallThatWasCancelledBefore() {
        ReplayProvider upstream = good("a");
        try (RouterFixture fixture = RouterFixture.with(UnaryOperator.identity(), upstream)) {
            RoutedCall call = fixture.call(false);
            call.cancel();

            assertThatThrownBy(call::execute)
                    .isInstanceOfSatisfying(
                            RouterException.class, e -> assertThat(e.code()).isEqualTo(RouterErrorCode.CANCELLED));
            assertThat(upstream.requests).isEmpty();
            assertThat(fixture.balance().held()).isZero();
        }
    }

    /** Takes 400 bytes and is gone. */
    private static final class GoneClient extends OutputStream {
        private int taken;

        @Override
        public void write(int b) throws IOException {
            if (++taken > 400) {
                throw new IOException("Broken pipe");
            }
        }
    }
}
