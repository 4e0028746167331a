package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.JsonTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the arguments of a call together that Vertex streams piece by piece: {@code {"jsonPath":"$.items[0].name",
 * "stringValue":"app","willContinue":true}}. A further string for the same path is appended. Paths are made of member names
 * and indices; pieces with any other path are left out.
 *
 * @see <a href="https://docs.cloud.google.com/ruby/docs/reference/google-cloud-ai_platform-v1/latest/Google-Cloud-AIPlatform-V1-PartialArg">PartialArg</a>
 */
final class PartialArguments {
    /** An index may leave at most so many places open before it, or a piece could ask for any amount of memory. */
    private static final int MAX_GAP = 1_000;

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();

    /** The string that is being streamed, and where it belongs. */
    private final StringBuilder text = new StringBuilder();

    private @Nullable String textPath;

    /** Sets members that came whole, in {@code args}. */
    void addAll(JsonNode args) {
        if (args instanceof ObjectNode members) {
            root.setAll(members);
        }
    }

    void add(JsonNode piece) {
        String path = JsonTree.text(piece, "jsonPath");
        if (path == null) {
            return;
        }
        String string = JsonTree.text(piece, "stringValue");
        if (!path.equals(textPath)) {
            placeText();
        }
        if (string != null) {
            textPath = path;
            text.append(string);
            return;
        }
        placeText();
        JsonNode value = value(piece);
        if (value != null) {
            place(path, value);
        }
    }

    private void placeText() {
        if (textPath != null) {
            place(textPath, JsonNodeFactory.instance.stringNode(text.toString()));
            textPath = null;
            text.setLength(0);
        }
    }

    private void place(String at, JsonNode newValue) {
        List<Object> path = path(at);
        JsonNode value = newValue;
        if (path.isEmpty()) {
            return;
        }
        JsonNode parent = root;
        for (int i = 0; i < path.size() - 1; i++) {
            JsonNode child = child(parent, path.get(i));
            if (child == null || !child.isContainer()) {
                boolean inArray = path.get(i + 1) instanceof Integer;
                child = inArray ? JsonNodeFactory.instance.arrayNode() : JsonNodeFactory.instance.objectNode();
                if (!put(parent, path.get(i), child)) {
                    return;
                }
            }
            parent = child;
        }
        Object last = path.get(path.size() - 1);
        JsonNode known = child(parent, last);
        if (known != null && known.isString() && value.isString()) {
            value = JsonNodeFactory.instance.stringNode(known.stringValue() + value.stringValue());
        }
        put(parent, last, value);
    }

    /** The arguments so far as JSON text; nothing may be added afterwards. */
    byte[] toBytes() {
        placeText();
        return JsonTree.bytes(root);
    }

    private static @Nullable JsonNode value(JsonNode piece) {
        JsonNode number = JsonTree.member(piece, "numberValue");
        JsonNode value = number != null ? number : JsonTree.member(piece, "boolValue");
        if (value != null) {
            return value;
        }
        return piece.has("nullValue") ? JsonNodeFactory.instance.nullNode() : null;
    }

    private static @Nullable JsonNode child(JsonNode parent, Object step) {
        return step instanceof Integer index ? parent.get(index.intValue()) : parent.get((String) step);
    }

    private static boolean put(JsonNode parent, Object step, JsonNode value) {
        if (parent instanceof ObjectNode object && step instanceof String name) {
            object.set(name, value);
            return true;
        }
        if (parent instanceof ArrayNode array && step instanceof Integer index && index <= array.size() + MAX_GAP) {
            while (array.size() <= index) {
                array.addNull();
            }
            array.set(index.intValue(), value);
            return true;
        }
        return false;
    }

    /** The steps of {@code $.a[0]['b']}; empty if the text is no such path. */
    private static List<Object> path(String text) {
        if (!text.startsWith("$")) {
            return List.of();
        }
        List<Object> steps = new ArrayList<>();
        int at = 1;
        while (at < text.length()) {
            int end;
            if (text.charAt(at) == '.') {
                end = at + 1;
                while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
                    end++;
                }
                steps.add(text.substring(at + 1, end));
            } else if (text.startsWith("['", at) || text.startsWith("[\"", at)) {
                char quote = text.charAt(at + 1);
                int close = text.indexOf(quote + "]", at + 2);
                if (close < 0) {
                    return List.of();
                }
                steps.add(text.substring(at + 2, close));
                end = close + 2;
            } else {
                int close = text.indexOf(']', at);
                if (text.charAt(at) != '['
                        || close < 0
                        || !text.substring(at + 1, close).matches("\\d{1,6}")) {
                    return List.of();
                }
                steps.add(Integer.valueOf(text.substring(at + 1, close)));
                end = close + 1;
            }
            at = end;
        }
        return steps;
    }
}
