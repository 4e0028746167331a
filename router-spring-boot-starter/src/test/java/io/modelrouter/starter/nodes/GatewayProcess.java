package io.modelrouter.starter.nodes;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@link GatewayApplication} in a JVM of its own, with the class path of this one. */
final class GatewayProcess implements AutoCloseable {
    private static final int LINES = 200;

    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final Deque<String> words = new ArrayDeque<>();

    private GatewayProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "gateway-words");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it, which goes on after this has returned: {@link #port} waits for it. */
    static GatewayProcess start(List<String> settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                GatewayApplication.class.getName()));
        settings.forEach(setting -> command.add("--" + setting));
        try {
            return new GatewayProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Surefire puts the tests' class path in a jar's manifest, and tells it in a property. */
    private static String classPath() {
        String entries = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String tests = location(GatewayApplication.class);
        if (List.of(entries.split(File.pathSeparator)).contains(tests)) {
            return entries;
        }
        // JUnit's own launcher has a loader for what it was given.
        return LauncherClassPath.of(GatewayApplication.class.getClassLoader()) + File.pathSeparator + entries;
    }

    private static String location(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.startsWith(GatewayApplication.PORT)) {
                    port.complete(Integer.valueOf(line.substring(GatewayApplication.PORT.length())));
                }
                remember(line);
            }
        } catch (IOException e) {
            // it was killed
        }
        port.completeExceptionally(new IllegalStateException("the gateway ended before it was ready:\n" + words()));
    }

    private void remember(String line) {
        synchronized (words) {
            words.add(line);
            if (words.size() > LINES) {
                words.remove();
            }
        }
    }

    /** The last of what it said. */
    String words() {
        synchronized (words) {
            return String.join("\n", words);
        }
    }

    int port() {
        return port.orTimeout(120, TimeUnit.SECONDS).join();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL, and until it is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGTERM, and until it is gone; SIGKILL where that takes too long. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            kill();
        }
    }
}
