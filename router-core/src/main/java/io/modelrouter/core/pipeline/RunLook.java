package io.modelrouter.core.pipeline;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.RunReport;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.WireBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the channel that makes a run how far it has come. No call of anybody's: nothing is generated, and neither health nor
 * limits nor attempts hear of it. Thread-safe.
 */
final class RunLook {
    private static final Logger LOG = LoggerFactory.getLogger(RunLook.class);
    /** What an upstream gets to answer. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final int GONE = 404;

    private final Dialects dialects;
    private final Map<String, ProviderClient> clients;
    private final ChannelRegistry registry;
    private final int maxBody;

    RunLook(Dialects dialects, Map<String, ProviderClient> clients, ChannelRegistry registry, int maxBody) {
        this.dialects = dialects;
        this.clients = Map.copyOf(clients);
        this.registry = registry;
        this.maxBody = maxBody;
    }

    /**
     * What was seen.
     *
     * @param report what the upstream said; null where it said nothing of use
     * @param gone whether it does not know the run
     */
    record Seen(@Nullable RunReport report, boolean gone) {
        static final Seen NOTHING = new Seen(null, false);
    }

    /**
     * Blocks for as long as the upstream takes, at most for 30 seconds or what the channel allows.
     *
     * @param atMost less than that, if it is less
     */
    Seen at(BackgroundRun run, Duration atMost) {
        Channel channel;
        try {
            channel = registry.snapshot()
                    .channel(run.candidate.channel().name())
                    .filter(Channel::enabled)
                    .orElse(null);
        } catch (RuntimeException e) {
            LOG.warn("Asking for run {} of call {} failed", run.responseId, run.callId, e);
            return Seen.NOTHING;
        }
        ProviderClient client = channel == null ? null : clients.get(channel.type());
        if (channel == null || client == null) {
            // Switched off or removed: it may come back.
            return Seen.NOTHING;
        }
        try (ProviderResponse response =
                client.newCall(request(run, channel, atMost)).execute()) {
            if (response.status() == GONE) {
                return new Seen(null, true);
            }
            byte[] body = response.status() == 200 ? WholeBody.read(response, maxBody) : null;
            if (body == null) {
                LOG.debug("Asked for run {} of call {}: {}", run.responseId, run.callId, response.status());
                return Seen.NOTHING;
            }
            return new Seen(dialects.of(run.candidate.dialect()).readRun(body), false);
        } catch (ProviderException e) {
            LOG.debug("Asked for run {} of call {}: {}", run.responseId, run.callId, e.kind());
            return Seen.NOTHING;
        } catch (RuntimeException e) {
            LOG.warn("Asking for run {} of call {} failed", run.responseId, run.callId, e);
            return Seen.NOTHING;
        }
    }

    private static ProviderRequest request(BackgroundRun run, Channel channel, Duration atMost) {
        Duration allowed = channel.timeouts().total();
        Duration longest = LONGEST.compareTo(allowed) < 0 ? LONGEST : allowed;
        return new ProviderRequest(
                channel,
                key(run, channel),
                run.candidate.dialect(),
                run.candidate.upstreamModel(),
                false,
                false,
                WireBody.of("{}".getBytes(StandardCharsets.US_ASCII)),
                Map.of(),
                atMost.compareTo(longest) < 0 ? atMost : longest,
                run.responseId,
                "GET",
                null);
    }

    /** The run's own, as long as the channel has it. */
    private static @Nullable Secret key(BackgroundRun run, Channel channel) {
        List<Secret> keys = channel.apiKeys();
        if (run.key != null && keys.contains(run.key)) {
            return run.key;
        }
        return keys.isEmpty() ? null : keys.get(0);
    }
}
