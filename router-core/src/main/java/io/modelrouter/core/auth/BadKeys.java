package io.modelrouter.core.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.modelrouter.auth.AddressRange;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.core.limit.RateLimits;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits guessing: who has sent too many bad keys in the last minute is told to wait before another is looked at. Counted by
 * address, IPv6 by its first 64 bits, because those belong to one customer.
 *
 * <p>Many may call from one address, behind a proxy or a NAT. So that one of them cannot lock the others out, keys that were
 * good within the last minutes are looked up all the same. Both memories are bounded and only of this node. Safe from any
 * thread.
 */
public final class BadKeys {
    private static final int MAX_GOOD_KEYS = 10_000;
    private static final Duration GOOD_FOR = Duration.ofMinutes(5);
    private static final int MAX_ADDRESS_LENGTH = 64;
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 64;

    private final @Nullable RateLimits failures;
    private final Cache<TokenHash, Boolean> goodLately;

    /**
     * @param perMinute bad keys from one address; 0 for no limit
     * @param nanoTime a count of nanoseconds that only goes forward, such as {@code System::nanoTime}
     */
    public BadKeys(int perMinute, LongSupplier nanoTime) {
        this.failures = perMinute == 0 ? null : new RateLimits(perMinute, nanoTime);
        long start = Objects.requireNonNull(nanoTime, "nanoTime").getAsLong();
        this.goodLately = Caffeine.newBuilder()
                .maximumSize(MAX_GOOD_KEYS)
                .expireAfterAccess(GOOD_FOR)
                .ticker(() -> nanoTime.getAsLong() - start)
                .executor(Runnable::run)
                .build();
    }

    /** How long the address must wait before this key is looked up; empty if not at all. */
    Optional<Duration> retryAfter(Optional<String> address, TokenHash key) {
        if (failures == null || address.isEmpty() || goodLately.getIfPresent(key) != null) {
            return Optional.empty();
        }
        return failures.retryAfter(place(address.get()));
    }

    void failed(Optional<String> address, TokenHash key) {
        if (failures != null) {
            goodLately.invalidate(key);
            address.ifPresent(known -> failures.tryConsume(place(known)));
        }
    }

    void succeeded(TokenHash key) {
        // a read keeps it, and costs less than a write
        if (failures != null && goodLately.getIfPresent(key) == null) {
            goodLately.put(key, Boolean.TRUE);
        }
    }

    /** Where an address counts; what is none counts as it is written. */
    private static String place(String address) {
        try {
            return AddressRange.of(address).network(IPV4_BITS, IPV6_BITS).toString();
        } catch (IllegalArgumentException e) {
            return address.length() <= MAX_ADDRESS_LENGTH ? address : address.substring(0, MAX_ADDRESS_LENGTH);
        }
    }
}
