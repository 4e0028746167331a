package io.modelrouter.core.channel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.channel.Timeouts;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the upstreams of channels offer, as they last told it. A list that has become old is asked for again in the
 * background, once for a channel at a time, while the old one stays; it also stays when that fails. Only who asks for a
 * channel's first list waits for it. A channel that changed begins anew, so nothing of one account is told of another.
 * Thread-safe; no upstream is asked under a lock.
 */
public final class UpstreamModels {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamModels.class);

    private static final int MOST_CHANNELS = 10_000;
    /** Names of one channel; the largest lists of aggregators have about a thousand. */
    private static final int MOST_NAMES = 20_000;
    /** Channels give a call as long as it may generate; a list has nothing to think about. */
    private static final Duration LONGEST_FETCH = Duration.ofSeconds(15);

    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

    private final Map<String, ProviderClient> clients;
    private final Executor executor;
    private final LongSupplier nanos;
    private final Duration refresh;
    private final Cache<String, Offer> offers = Caffeine.newBuilder()
            .maximumSize(MOST_CHANNELS)
            .executor(Runnable::run)
            .build();

    /**
     * @param clients by the channel type they serve
     * @param executor where upstreams are asked
     * @param refresh how old a list may become; zero: no upstream is ever asked
     */
    public UpstreamModels(
            Map<String, ProviderClient> clients, Executor executor, LongSupplier nanos, Duration refresh) {
        this.clients = Map.copyOf(clients);
        this.executor = executor;
        this.nanos = nanos;
        this.refresh = refresh;
    }

    /**
     * The names that each of these channels' upstream offers, by the channels' names. Channels of which nothing is known
     * are absent.
     *
     * @param atMost how long to wait for lists that were never asked for, all together
     */
    public Map<String, List<String>> of(Collection<Channel> channels, Duration atMost) {
        if (refresh.isZero()) {
            return Map.of();
        }
        List<Offer> asked = new ArrayList<>();
        List<CompletableFuture<?>> first = new ArrayList<>();
        for (Channel channel : channels) {
            Offer offer = offers.asMap()
                    .compute(
                            channel.name(),
                            (name, known) -> known != null && known.isOf(channel) ? known : new Offer(channel));
            asked.add(offer);
            CompletableFuture<?> awaited = offer.refreshed();
            if (awaited != null) {
                first.add(awaited);
            }
        }
        await(first, atMost);
        Map<String, List<String>> names = new HashMap<>();
        for (Offer offer : asked) {
            List<String> known = offer.names();
            if (known != null) {
                names.put(offer.channel.name(), known);
            }
        }
        return names;
    }

    private static void await(List<CompletableFuture<?>> first, Duration atMost) {
        if (first.isEmpty()) {
            return;
        }
        try {
            CompletableFuture.allOf(first.toArray(CompletableFuture[]::new))
                    .get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // What came is told; the rest when it has come.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer is told by its offer, never by the future", e);
        }
    }

    /** One channel's list. */
    private final class Offer {
        private final Channel channel;
        private @Nullable List<String> names;
        private @Nullable CompletableFuture<Void> running;
        private long dueNanos;
        private boolean everAsked;
        private boolean failing;
        private int failures;

        Offer(Channel channel) {
            this.channel = channel;
        }

        /** Whether the other one asks the same upstream with the same keys. */
        boolean isOf(Channel other) {
            return channel == other
                    || channel.type().equals(other.type())
                            && channel.baseUrl().equals(other.baseUrl())
                            && channel.apiKeys().equals(other.apiKeys())
                            && channel.headers().equals(other.headers())
                            && channel.options().equals(other.options())
                            && channel.proxy().equals(other.proxy())
                            && channel.dialects().equals(other.dialects());
        }

        synchronized @Nullable List<String> names() {
            return names;
        }

        /** Begins to ask if it is time to; what to wait for, where nobody has waited for the channel yet. */
        @Nullable
        CompletableFuture<Void> refreshed() {
            CompletableFuture<Void> begun = null;
            CompletableFuture<Void> awaited;
            synchronized (this) {
                boolean due = !everAsked || nanos.getAsLong() - dueNanos >= 0;
                boolean first = !everAsked;
                if (running == null && due) {
                    begun = new CompletableFuture<>();
                    running = begun;
                    everAsked = true;
                }
                awaited = first ? running : null;
            }
            if (begun != null) {
                begin(begun);
            }
            return awaited;
        }

        private void begin(CompletableFuture<Void> begun) {
            try {
                executor.execute(() -> {
                    try {
                        ask();
                    } finally {
                        ended(begun);
                    }
                });
            } catch (RejectedExecutionException e) {
                failed("the router has no thread left for it");
                ended(begun);
            }
        }

        private void ended(CompletableFuture<Void> begun) {
            synchronized (this) {
                running = null;
            }
            begun.complete(null);
        }

        private void ask() {
            ProviderClient client = clients.get(channel.type());
            try {
                told(client == null ? Optional.empty() : client.models(hasty(channel), key()));
            } catch (ProviderException e) {
                failed(String.valueOf(e.getMessage()));
            } catch (RuntimeException | Error e) {
                LOG.debug("Listing the models of the channel {} failed", channel.name(), e);
                failed("its client failed: " + e.getClass().getName());
            }
        }

        /** Another key after each failure. */
        private @Nullable Secret key() {
            List<Secret> keys = channel.apiKeys();
            synchronized (this) {
                return keys.isEmpty() ? null : keys.get(Math.floorMod(failures, keys.size()));
            }
        }

        private synchronized void told(Optional<List<String>> list) {
            names = list.map(told -> told.stream().limit(MOST_NAMES).toList()).orElse(null);
            dueNanos = nanos.getAsLong() + refresh.toNanos();
            if (failing) {
                LOG.info("The models of the channel {} can be listed again", channel.name());
            }
            failing = false;
        }

        private synchronized void failed(String why) {
            failures++;
            Duration pause = refresh.compareTo(AFTER_FAILURE) < 0 ? refresh : AFTER_FAILURE;
            dueNanos = nanos.getAsLong() + pause.toNanos();
            if (!failing) {
                LOG.warn(
                        "The models of the channel {} cannot be listed; {}: {}",
                        channel.name(),
                        names == null ? "its wildcards are left out of lists" : "the last list stays",
                        why);
            }
            failing = true;
        }
    }

    private static Channel hasty(Channel channel) {
        Timeouts timeouts = channel.timeouts();
        if (timeouts.total().compareTo(LONGEST_FETCH) <= 0) {
            return channel;
        }
        return channel.toBuilder()
                .timeouts(new Timeouts(
                        timeouts.connect(),
                        timeouts.firstByte(),
                        timeouts.idle(),
                        LONGEST_FETCH,
                        timeouts.streamTotal(),
                        timeouts.write()))
                .build();
    }
}
