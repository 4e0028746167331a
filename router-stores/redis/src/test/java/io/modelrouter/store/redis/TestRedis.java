package io.modelrouter.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/**
 * A Redis server of our own on a free port of loopback, which writes every change to its append-only file before it
 * answers. Tests share the one that {@link #shared()} starts; those that stop or kill it start another.
 */
public final class TestRedis implements AutoCloseable {
    private static final AtomicInteger SPACES = new AtomicInteger();
    private static @Nullable TestRedis shared;
    private static @Nullable String whyNot;

    private final RedisServer server;
    private final Path directory;
    private final int port;
    private final ClientResources resources;
    private final RedisClient client;

    private TestRedis(List<String> settings) throws IOException {
        port = freePort();
        directory = Files.createTempDirectory("redis-test");
        RedisServerBuilder builder = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .onShutdownForceStop(true)
                .setting("dir " + directory)
                .setting("appendonly yes")
                .setting("appendfsync always")
                .setting("save \"\"")
                .setting("maxmemory-policy noeviction");
        for (String setting : settings) {
            builder.setting(setting);
        }
        server = builder.build();
        server.start();
        resources = DefaultClientResources.builder()
                .reconnectDelay(Delay.constant(Duration.ofMillis(20)))
                .build();
        client = RedisClient.create(resources, RedisURI.create("127.0.0.1", port));
    }

    /** The server that all tests of this process share; they are skipped where none can be started. */
    public static synchronized TestRedis shared() {
        TestRedis known = shared;
        if (known == null && whyNot == null) {
            try {
                known = new TestRedis(List.of());
                shared = known;
                Runtime.getRuntime().addShutdownHook(new Thread(known::close));
            } catch (IOException | RuntimeException e) {
                whyNot = e.toString();
            }
        }
        Assumptions.assumeTrue(known != null, "no Redis server can be started here: " + whyNot);
        if (known == null) {
            throw new IllegalStateException();
        }
        return known;
    }

    /** A server for one test alone, where {@link #shared()} can be had. */
    public static TestRedis own(String... settings) {
        shared();
        try {
            return new TestRedis(List.of(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A keyspace that is empty. */
    public static RedisStoreSettings space() {
        return RedisStoreSettings.DEFAULT
                .withKeyPrefix("{test-" + SPACES.incrementAndGet() + "}")
                .withTimeout(Duration.ofSeconds(10));
    }

    /** A store on a keyspace that is empty; all stores share the server's one client. */
    public RedisStore store() {
        return RedisStore.of(client, space());
    }

    public RedisClient client() {
        return client;
    }

    public int port() {
        return port;
    }

    /** SIGKILL, and until the process is gone: the library does not wait for that. */
    public void kill() throws IOException {
        server.stop();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!isFree(port)) {
            if (System.nanoTime() > end) {
                throw new IOException("the killed server still has port " + port);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Starts it again on its data. */
    public void restart() throws IOException {
        server.start();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS);
        try {
            server.stop();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file :
                        new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList())) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Below the ports that the system gives to clients: one that tries again and again to reach a server that is down could
     * otherwise be given the server's own port, connect to itself, and keep the server from coming back.
     */
    private static int freePort() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port from 15000 to 31999");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
