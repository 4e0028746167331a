package io.modelrouter.testkit.bank;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A worker in a JVM of its own, with the class path of this one. */
final class BankProcess {
    private final Process process;
    private final Path journal;
    private final Path log;
    private long counted;
    private int answers;

    private BankProcess(Process process, Path journal, Path log) throws IOException {
        this.process = process;
        this.journal = journal;
        this.log = log;
        this.counted = Files.exists(journal) ? Math.max(0, Files.size(journal) - 1) : 0;
    }

    /**
     * @param factory whose class loader shows the class path
     * @param arguments of {@link BankWorker}
     */
    static BankProcess start(Class<?> factory, Path journal, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(factory),
                BankWorker.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return new BankProcess(builder.start(), journal, log);
    }

    /** SIGKILL, and until the process is gone. */
    void kill() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many answers it has written down so far. */
    int answers() throws IOException {
        if (!Files.exists(journal)) {
            return 0;
        }
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "r")) {
            int fresh = (int) Math.min(1 << 20, file.length() - counted);
            byte[] bytes = new byte[fresh];
            file.seek(counted);
            file.readFully(bytes);
            for (int i = 0; i + 1 < fresh; i++) {
                if (bytes[i] == '\n' && bytes[i + 1] == 'K') {
                    answers++;
                }
            }
            // The last byte may be a line's end whose next line is yet to come.
            counted += Math.max(0, fresh - 1);
        }
        return answers;
    }

    /**
     * @throws IllegalStateException if it ended by itself
     */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            String words = Files.exists(log) ? Files.readString(log) : "";
            throw new IllegalStateException("a worker ended by itself with " + process.exitValue() + ":\n"
                    + words.substring(Math.max(0, words.length() - 4_000)));
        }
    }

    /** Surefire and other launchers may keep the tests' class path elsewhere than in the system property. */
    private static String classPath(Class<?> factory) {
        Set<String> entries = new LinkedHashSet<>();
        for (ClassLoader loader = factory.getClassLoader(); loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    entries.add(path(url));
                }
            }
        }
        String tests = System.getProperty("surefire.test.class.path");
        entries.add(tests != null ? tests : System.getProperty("java.class.path"));
        return String.join(File.pathSeparator, entries);
    }

    private static String path(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a class path entry: " + url, e);
        }
    }

    /** Processes and servers take real time; nothing else in the kit waits. */
    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
