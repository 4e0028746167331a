package io.modelrouter.providers.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A string that a schema accepts: by its format, its pattern, or the name of the property it stands under. */
final class StringSample {
    /** However long a schema wants it. */
    private static final int LONGEST = 2_000;

    private static final List<String> WORDS = List.of("demo", "sample", "example");

    private static final Map<String, String> BY_FORMAT = Map.ofEntries(
            Map.entry("date-time", "2026-01-15T09:30:00Z"),
            Map.entry("date", "2026-01-15"),
            Map.entry("time", "09:30:00Z"),
            Map.entry("duration", "PT1H"),
            Map.entry("email", "ada@example.com"),
            Map.entry("hostname", "example.com"),
            Map.entry("uri", "https://example.com/"),
            Map.entry("url", "https://example.com/"),
            Map.entry("uri-reference", "/demo"),
            Map.entry("uuid", "6f1f8a52-3f0e-4a55-9d2f-2f1f0c9a7b10"),
            Map.entry("ipv4", "192.0.2.1"),
            Map.entry("ipv6", "2001:db8::1"),
            Map.entry("byte", "ZGVtbw=="),
            Map.entry("json-pointer", "/demo"),
            Map.entry("regex", "demo"));

    /** What a property of such a name usually holds. A command must do no harm wherever it is run. */
    private static final List<Map.Entry<String, List<String>>> BY_NAME = List.of(
            Map.entry("city", List.of("Paris", "Tokyo", "Lima")),
            Map.entry("location", List.of("Paris", "Tokyo", "Lima")),
            Map.entry("country", List.of("France", "Japan", "Peru")),
            Map.entry("command", List.of("echo demo")),
            Map.entry("cmd", List.of("echo demo")),
            Map.entry("url", List.of("https://example.com/")),
            Map.entry("uri", List.of("https://example.com/")),
            Map.entry("email", List.of("ada@example.com")),
            Map.entry("directory", List.of(".")),
            Map.entry("dir_path", List.of(".")),
            Map.entry("path", List.of("README.md")),
            Map.entry("file", List.of("README.md")),
            Map.entry("latitude", List.of("48.85")),
            Map.entry("longitude", List.of("2.35")),
            Map.entry("timezone", List.of("UTC")),
            Map.entry("date", List.of("2026-01-15")),
            Map.entry("language", List.of("en")),
            Map.entry("currency", List.of("EUR", "JPY")),
            Map.entry("name", List.of("Ada", "Grace", "Alan")),
            Map.entry("title", List.of("A demo title")),
            Map.entry("description", List.of("A short demo description.")),
            Map.entry("query", List.of("demo query")),
            Map.entry("question", List.of("What is this?")));

    private StringSample() {}

    static String of(JsonNode schema, String name, int salt) {
        String format = BY_FORMAT.get(DemoJson.text(schema, "format", ""));
        int least = (int) Math.min(schema.path("minLength").asLong(0), LONGEST);
        long most = schema.path("maxLength").asLong(Long.MAX_VALUE);
        String pattern = DemoJson.text(schema, "pattern");
        if (pattern != null) {
            return PatternSample.of(pattern, least, format != null ? format : free(name, salt));
        }
        String sample = format != null ? format : free(name, salt);
        if (sample.length() < least) {
            sample = (sample + " ").repeat(least / (sample.length() + 1) + 1).substring(0, least);
        }
        return sample.length() > most ? sample.substring(0, (int) Math.max(0, most)) : sample;
    }

    /** A word that suits a property of this name; another salt gives another word. */
    static String free(String name, int salt) {
        String lower = name.toLowerCase(Locale.ROOT);
        List<String> words = WORDS;
        for (Map.Entry<String, List<String>> hint : BY_NAME) {
            if (lower.contains(hint.getKey())) {
                words = hint.getValue();
                break;
            }
        }
        int round = salt / words.size();
        String word = words.get(Math.floorMod(salt, words.size()));
        return round <= 0 ? word : word + " " + (round + 1);
    }
}
