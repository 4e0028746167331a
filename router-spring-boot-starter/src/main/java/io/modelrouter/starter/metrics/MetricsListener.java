package io.modelrouter.starter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.QuotaThreshold;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.Credits;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls as meters, with the names of the OpenTelemetry conventions for generative AI where there are such names:
 * {@code gen_ai.client.operation.duration}, {@code gen_ai.client.operation.time_to_first_chunk} and
 * {@code gen_ai.client.token.usage}; and the router's own {@code modelrouter.calls}, {@code modelrouter.attempts.failed},
 * {@code modelrouter.cost} (credits), {@code modelrouter.quota.thresholds} and {@code modelrouter.ledger.unavailable}. Labels come from configured names alone: a model that is not configured by its
 * exact name is {@code other}.
 */
public final class MetricsListener implements RouterListener {
    private static final String OTHER = "other";
    private static final String NONE = "none";
    private static final Set<String> ACCOUNT_KINDS = Set.of("token", "user", "team", "organisation");

    private final MeterRegistry meters;
    private final ChannelRegistry channels;
    private volatile KnownModels known = new KnownModels(-1, Set.of());

    public MetricsListener(MeterRegistry meters, ChannelRegistry channels) {
        this.meters = meters;
        this.channels = channels;
    }

    private record KnownModels(long version, Set<String> names) {}

    @Override
    public void attemptFailed(String callId, AttemptFailure failure) {
        Counter.builder("modelrouter.attempts.failed")
                .description("Upstream attempts that ended without content")
                .tag("channel", failure.channel())
                .tag("kind", lower(failure.kind()))
                .register(meters)
                .increment();
    }

    @Override
    public void callEnded(CallRecord record) {
        Tags tags = Tags.of(
                "gen_ai.operation.name",
                "chat",
                "gen_ai.request.model",
                model(record.requestedModel()),
                "channel",
                orNone(record.channel()));
        Tags outcome = tags.and("error.type", record.error() == null ? NONE : lower(record.error()));
        Timer.builder("gen_ai.client.operation.duration")
                .description("From the request to the settlement")
                .tags(outcome)
                .register(meters)
                .record(record.elapsed());
        if (record.firstContent() != null) {
            Timer.builder("gen_ai.client.operation.time_to_first_chunk")
                    .description("From the request to the first content")
                    .tags(tags)
                    .register(meters)
                    .record(record.firstContent());
        }
        tokens(
                tags,
                "input",
                record.usage().input()
                        + record.usage().cacheRead()
                        + record.usage().cacheWrite());
        tokens(tags, "output", record.usage().output());
        Counter.builder("modelrouter.calls")
                .description("Calls that ended")
                .tag("outcome", record.error() == null ? "success" : lower(record.error()))
                .tag("token", record.token())
                .tag("dialect", record.clientDialect().id())
                .tag("channel", orNone(record.channel()))
                .register(meters)
                .increment();
        if (record.error() == RouterErrorCode.LEDGER_UNAVAILABLE) {
            Counter.builder("modelrouter.ledger.unavailable")
                    .description("Calls refused because quota or limits could not be checked")
                    .register(meters)
                    .increment();
        }
        if (record.cost() != null && record.cost() > 0) {
            Counter.builder("modelrouter.cost")
                    .description("Credits charged")
                    .baseUnit("credits")
                    .tag("token", record.token())
                    .tag("channel", orNone(record.channel()))
                    .register(meters)
                    .increment(Credits.ofNanos(record.cost()).doubleValue());
        }
    }

    @Override
    public void quotaThreshold(QuotaThreshold threshold) {
        Counter.builder("modelrouter.quota.thresholds")
                .description("Times that charges took an account past a share of its limit")
                .tag("account", kind(threshold.account()))
                .tag("share", threshold.share().stripTrailingZeros().toPlainString())
                .register(meters)
                .increment();
    }

    /** Its kind alone: accounts are many, and new ones come while the router runs. */
    private static String kind(AccountId account) {
        String id = account.value();
        if (id.indexOf(BudgetWindow.SEPARATOR) >= 0) {
            return "budget";
        }
        int colon = id.indexOf(':');
        String kind = colon < 0 ? OTHER : id.substring(0, colon);
        return ACCOUNT_KINDS.contains(kind) ? kind : OTHER;
    }

    private void tokens(Tags tags, String type, long count) {
        if (count > 0) {
            DistributionSummary.builder("gen_ai.client.token.usage")
                    .description("Tokens of the serving attempt")
                    .baseUnit("token")
                    .tags(tags.and("gen_ai.token.type", type))
                    .register(meters)
                    .record(count);
        }
    }

    private String model(String requested) {
        ChannelSnapshot snapshot = channels.snapshot();
        KnownModels models = known;
        if (models.version() != snapshot.version()) {
            models = new KnownModels(snapshot.version(), exactNames(snapshot));
            known = models;
        }
        return models.names().contains(requested) ? requested : OTHER;
    }

    private static Set<String> exactNames(ChannelSnapshot snapshot) {
        Set<String> names = new HashSet<>();
        for (Channel channel : snapshot.channels()) {
            Stream.concat(channel.models().stream(), channel.modelMapping().keySet().stream())
                    .filter(ModelPattern::isExact)
                    .forEach(pattern -> names.add(pattern.toString()));
        }
        return names;
    }

    private static String orNone(@Nullable String name) {
        return name == null ? NONE : name;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
