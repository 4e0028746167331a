package io.modelrouter.store.jdbc;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server that writes to the disk before it says so. It stops with the JVM, or when it is told to. */
public final class PostgresServer implements AutoCloseable {
    private static @Nullable PostgresServer shared;
    private static @Nullable Throwable failure;

    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    private PostgresServer(Path data, int port) throws IOException {
        this.data = data;
        this.server = start(data, port, false);
        this.port = server.getPort();
    }

    /** The one of this JVM; skips the test where it cannot be started. */
    public static synchronized PostgresServer shared() {
        if (shared == null && failure == null) {
            try {
                shared = own();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        return shared != null ? shared : abort("PostgreSQL cannot be started on this machine: " + failure);
    }

    /** Another one, for a test that stops or kills it. */
    public static PostgresServer own() {
        try {
            return new PostgresServer(Files.createTempDirectory("modelrouter-pg"), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres start(Path data, int port, boolean again) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("data").toFile())
                .setCleanDataDirectory(!again)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "100")
                .setPGStartupWait(Duration.ofSeconds(60))
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD);
        if (port != 0) {
            builder.setPort(port);
        }
        return builder.start();
    }

    /** The URL of one of its databases; the user is {@code postgres}, without a password. */
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?user=postgres";
    }

    /** Where it keeps its data. */
    public Path data() {
        return data.resolve("data");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again on its data and its port. */
    public void startAgain() {
        try {
            server = start(data, port, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
