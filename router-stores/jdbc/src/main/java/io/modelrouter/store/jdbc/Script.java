package io.modelrouter.store.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * One migration script.
 *
 * @param name such as {@code V1__ledger.sql}
 * @param version such as {@code 1}
 * @param text as it stands in the file
 */
record Script(String name, String version, String text) {

    /** The scripts of an engine, in the order of their versions. All engines have the same names, which {@code index} lists. */
    static List<Script> all(Engine engine) {
        List<Script> scripts = new ArrayList<>();
        for (String name : read("index").lines().filter(line -> !line.isBlank()).toList()) {
            String version = name.substring(1, name.indexOf("__"));
            scripts.add(new Script(name, version, read(engine.scripts() + "/" + name)));
        }
        return scripts;
    }

    private static String read(String path) {
        try (InputStream in = Migrations.class.getResourceAsStream("/" + Migrations.LOCATION + "/" + path)) {
            if (in == null) {
                throw new IllegalStateException("the migration script " + path + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Flyway describes it: {@code ledger}. */
    String description() {
        return name.substring(name.indexOf("__") + 2, name.lastIndexOf('.')).replace('_', ' ');
    }

    /** As Flyway computes it, so that either may check what the other ran. */
    int checksum() {
        CRC32 crc = new CRC32();
        try (BufferedReader lines = new BufferedReader(new StringReader(text))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                crc.update(line.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (int) crc.getValue();
    }

    /**
     * The statements one by one: each ends with a semicolon at the end of a line, but for those between two {@code $$}, where
     * the body of a function stands.
     */
    List<String> statements(Map<String, String> placeholders) {
        List<String> statements = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        boolean body = false;
        for (String line : text.lines().toList()) {
            String stripped = line.strip();
            if (current.isEmpty() && (stripped.isEmpty() || stripped.startsWith("--"))) {
                continue;
            }
            current.append(line).append('\n');
            for (int at = line.indexOf("$$"); at >= 0; at = line.indexOf("$$", at + 2)) {
                body = !body;
            }
            if (!body && stripped.endsWith(";")) {
                statements.add(replace(current.substring(0, current.lastIndexOf(";")), placeholders));
                current.setLength(0);
            }
        }
        if (!current.toString().isBlank()) {
            throw new IllegalStateException(name + ": the last statement does not end with a semicolon");
        }
        return statements;
    }

    private static String replace(String statement, Map<String, String> placeholders) {
        String result = statement;
        for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
            result = result.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
        }
        return result;
    }
}
