package io.modelrouter.core.channel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.modelrouter.channel.ResponseOrigin;
import io.modelrouter.channel.ResponseOrigins;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Origins in the memory of this process, the latest 100,000; for routers that share a process, and for tests. Thread-safe. */
public final class InMemoryResponseOrigins implements ResponseOrigins {
    private static final int MOST = 100_000;

    private final Cache<Key, Kept> origins;

    private record Key(String caller, String responseId) {}

    private record Kept(ResponseOrigin origin, long nanos) {}

    /**
     * @param nanos counts time, as {@link System#nanoTime} does
     */
    public InMemoryResponseOrigins(LongSupplier nanos) {
        origins = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfter(Expiry.<Key, Kept>writing((key, kept) -> Duration.ofNanos(kept.nanos)))
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public void put(String caller, String responseId, ResponseOrigin origin, Duration keep) {
        origins.put(new Key(caller, responseId), new Kept(origin, keep.toNanos()));
    }

    @Override
    public Optional<ResponseOrigin> find(String caller, String responseId) {
        return Optional.ofNullable(origins.getIfPresent(new Key(caller, responseId)))
                .map(Kept::origin);
    }

    @Override
    public void forget(String caller, String responseId) {
        origins.invalidate(new Key(caller, responseId));
    }
}
