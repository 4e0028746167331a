package io.modelrouter.starter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelrouter.channel.Channel;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.channel.InMemoryChannelRegistry;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.QuotaThreshold;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.wire.Dialect;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The meters")
class MetricsListenerTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final InMemoryChannelRegistry channels = InMemoryChannelRegistry.of(Channel.builder("main", "openai")
            .models("gpt-4o", "gpt-*")
            .mapModel("latest", "gpt-4o")
            .build());
    private final MetricsListener listener = new MetricsListener(meters, channels);

    private static CallRecord record(String model, RouterErrorCode error) {
        return CallRecord.builder("call_1", Instant.EPOCH, model, Dialect.CLAUDE_MESSAGES)
                .token("team")
                .servedModel("gpt-4o")
                .channel(error == null ? "main" : null)
                .channelDialect(Dialect.OPENAI_CHAT)
                .stream(true)
                .error(error)
                .usage(
                        error == null
                                ? Usage.builder()
                                        .input(10)
                                        .cacheRead(5)
                                        .output(7)
                                        .build()
                                : Usage.NONE)
                .cost(error == null ? 1_500_000_000L : null)
                .elapsed(Duration.ofMillis(1200))
                .firstContent(error == null ? Duration.ofMillis(300) : null)
                .build();
    }

    @Test
    void of_a_call_that_succeeded() {
        listener.callEnded(record("gpt-4o", null));

        assertThat(meters.get("gen_ai.client.operation.duration")
                        .tags("gen_ai.request.model", "gpt-4o", "channel", "main", "error.type", "none")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(1200);
        assertThat(meters.get("gen_ai.client.operation.time_to_first_chunk")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(300);
        assertThat(meters.get("gen_ai.client.token.usage")
                        .tags("gen_ai.token.type", "input")
                        .summary()
                        .totalAmount())
                .isEqualTo(15);
        assertThat(meters.get("gen_ai.client.token.usage")
                        .tags("gen_ai.token.type", "output")
                        .summary()
                        .totalAmount())
                .isEqualTo(7);
        assertThat(meters.get("modelrouter.calls")
                        .tags("outcome", "success", "token", "team", "dialect", "claude-messages", "channel", "main")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("modelrouter.cost")
                        .tags("token", "team")
                        .counter()
                        .count())
                .isEqualTo(1.5);
    }

    @Test
    void of_an_account_that_comes_near_its_limit() {
        AccountBalance balance = new AccountBalance(QuotaLimit.of(10), 0, 8, 0);
        listener.quotaThreshold(new QuotaThreshold(AccountId.team("search"), new BigDecimal("0.80"), balance));
        listener.quotaThreshold(new QuotaThreshold(new AccountId("token:a#day:2026-11-21"), BigDecimal.ONE, balance));

        assertThat(meters.get("modelrouter.quota.thresholds")
                        .tags("account", "team", "share", "0.8")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("modelrouter.quota.thresholds")
                        .tags("account", "budget", "share", "1")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void of_calls_that_the_ledger_could_not_admit() {
        listener.callEnded(record("gpt-4o", RouterErrorCode.LEDGER_UNAVAILABLE));

        assertThat(meters.get("modelrouter.ledger.unavailable").counter().count())
                .isEqualTo(1);
    }

    @Test
    void of_a_call_that_failed() {
        listener.attemptFailed(
                "call_1",
                new AttemptFailure(
                        1, "main", FailureKind.RATE_LIMITED, OptionalInt.of(429), Duration.ofMillis(1), "429"));
        listener.callEnded(record("gpt-4o", RouterErrorCode.UPSTREAM_RATE_LIMITED));

        assertThat(meters.get("modelrouter.attempts.failed")
                        .tags("channel", "main", "kind", "rate_limited")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("modelrouter.calls")
                        .tags("outcome", "upstream_rate_limited", "channel", "none")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.find("gen_ai.client.token.usage").meters()).isEmpty();
    }

    @Test
    @org.junit.jupiter.api.Tag("S6")
    void name_only_models_that_are_configured_by_their_exact_name() {
        for (String model : List.of("gpt-4o", "latest", "gpt-made-up", "x\ny", "gpt-*")) {
            listener.callEnded(record(model, null));
        }

        assertThat(meters.find("gen_ai.client.operation.duration").meters())
                .flatExtracting(meter -> meter.getId().getTags())
                .filteredOn(tag -> tag.getKey().equals("gen_ai.request.model"))
                .extracting(Tag::getValue)
                .containsExactlyInAnyOrder("gpt-4o", "latest", "other");
    }

    @Test
    void follow_a_change_of_the_channels() {
        channels.replace(
                List.of(Channel.builder("main", "openai").models("brand-new").build()));
        listener.callEnded(record("brand-new", null));
        listener.callEnded(record("gpt-4o", null));

        assertThat(meters.get("gen_ai.client.operation.duration")
                        .tag("gen_ai.request.model", "brand-new")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("gen_ai.client.operation.duration")
                        .tag("gen_ai.request.model", "other")
                        .timer()
                        .count())
                .isEqualTo(1);
    }
}
