package io.modelrouter.starter.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.modelrouter.ChannelOperator;
import io.modelrouter.ChannelStatus;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.wire.Dialect;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The state of each channel as gauges: {@code modelrouter.channel.enabled} and {@code modelrouter.channel.cooling}, 0 or 1,
 * and {@code modelrouter.channel.in.flight}. Channels that come or go are noticed with the next call.
 */
public final class ChannelGauges implements RouterListener {
    private final MeterRegistry meters;
    private final ChannelRegistry channels;
    private final Supplier<@Nullable ChannelOperator> operator;
    private final Map<String, List<Meter>> gauges = new HashMap<>();
    private volatile long version = Long.MIN_VALUE;

    /**
     * @param operator asked when the gauges are read; the router listens to this and so comes later
     */
    public ChannelGauges(MeterRegistry meters, ChannelRegistry channels, Supplier<@Nullable ChannelOperator> operator) {
        this.meters = meters;
        this.channels = channels;
        this.operator = operator;
        refresh(channels.snapshot());
    }

    @Override
    public void callStarted(String callId, Dialect dialect, String model, boolean stream) {
        ChannelSnapshot snapshot = channels.snapshot();
        if (snapshot.version() != version) {
            refresh(snapshot);
        }
    }

    private synchronized void refresh(ChannelSnapshot snapshot) {
        Set<String> gone = new HashSet<>(gauges.keySet());
        for (Channel channel : snapshot.channels()) {
            gone.remove(channel.name());
            gauges.computeIfAbsent(channel.name(), this::register);
        }
        for (String name : gone) {
            List<Meter> removed = gauges.remove(name);
            if (removed != null) {
                removed.forEach(meters::remove);
            }
        }
        version = snapshot.version();
    }

    private List<Meter> register(String channel) {
        return List.of(
                gauge("enabled", "Whether the operator's switch is on", channel, status -> status.enabled() ? 1 : 0),
                gauge(
                        "cooling",
                        "Whether the channel, a model or a key of it rests after failures",
                        channel,
                        status -> status.cooling() ? 1 : 0),
                gauge("in.flight", "Calls that it is asked or answers", channel, ChannelStatus::inFlight));
    }

    private Meter gauge(String name, String description, String channel, ToDoubleFunction<ChannelStatus> value) {
        return Gauge.builder("modelrouter.channel." + name, () -> read(channel, value))
                .description(description)
                .tag("channel", channel)
                .register(meters);
    }

    private double read(String channel, ToDoubleFunction<ChannelStatus> value) {
        ChannelOperator known = operator.get();
        if (known == null) {
            return Double.NaN;
        }
        return known.states().stream()
                .filter(status -> status.name().equals(channel))
                .findFirst()
                .map(value::applyAsDouble)
                .orElse(Double.NaN);
    }
}
