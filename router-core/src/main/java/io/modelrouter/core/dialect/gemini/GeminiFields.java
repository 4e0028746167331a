package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Members by either of their two names: Google takes {@code generationConfig} and {@code generation_config} for the same
 * (the JSON mapping of Protocol Buffers), and its own SDKs send both in one body
 * ({@code pydantic-test-function-tools-with-builtin-tools-1-33554090}).
 */
final class GeminiFields {
    private GeminiFields() {}

    /** The member; null if it is absent or null, or this is no object. */
    static @Nullable JsonNode get(JsonNode object, String camel) {
        JsonNode member = JsonTree.member(object, camel);
        return member != null ? member : JsonTree.member(object, snake(camel));
    }

    /** The text of a member that is a string; null if it is absent or anything else. */
    static @Nullable String text(JsonNode object, String camel) {
        JsonNode member = get(object, camel);
        return member != null && member.isString() ? member.stringValue() : null;
    }

    /** Whether a member is {@code true}. */
    static boolean flag(JsonNode object, String camel) {
        JsonNode member = get(object, camel);
        return member != null && member.asBoolean(false);
    }

    /** How the caller wrote the member's name. */
    static String name(JsonNode object, String camel) {
        return JsonTree.member(object, camel) == null && JsonTree.member(object, snake(camel)) != null
                ? snake(camel)
                : camel;
    }

    /** The elements of a list; a single object stands for a list of one, which Google accepts. */
    static List<JsonNode> list(@Nullable JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return List.of();
        }
        return node.isArray() ? List.copyOf(node.valueStream().toList()) : List.of(node);
    }

    /** Members that say something and are none of these. */
    static List<String> unread(JsonNode object, Set<String> known) {
        List<String> unread = new ArrayList<>();
        object.properties().forEach(member -> {
            if (!known.contains(camel(member.getKey())) && JsonTree.saysSomething(member.getValue())) {
                unread.add(member.getKey());
            }
        });
        return unread;
    }

    static String camel(String name) {
        int at = name.indexOf('_', 1);
        if (at < 0) {
            return name;
        }
        StringBuilder camel = new StringBuilder(name.length());
        boolean upper = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' && i > 0) {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }

    private static String snake(String camel) {
        StringBuilder snake = new StringBuilder(camel.length() + 4);
        for (int i = 0; i < camel.length(); i++) {
            char c = camel.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                snake.append('_');
            }
            snake.append(c);
        }
        return snake.toString().toLowerCase(Locale.ROOT);
    }
}
