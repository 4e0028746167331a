package io.modelrouter.store.redis.origin;

import io.modelrouter.channel.ResponseOrigin;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.store.redis.RedisScript;
import io.modelrouter.store.redis.RedisStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who made which answer, on Redis for all nodes that share it: one key for each answer, which expires by itself, by the
 * server's time. Losing one in a failover costs no more than that an answer is not found on another node, so nothing waits for
 * replicas here. Where the server cannot be reached every operation is a {@code RedisException}. Safe from any thread.
 */
public final class RedisResponseOrigins implements ResponseOrigins {
    private static final RedisScript PUT = script("put.lua");
    private static final RedisScript FIND = script("find.lua");
    private static final RedisScript FORGET = script("forget.lua");

    private final RedisStore store;
    private final @Nullable InstantSource clock;

    /**
     * By the server's time.
     *
     * @param store the connection and the prefix of the keys, shared with the other stores of a router; it stays the caller's to
     *     close
     */
    public RedisResponseOrigins(RedisStore store) {
        this(store, null);
    }

    /** For tests, with their clock instead of the server's. */
    RedisResponseOrigins(RedisStore store, @Nullable InstantSource clock) {
        this.store = Objects.requireNonNull(store, "store");
        this.clock = clock;
    }

    private static RedisScript script(String file) {
        return RedisScript.of(RedisResponseOrigins.class, "origin.lua", file);
    }

    @Override
    public void put(String caller, String responseId, ResponseOrigin origin, Duration keep) {
        store.run(
                PUT,
                caller,
                responseId,
                now(),
                origin.model(),
                origin.channel(),
                Long.toString(Math.max(1, keep.toMillis())));
    }

    @Override
    public Optional<ResponseOrigin> find(String caller, String responseId) {
        List<String> row = store.run(FIND, caller, responseId, now());
        return row.isEmpty() ? Optional.empty() : Optional.of(new ResponseOrigin(row.get(0), row.get(1)));
    }

    @Override
    public void forget(String caller, String responseId) {
        store.run(FORGET, caller, responseId, now());
    }

    private String now() {
        return clock == null ? "" : Long.toString(clock.millis());
    }
}
