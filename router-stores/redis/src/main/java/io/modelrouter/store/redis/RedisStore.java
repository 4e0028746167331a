package io.modelrouter.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis for the stores of a router, opened at the first use and shared by all threads. The client belongs
 * to the host; {@link #close()} ends the connection and leaves the client alone.
 *
 * <p>Redis 6.2 or later, or Valkey. The scripts make up key names from the prefix as they run, so Redis must let a script
 * use all keys of its slot, as it does by itself and in a cluster. {@code maxmemory-policy} has to be {@code noeviction}: an
 * evicted key is lost money.
 *
 * <p>While the connection is lost operations fail at once and nothing queues up; Lettuce connects again by itself, unless
 * the client's {@code autoReconnect} is off, which it must not be. Its default waits up to 30 s between tries, which
 * {@code ClientResources.reconnectDelay} shortens. {@code ClientOptions.requestQueueSize} bounds what waits for a server
 * that is connected and silent.
 */
public final class RedisStore implements AutoCloseable {
    /**
     * Bytes in the order of Java's characters, so that sorted sets sort as Java does; equal to UTF-8 but for characters
     * beyond the basic plane.
     */
    private static final StringCodec CODEC = new StringCodec(Charset.forName("CESU-8"));

    private final Supplier<RedisLink> connector;
    private final RedisStoreSettings settings;
    private final AtomicReference<@Nullable CompletableFuture<RedisLink>> link = new AtomicReference<>();
    private volatile boolean closed;

    private RedisStore(Supplier<RedisLink> connector, RedisStoreSettings settings) {
        this.connector = connector;
        this.settings = settings;
    }

    /** A store on one server, with the default settings. */
    public static RedisStore of(RedisClient client) {
        return of(client, RedisStoreSettings.DEFAULT);
    }

    /** A store on one server, which may have replicas. */
    public static RedisStore of(RedisClient client, RedisStoreSettings settings) {
        return new RedisStore(() -> RedisLink.to(client.connect(CODEC)), settings);
    }

    /** A store on a cluster, with the default settings. All its keys lie in one slot. */
    public static RedisStore of(RedisClusterClient client) {
        return of(client, RedisStoreSettings.DEFAULT);
    }

    /** A store on a cluster. All its keys lie in one slot. */
    public static RedisStore of(RedisClusterClient client, RedisStoreSettings settings) {
        return new RedisStore(() -> RedisLink.to(client.connect(CODEC)), settings);
    }

    public RedisStoreSettings settings() {
        return settings;
    }

    /**
     * Runs a script, whose only key is the prefix.
     *
     * @return the strings that it gave
     * @throws RedisException if the server cannot be reached, is too slow or refuses; the script may have run or not
     */
    public List<String> run(RedisScript script, String... arguments) {
        return run(link(), script, arguments);
    }

    /**
     * The same, and waits until the replicas of the settings have what the script wrote. A repeat that writes nothing
     * waits for what was written before it.
     *
     * @throws RedisException also if too few replicas acknowledged in time; the script has run then
     */
    public List<String> runAndReplicate(RedisScript script, String... arguments) {
        RedisLink open = link();
        List<String> answer = run(open, script, arguments);
        if (settings.replicas() > 0) {
            awaitReplicas(open);
        }
        return answer;
    }

    private List<String> run(RedisLink open, RedisScript script, String[] arguments) {
        RedisClusterAsyncCommands<String, String> commands = open.commands();
        String[] keys = {settings.keyPrefix()};
        try {
            RedisFuture<List<String>> answer = commands.evalsha(script.sha(), ScriptOutputType.MULTI, keys, arguments);
            return await(answer, script);
        } catch (RedisNoScriptException unknown) {
            // A server that is new or was restarted; the script has not run.
            RedisFuture<List<String>> answer = commands.eval(script.text(), ScriptOutputType.MULTI, keys, arguments);
            return await(answer, script);
        }
    }

    /**
     * WAIT asks about what its own connection has seen. In a cluster that is another one than the script's, and after a
     * reconnect it has seen nothing; a read right before it takes it to the end of what is written by now. The read names
     * our key, so that a node which has lost the slot refuses.
     */
    private void awaitReplicas(RedisLink open) {
        RedisAsyncCommands<String, String> node = open.nodeOf(settings.keyPrefix());
        RedisFuture<Long> seen = node.exists(settings.keyPrefix());
        RedisFuture<Long> acknowledged = node.waitForReplication(
                settings.replicas(), settings.replicaTimeout().toMillis());
        await(seen, "EXISTS");
        long count = await(acknowledged, "WAIT");
        if (count < settings.replicas()) {
            throw new RedisException("only " + count + " of " + settings.replicas() + " replicas acknowledged within "
                    + settings.replicaTimeout().toMillis() + " ms");
        }
    }

    /** The connection; whoever comes first opens it, the others wait for it without a lock. */
    private RedisLink link() {
        CompletableFuture<RedisLink> known = link.get();
        if (known == null) {
            CompletableFuture<RedisLink> mine = new CompletableFuture<>();
            known = link.compareAndExchange(null, mine);
            if (known == null) {
                return connect(mine);
            }
        }
        RedisLink open = await(known, "connect");
        if (closed || !open.isOpen()) {
            throw new RedisConnectionException("the connection to Redis is " + (closed ? "closed" : "lost"));
        }
        return open;
    }

    private RedisLink connect(CompletableFuture<RedisLink> mine) {
        try {
            if (closed) {
                throw new RedisConnectionException("the connection to Redis is closed");
            }
            RedisLink opened = connector.get();
            mine.complete(opened);
            if (closed) {
                opened.close();
            }
            return opened;
        } catch (RuntimeException | Error e) {
            link.compareAndSet(mine, null);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private <T> T await(Future<T> answer, Object what) {
        try {
            return answer.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            cancel(answer);
            throw new RedisCommandTimeoutException(
                    what + " took longer than " + settings.timeout().toMillis() + " ms");
        } catch (InterruptedException e) {
            cancel(answer);
            Thread.currentThread().interrupt();
            throw new RedisException("interrupted in " + what, e);
        } catch (CancellationException e) {
            throw new RedisException("the connection was closed in " + what, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof RedisNoScriptException unknown) {
                throw unknown;
            }
            throw new RedisException(what + " failed: " + cause.getMessage(), cause);
        }
    }

    /** A command that nobody waits for is not sent any more; a connection in the making is others' too. */
    private static void cancel(Future<?> answer) {
        if (answer instanceof RedisFuture<?> command) {
            command.cancel(true);
        }
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture<RedisLink> known = link.get();
        if (known != null && known.isDone() && !known.isCompletedExceptionally()) {
            known.join().close();
        }
    }
}
