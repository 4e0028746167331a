package io.modelrouter.starter.store;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/** One PostgreSQL and one Redis for all tests of this process; they are skipped where none can be started. */
public final class TestServers {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static @Nullable EmbeddedPostgres postgres;
    private static int redisPort;
    private static @Nullable String whyNot;

    private TestServers() {}

    /** The URL of an empty database; the user is in it. */
    public static synchronized String postgres() {
        try {
            if (postgres == null && whyNot == null) {
                postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                        .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                        .start();
            }
        } catch (IOException | RuntimeException e) {
            whyNot = e.toString();
        }
        if (postgres == null) {
            return abort("PostgreSQL cannot be started on this machine: " + whyNot);
        }
        String name = "starter" + NUMBER.incrementAndGet();
        String root = "jdbc:postgresql://localhost:" + postgres.getPort() + "/";
        try (Connection connection = DriverManager.getConnection(root + "postgres?user=postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return root + name + "?user=postgres";
    }

    /** The URL of a Redis that writes to the disk before it answers; tests tell themselves apart by the prefix of keys. */
    public static synchronized String redis() {
        if (redisPort == 0) {
            try {
                int port;
                try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    port = free.getLocalPort();
                }
                RedisServer server = RedisServer.newRedisServer()
                        .port(port)
                        .bind("127.0.0.1")
                        .onShutdownForceStop(true)
                        .setting("dir " + Files.createTempDirectory("starter-redis"))
                        .setting("appendonly yes")
                        .setting("appendfsync always")
                        .setting("save \"\"")
                        .setting("maxmemory-policy noeviction")
                        .build();
                server.start();
                redisPort = port;
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        server.stop();
                    } catch (IOException e) {
                        // It ends with this process.
                    }
                }));
            } catch (IOException | RuntimeException e) {
                return abort("Redis cannot be started on this machine: " + e);
            }
        }
        return "redis://127.0.0.1:" + redisPort;
    }

    /** A prefix that no other test has. */
    public static String prefix() {
        return "starter" + NUMBER.incrementAndGet();
    }
}
