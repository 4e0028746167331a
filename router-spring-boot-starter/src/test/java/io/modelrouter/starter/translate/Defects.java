package io.modelrouter.starter.translate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** What a judge found; all of it goes to a file, the first of it into the failure. */
final class Defects {
    private static final int SHOWN = 20;

    private final String judge;
    private final List<String> found = new ArrayList<>();

    Defects(String judge) {
        this.judge = judge;
    }

    void add(String defect) {
        found.add(defect);
    }

    void assertNone() {
        Path file = Path.of("target", "defects-" + judge + ".txt");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!found.isEmpty()) {
            List<String> shown = found.subList(0, Math.min(SHOWN, found.size()));
            Assertions.fail(found.size() + " defects, all of them in " + file + ":\n" + String.join("\n", shown));
        }
    }
}
