package io.modelrouter.core.health;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelHealth;
import io.modelrouter.error.FailureKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether channels, their models and their keys are well: R3.1 to R3.5. State is of this router alone. What never failed
 * takes no memory and costs a look into a map. It knows nothing of the operator's switch and never touches it. Thread-safe.
 */
public final class HealthTracker {
    private final HealthSettings settings;
    private final Clock clock;
    private final Supplier<RandomGenerator> random;
    private final Cache<Scope, Guard> guards;

    public HealthTracker(HealthSettings settings, Clock clock, Supplier<RandomGenerator> random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.guards = Caffeine.newBuilder()
                .maximumSize(settings.maxEntries())
                .executor(Runnable::run)
                .build();
    }

    /** Leave for one attempt; exactly one of its ends must be told. */
    public final class Permit {
        private final Channel channel;
        private final String model;
        private final int key;
        private final Object owner;
        private final Instant began;
        private final List<Guard> held;
        private boolean ended;

        private Permit(Channel channel, String model, int key, Object owner, Instant began, List<Guard> held) {
            this.channel = channel;
            this.model = model;
            this.key = key;
            this.owner = owner;
            this.began = began;
            this.held = held;
        }

        /** Which of the channel's keys to use, from 0; -1 where it has none. */
        public int key() {
            return key;
        }

        /** Content has begun to come: enough for a probe. Whether the answer is whole is told later. */
        public synchronized void committed() {
            held.forEach(guard -> guard.committed(owner, began));
        }

        /** The answer was whole. */
        public synchronized void succeeded() {
            if (!ended) {
                ended = true;
                held.forEach(guard -> guard.succeeded(owner, began));
            }
        }

        /** The attempt says nothing of the channel: the caller's mistake, or its wish to end. */
        public synchronized void abandoned() {
            if (!ended) {
                ended = true;
                held.forEach(guard -> guard.release(owner));
            }
        }

        /**
         * The attempt failed, or its answer broke off after it had begun.
         *
         * @param told how long the upstream said to wait, or null
         */
        public synchronized void failed(FailureKind kind, @Nullable Duration told) {
            if (kind == FailureKind.CALLER || kind == FailureKind.ENDED) {
                abandoned();
                return;
            }
            Duration usual = channel.cooldown().orElse(settings.cooldown());
            if (usual.isZero()) {
                abandoned();
                return;
            }
            Scope scope = scope(kind);
            if (!ended) {
                ended = true;
                for (Guard guard : held) {
                    if (!guard.scope().equals(scope)) {
                        guard.release(owner);
                    }
                }
            }
            guards.get(scope, missing -> new Guard(missing, settings, clock))
                    .failed(kind, isHard(kind), kind == FailureKind.RATE_LIMITED ? told : null, usual, random.get());
        }

        private Scope scope(FailureKind kind) {
            Integer oneOfSeveral = channel.apiKeys().size() > 1 ? Integer.valueOf(key) : null;
            switch (kind) {
                case CONNECTION:
                case RESET:
                    return new Scope(channel.name(), null, null);
                case CREDENTIAL:
                    return new Scope(channel.name(), null, oneOfSeveral);
                case RATE_LIMITED:
                    return new Scope(channel.name(), model, oneOfSeveral);
                default:
                    return new Scope(channel.name(), model, null);
            }
        }
    }

    private static boolean isHard(FailureKind kind) {
        return kind == FailureKind.CONNECTION || kind == FailureKind.CREDENTIAL;
    }

    /**
     * Leave to call a channel now.
     *
     * @param model the name the upstream is asked for
     * @param firstKey where to begin looking for a key that is well
     * @return null if it rests
     */
    public @Nullable Permit tryAcquire(Channel channel, String model, int firstKey) {
        return acquire(channel, model, firstKey, false);
    }

    /** As {@link #tryAcquire}, also before a soft rest is over: for when every candidate rests (R3.4). */
    public @Nullable Permit tryProbeEarly(Channel channel, String model, int firstKey) {
        return acquire(channel, model, firstKey, true);
    }

    private @Nullable Permit acquire(Channel channel, String model, int firstKey, boolean early) {
        Instant now = clock.instant();
        Object owner = new Object();
        List<Guard> held = new ArrayList<>(2);
        if (!take(new Scope(channel.name(), null, null), owner, held, early)
                || !take(new Scope(channel.name(), model, null), owner, held, early)) {
            held.forEach(guard -> guard.release(owner));
            return null;
        }
        int keys = channel.apiKeys().size();
        if (keys < 2) {
            return new Permit(channel, model, keys - 1, owner, now, held);
        }
        for (int i = 0; i < keys; i++) {
            int key = Math.floorMod(firstKey + i, keys);
            List<Guard> ofKey = new ArrayList<>(2);
            if (take(new Scope(channel.name(), null, key), owner, ofKey, early)
                    && take(new Scope(channel.name(), model, key), owner, ofKey, early)) {
                held.addAll(ofKey);
                return new Permit(channel, model, key, owner, now, held);
            }
            ofKey.forEach(guard -> guard.release(owner));
        }
        held.forEach(guard -> guard.release(owner));
        return null;
    }

    private boolean take(Scope scope, Object owner, List<Guard> held, boolean early) {
        Guard guard = guards.getIfPresent(scope);
        if (guard == null) {
            return true;
        }
        boolean taken = early ? guard.tryProbeEarly(owner) : guard.tryAcquire(owner);
        if (taken) {
            held.add(guard);
        }
        return taken;
    }

    /** Whether nothing but soft failures keep the channel from being called. */
    public boolean mayProbeEarly(Channel channel, String model) {
        return !isHard(new Scope(channel.name(), null, null)) && !isHard(new Scope(channel.name(), model, null));
    }

    private boolean isHard(Scope scope) {
        Guard guard = guards.getIfPresent(scope);
        return guard != null && guard.isHard() && !guard.left().isZero();
    }

    /** How long until the channel may be called for the model; zero if it may be now. */
    public Duration left(Channel channel, String model) {
        Duration left =
                longer(left(new Scope(channel.name(), null, null)), left(new Scope(channel.name(), model, null)));
        if (channel.apiKeys().size() > 1) {
            Duration soonest = null;
            for (int key = 0; key < channel.apiKeys().size(); key++) {
                Duration ofKey =
                        longer(left(new Scope(channel.name(), null, key)), left(new Scope(channel.name(), model, key)));
                soonest = soonest == null || ofKey.compareTo(soonest) < 0 ? ofKey : soonest;
            }
            left = soonest == null ? left : longer(left, soonest);
        }
        return left;
    }

    /** Everything that failed lately, by channel, model and key. */
    public List<ChannelHealth> all() {
        return guards.asMap().values().stream()
                .map(Guard::health)
                .sorted(Comparator.comparing(ChannelHealth::channel)
                        .thenComparing(health -> String.valueOf(health.model()))
                        .thenComparing(health -> String.valueOf(health.key())))
                .toList();
    }

    /** Ends every rest of a channel; the operator knows better. Returns how many there were. */
    public int clear(String channel) {
        int cleared = 0;
        for (Guard guard : guards.asMap().values()) {
            if (guard.scope().channel().equals(channel)) {
                cleared += guard.health().state() == ChannelHealth.State.OK ? 0 : 1;
                guard.clear();
            }
        }
        return cleared;
    }

    private Duration left(Scope scope) {
        Guard guard = guards.getIfPresent(scope);
        return guard == null ? Duration.ZERO : guard.left();
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
