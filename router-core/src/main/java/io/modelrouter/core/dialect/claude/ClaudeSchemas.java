package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.dialect.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rewrites schemas that the vendor shall enforce (output formats, strict tools). It wants every object closed, and refuses
 * bounds on numbers and lengths, which become words in the description.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/structured-outputs">Anthropic on structured outputs</a>
 */
final class ClaudeSchemas {
    private static final Set<String> BOUNDS = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties");
    /** Members whose values are schemas, by name. */
    private static final Set<String> MAPS = Set.of("properties", "$defs", "definitions", "patternProperties");

    private static final String CLOSED = "additionalProperties";

    private ClaudeSchemas() {}

    /** Rewrites the schema in place; tells whether anything had to change. */
    static boolean close(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return false;
        }
        boolean changed = closeObject(object) | moveBounds(object) | renameUnion(object);
        for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
            changed |= closeInside(member.getKey(), member.getValue());
        }
        return changed;
    }

    private static boolean closeInside(String name, JsonNode value) {
        boolean changed = false;
        if (MAPS.contains(name)) {
            for (JsonNode schema : value) {
                changed |= close(schema);
            }
        } else if (name.equals("items") || name.equals("not")) {
            changed = close(value);
        } else if (name.equals("anyOf") || name.equals("allOf")) {
            for (JsonNode schema : value) {
                changed |= close(schema);
            }
        }
        return changed;
    }

    private static boolean closeObject(ObjectNode schema) {
        JsonNode type = schema.path("type");
        boolean isObject = type.isString() && type.stringValue().equals("object") || schema.has("properties");
        for (JsonNode one : type) {
            isObject |= one.isString() && one.stringValue().equals("object");
        }
        JsonNode closed = schema.get(CLOSED);
        if (!isObject || closed != null && closed.isBoolean() && !closed.booleanValue()) {
            return false;
        }
        schema.put(CLOSED, false);
        return true;
    }

    private static boolean moveBounds(ObjectNode schema) {
        List<String> words = new ArrayList<>();
        for (String name : List.copyOf(schema.propertyNames())) {
            JsonNode bound = schema.path(name);
            boolean fewItems = name.equals("minItems") && bound.asInt(0) > 1;
            if (!bound.isContainer() && (BOUNDS.contains(name) || fewItems)) {
                words.add(name + ": " + bound);
                schema.remove(name);
            }
        }
        if (words.isEmpty()) {
            return false;
        }
        String description = JsonTree.text(schema, "description");
        String bounds = "{" + String.join(", ", words) + "}";
        schema.put("description", description == null || description.isEmpty() ? bounds : description + " " + bounds);
        return true;
    }

    private static boolean renameUnion(ObjectNode schema) {
        @Nullable JsonNode union = schema.get("oneOf");
        if (!(union instanceof ArrayNode) || schema.has("anyOf")) {
            return false;
        }
        schema.remove("oneOf");
        schema.set("anyOf", union);
        return true;
    }
}
