package io.modelrouter.store.redis;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How the stores use Redis.
 *
 * @param keyPrefix what every key begins with. It has a hash tag, so that all keys lie in one slot of a cluster, as a script
 *     needs it; routers that share it share their books. Default {@code {modelrouter}}
 * @param timeout how long one operation may take, more than 0; default 2 s
 * @param replicas how many replicas have to acknowledge a change of the ledger ({@code WAIT}) before it counts as done; 0,
 *     the default, waits for none
 * @param replicaTimeout how long to wait for them, at least 1 ms; default 500 ms
 */
public record RedisStoreSettings(String keyPrefix, Duration timeout, int replicas, Duration replicaTimeout) {
    /** The first braces of a key are its hash tag, and it must not be empty. */
    private static final Pattern HASH_TAG = Pattern.compile("[^{]*\\{[^{}]+}.*");

    /** The defaults. */
    public static final RedisStoreSettings DEFAULT =
            new RedisStoreSettings("{modelrouter}", Duration.ofSeconds(2), 0, Duration.ofMillis(500));

    public RedisStoreSettings {
        require(
                HASH_TAG.matcher(keyPrefix).matches(),
                "keyPrefix needs a hash tag such as {modelrouter}: " + keyPrefix);
        require(!timeout.isNegative() && !timeout.isZero(), "timeout must be more than 0, not " + timeout);
        require(replicas >= 0, "replicas must be 0 or more, not " + replicas);
        require(replicaTimeout.toMillis() >= 1, "replicaTimeout must be 1 ms or more, not " + replicaTimeout);
        require(
                replicas == 0 || replicaTimeout.compareTo(timeout) < 0,
                "replicaTimeout " + replicaTimeout + " must be less than timeout " + timeout);
    }

    /** @param prefix with a hash tag, such as {@code {modelrouter}} */
    public RedisStoreSettings withKeyPrefix(String prefix) {
        return new RedisStoreSettings(prefix, timeout, replicas, replicaTimeout);
    }

    /** @param operation how long one operation may take, more than 0 */
    public RedisStoreSettings withTimeout(Duration operation) {
        return new RedisStoreSettings(keyPrefix, operation, replicas, replicaTimeout);
    }

    /**
     * @param count 0 for none
     * @param wait less than the timeout
     */
    public RedisStoreSettings withReplicas(int count, Duration wait) {
        return new RedisStoreSettings(keyPrefix, timeout, count, wait);
    }

    private static void require(boolean condition, String words) {
        if (!condition) {
            throw new IllegalArgumentException(words);
        }
    }
}
