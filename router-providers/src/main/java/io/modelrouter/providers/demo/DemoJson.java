package io.modelrouter.providers.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The few things the demo does with JSON trees. */
final class DemoJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private DemoJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /**
     * The request body.
     *
     * @throws DemoRefusal if it is not a JSON object
     */
    static ObjectNode readObject(byte[] body) throws DemoRefusal {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw DemoRefusal.badRequest("The request body is not valid JSON.");
        }
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw DemoRefusal.badRequest("The request body must be a JSON object.");
    }

    /** The value that a text begins with, whatever follows it; null if it does not begin with one. */
    static @Nullable JsonNode firstValue(String text) {
        try {
            return MAPPER.reader()
                    .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
        } catch (JacksonException e) {
            return null;
        }
    }

    static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() ? value.stringValue() : null;
    }

    static String text(JsonNode node, String name, String otherwise) {
        return node.path(name).stringValue(otherwise);
    }

    /** Whether a member is there and not null. */
    static boolean has(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return !value.isMissingNode() && !value.isNull();
    }

    /** A member that Google also accepts in snake case, as its JSON mapping of protocol buffers does. */
    static JsonNode camel(JsonNode node, String camelName) {
        JsonNode value = node.path(camelName);
        if (!value.isMissingNode()) {
            return value;
        }
        StringBuilder snake = new StringBuilder();
        for (char c : camelName.toCharArray()) {
            snake.append(Character.isUpperCase(c) ? "_" : "").append(Character.toLowerCase(c));
        }
        return node.path(snake.toString());
    }

    /** The last text of a content that is a string, or a list of parts with {@code text}; empty if it has none. */
    static String lastText(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        String last = "";
        for (JsonNode part : content.values()) {
            String text = part.isString() ? part.stringValue() : text(part, "text", "");
            if (!text.isBlank()) {
                last = text;
            }
        }
        return last;
    }

    /** All texts of such a content, or the content itself as JSON. */
    static String flatText(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        if (content.isMissingNode() || content.isNull()) {
            return "";
        }
        List<String> texts = new ArrayList<>();
        if (content.isArray()) {
            for (JsonNode part : content.values()) {
                String text = text(part, "text");
                if (text != null) {
                    texts.add(text);
                }
            }
        }
        return texts.isEmpty() ? write(content) : String.join(" ", texts);
    }

    /** A string, or the strings of an array: how every dialect writes stop sequences. Empty ones are left out. */
    static List<String> strings(JsonNode node) {
        List<String> strings = new ArrayList<>();
        for (JsonNode element : node.isString() ? List.of(node) : node.values()) {
            String text = element.stringValue("");
            if (!text.isEmpty()) {
                strings.add(text);
            }
        }
        return strings;
    }

    /**
     * A token limit, or no limit where it is absent or null.
     *
     * @throws DemoRefusal if it is not a positive integer
     */
    static int limit(JsonNode node, String name) throws DemoRefusal {
        if (!has(node, name)) {
            return Integer.MAX_VALUE;
        }
        return positive(node.path(name), name, Integer.MAX_VALUE);
    }

    static int positive(JsonNode value, String name, int most) throws DemoRefusal {
        if (!value.isIntegralNumber() || value.asLong(0) < 1 || value.asLong(0) > most) {
            throw DemoRefusal.badRequest(
                    String.format(Locale.ROOT, "'%s' must be an integer from 1 to %d.", name, most), name);
        }
        return (int) value.asLong(1);
    }
}
