package io.modelrouter.core.pipeline;

import io.modelrouter.ChannelOperator;
import io.modelrouter.ChannelStatus;
import io.modelrouter.ChannelTest;
import io.modelrouter.OfferedModels;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelHealth;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.channel.Offers;
import io.modelrouter.core.channel.SwitchedRegistry;
import io.modelrouter.core.health.HealthTracker;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's commands, over the router's own parts. */
final class Operator implements ChannelOperator {
    private static final Logger LOG = LoggerFactory.getLogger(Operator.class);

    private final SwitchedRegistry channels;
    private final HealthTracker health;
    private final ActiveCalls active;
    private final Map<String, ProviderClient> clients = new HashMap<>();
    private final ChannelTester tester;

    Operator(
            SwitchedRegistry channels,
            HealthTracker health,
            ActiveCalls active,
            List<ProviderClient> clients,
            ChannelTester tester) {
        this.channels = channels;
        this.health = health;
        this.active = active;
        clients.forEach(client -> this.clients.put(client.type(), client));
        this.tester = tester;
    }

    @Override
    public List<ChannelStatus> states() {
        List<ChannelHealth> failed = health.all();
        Map<String, Integer> inFlight = inFlight();
        return channels.configured().channels().stream()
                .map(channel -> state(channel, failed, inFlight))
                .toList();
    }

    @Override
    public ChannelStatus state(String channel) {
        return state(configured(channel), health.all(), inFlight());
    }

    private ChannelStatus state(Channel channel, List<ChannelHealth> failed, Map<String, Integer> inFlight) {
        String name = channel.name();
        return new ChannelStatus(
                name,
                channel.type(),
                channel.enabled(),
                channels.switchOf(name)
                        .map(on -> on ? ChannelStatus.Switch.ON : ChannelStatus.Switch.OFF)
                        .orElse(ChannelStatus.Switch.AS_CONFIGURED),
                failed.stream().filter(entry -> entry.channel().equals(name)).toList(),
                inFlight.getOrDefault(name, 0));
    }

    private Map<String, Integer> inFlight() {
        Map<String, Integer> calls = new HashMap<>();
        for (CallSession call : active.all()) {
            String channel = call.reaching;
            if (channel != null) {
                calls.merge(channel, 1, Integer::sum);
            }
        }
        return calls;
    }

    @Override
    public ChannelStatus enable(String channel) {
        return move(channel, true);
    }

    @Override
    public ChannelStatus disable(String channel) {
        return move(channel, false);
    }

    private ChannelStatus move(String channel, boolean on) {
        configured(channel);
        channels.set(channel, on);
        LOG.info("The operator switched the channel {} {}", channel, on ? "on" : "off");
        return state(channel);
    }

    @Override
    public boolean reset(String channel) {
        if (channels.switchOf(channel).isEmpty()) {
            configured(channel);
        }
        boolean moved = channels.reset(channel);
        if (moved) {
            LOG.info("The operator left the switch of the channel {} to the configuration", channel);
        }
        return moved;
    }

    @Override
    public int clearCooldown(String channel) {
        configured(channel);
        int cleared = health.clear(channel);
        LOG.info("The operator ended the rests of the channel {}: {}", channel, cleared);
        return cleared;
    }

    @Override
    public ChannelTest test(String channel, @Nullable String model) {
        return tester.test(configured(channel), model);
    }

    @Override
    public OfferedModels offeredModels(String name) {
        Channel channel = configured(name);
        ProviderClient client = clients.get(channel.type());
        if (client == null) {
            throw new IllegalArgumentException("no provider serves the channel type '" + channel.type() + "'");
        }
        List<Secret> keys = channel.apiKeys();
        try {
            return client.models(channel, keys.isEmpty() ? null : keys.get(0))
                    .map(offered -> Offers.compare(channel, offered))
                    .orElseGet(() -> Offers.configured(channel));
        } catch (ProviderException e) {
            RouterErrorCode code =
                    e.kind() == FailureKind.TIMEOUT ? RouterErrorCode.TIMEOUT : RouterErrorCode.UPSTREAM_FAILED;
            throw RouterException.of(
                            code, "the models of the channel " + name + " could not be listed: " + e.getMessage())
                    .cause(e)
                    .build();
        }
    }

    private Channel configured(String name) {
        return channels.configured()
                .channel(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no channel '" + name + "', only "
                        + String.join(
                                ", ",
                                channels.configured().channels().stream()
                                        .map(Channel::name)
                                        .toList())));
    }
}
