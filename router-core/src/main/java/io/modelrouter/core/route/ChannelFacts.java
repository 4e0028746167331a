package io.modelrouter.core.route;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How busy and how fast channels are, as this router sees it: what strategies choose by. Bounded, thread-safe. */
public final class ChannelFacts {
    /** After that long without an answer nobody knows any more how fast a channel is. */
    private static final Duration LATELY = Duration.ofMinutes(5);
    /** What the newest answer counts in the average. */
    private static final double SHARE = 0.2;

    private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();
    private final Cache<Key, Double> firstContent;

    private record Key(String channel, String model, boolean stream) {}

    public ChannelFacts(LongSupplier nanos) {
        firstContent = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(LATELY)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** An attempt goes there; {@link #ended} must follow. */
    public void began(String channel) {
        inFlight.compute(channel, (name, count) -> {
            AtomicInteger known = count == null ? new AtomicInteger() : count;
            known.incrementAndGet();
            return known;
        });
    }

    /** An attempt that {@link #began} is over, however it went. */
    public void ended(String channel) {
        inFlight.computeIfPresent(channel, (name, count) -> count.decrementAndGet() == 0 ? null : count);
    }

    /** Attempts that go there now. */
    public int inFlight(String channel) {
        AtomicInteger count = inFlight.get(channel);
        return count == null ? 0 : count.get();
    }

    /** The first content of an answer came so long after its attempt had begun. */
    public void answered(Candidate candidate, boolean stream, Duration after) {
        firstContent
                .asMap()
                .merge(key(candidate, stream), (double) after.toNanos(), (old, now) -> old + SHARE * (now - old));
    }

    /** The moving average; null where no answer came lately. */
    public @Nullable Duration firstContent(Candidate candidate, boolean stream) {
        Double nanos = firstContent.getIfPresent(key(candidate, stream));
        return nanos == null ? null : Duration.ofNanos(nanos.longValue());
    }

    private static Key key(Candidate candidate, boolean stream) {
        return new Key(candidate.channel().name(), candidate.upstreamModel(), stream);
    }
}
