package io.modelrouter.starter.translate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/** Counts outcomes by pair of dialects, and prints them as a table. */
final class Tally {
    private static final Path FILE = Path.of("target", "translation-table.txt");

    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

    void count(String pair, String outcome) {
        counts.computeIfAbsent(pair, key -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
    }

    /** How often the pair was counted, whatever came out. */
    int of(String pair) {
        return counts.getOrDefault(pair, Map.of()).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** To the console, and to the end of {@code target/translation-table.txt}. */
    void print(String title) {
        StringBuilder table = new StringBuilder(title).append('\n');
        counts.forEach((pair, outcomes) -> {
            int all = outcomes.values().stream().mapToInt(Integer::intValue).sum();
            table.append(String.format("  %-38s %4d", pair, all));
            outcomes.forEach((outcome, count) ->
                    table.append(" | ").append(outcome).append(' ').append(count));
            table.append('\n');
        });
        System.out.print(table);
        append(table);
    }

    /** Counts of anything, to the end of the same file alone. */
    static void note(String title, Map<String, Integer> counts) {
        StringBuilder table = new StringBuilder(title).append('\n');
        counts.forEach((what, count) -> table.append(String.format("  %5d  %s%n", count, what)));
        append(table);
    }

    private static void append(CharSequence table) {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, table, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
