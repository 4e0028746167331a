package io.modelrouter.providers.demo;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON schema that stands in the text of the question, as frameworks write it that do not use the vendors' structured
 * output (Spring AI's converters, for one).
 */
final class PromptSchema {
    /** How many opening braces are tried. */
    private static final int MOST_TRIES = 8;

    private PromptSchema() {}

    /** The first schema in a text that speaks of a JSON schema, or null. */
    static @Nullable JsonNode in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.contains("json") || !lower.contains("schema")) {
            return null;
        }
        int at = text.indexOf('{');
        for (int tries = 0; at >= 0 && tries < MOST_TRIES; tries++) {
            JsonNode value = DemoJson.firstValue(text.substring(at));
            if (value != null && value.path("properties").isObject()) {
                return value;
            }
            at = text.indexOf('{', at + 1);
        }
        return null;
    }
}
