package io.modelrouter.store.jdbc;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
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
        this.server = start(data, port);
        this.port = server.getPort();
    }

    /** The one of this JVM; skips the test where it cannot be started. */
    public static synchronized PostgresServer shared() {
        if (shared == null && failure == null) {
            try {
                PostgresServer started = own();
                Runtime.getRuntime().addShutdownHook(new Thread(started::close));
                shared = started;
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

    private static EmbeddedPostgres start(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("data").toFile())
                .setCleanDataDirectory(false)
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

    @Override
    public void close() {
        stop();
        deleteRecursively(data);
    }

    /** Stops it and leaves its data. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again on its data and its port. */
    public void startAgain() {
        try {
            server = start(data, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it with SIGKILL, all its processes, and starts it again on its data. */
    public void killAndStartAgain() {
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
        all.add(0, postmaster);
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
        stop();
        startAgain();
    }

    private long pid() {
        try {
            return Long.parseLong(Files.readAllLines(data.resolve("data/postmaster.pid"))
                    .get(0)
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteRecursively(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // What is left is below the folder for temporary files.
            return;
        }
    }
}
