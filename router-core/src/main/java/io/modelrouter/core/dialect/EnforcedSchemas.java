package io.modelrouter.core.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rewrites schemas for vendors that enforce them by constrained decoding (Claude's output formats and strict tools, the same
 * of Bedrock). They want every object closed, and refuse bounds on numbers and lengths, which become words in the
 * description. Schemas that refer to themselves, and objects with any members, cannot be enforced at all.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/structured-outputs">Anthropic on structured outputs</a>
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html">AWS on structured outputs</a>
 */
public final class EnforcedSchemas {
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
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");
    /** Members whose values are schemas by name, lists of schemas, and schemas. */
    private static final Set<String> MAPS = Set.of("properties", "$defs", "definitions");

    private static final Set<String> LISTS = Set.of("anyOf", "allOf", "oneOf");
    private static final Set<String> SCHEMAS = Set.of("items", "additionalProperties");

    private static final String CLOSED = "additionalProperties";

    private EnforcedSchemas() {}

    /** Whether the vendor can enforce the schema once it is closed, without becoming another one. */
    public static boolean isEnforceable(JsonNode schema) {
        return isEnforceable(schema, schema, new HashMap<>());
    }

    /**
     * @param references false for those that are being looked at, true for those that are done
     */
    private static boolean isEnforceable(JsonNode schema, JsonNode root, Map<String, Boolean> references) {
        if (isMap(schema) || schema.has("patternProperties")) {
            return false;
        }
        String reference = JsonTree.text(schema, "$ref");
        if (reference != null) {
            if (!isEnforceable(reference, root, references)) {
                return false;
            }
        }
        boolean[] enforceable = {true};
        inside(schema, inner -> enforceable[0] = enforceable[0] && isEnforceable(inner, root, references));
        return enforceable[0];
    }

    private static boolean isEnforceable(String reference, JsonNode root, Map<String, Boolean> references) {
        Boolean done = references.putIfAbsent(reference, false);
        if (done != null) {
            return done;
        }
        JsonNode target = reference.startsWith("#/") ? root.at(reference.substring(1)) : root.path("");
        boolean enforceable = target.isObject() && isEnforceable(target, root, references);
        references.put(reference, enforceable);
        return enforceable;
    }

    /** An object that may have any members, or members by a pattern: closed, it could only be empty. */
    private static boolean isMap(JsonNode schema) {
        JsonNode open = schema.get(CLOSED);
        boolean closed = open != null && open.isBoolean() && !open.booleanValue();
        boolean shaped = !schema.path("properties").isEmpty() || schema.has("$ref") || hasUnion(schema);
        return isObject(schema) && !shaped && !closed || open != null && open.isObject() && !open.isEmpty();
    }

    private static boolean hasUnion(JsonNode schema) {
        return LISTS.stream().anyMatch(schema::has);
    }

    /** Rewrites the schema in place; tells whether anything had to change. */
    public static boolean close(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return false;
        }
        boolean[] changed = {closeObject(object) | moveBounds(object) | renameUnion(object)};
        inside(object, inner -> changed[0] |= close(inner));
        return changed[0];
    }

    /** The schemas right inside a schema. */
    private static void inside(JsonNode schema, Consumer<JsonNode> visit) {
        for (Map.Entry<String, JsonNode> member : List.copyOf(schema.properties())) {
            if (MAPS.contains(member.getKey()) || LISTS.contains(member.getKey())) {
                member.getValue().forEach(visit);
            } else if (SCHEMAS.contains(member.getKey())) {
                visit.accept(member.getValue());
            }
        }
    }

    private static boolean isObject(JsonNode schema) {
        JsonNode type = schema.path("type");
        boolean isObject = type.isString() && type.stringValue().equals("object");
        for (JsonNode one : type) {
            isObject |= one.isString() && one.stringValue().equals("object");
        }
        return isObject;
    }

    private static boolean closeObject(ObjectNode schema) {
        JsonNode closed = schema.get(CLOSED);
        boolean isClosed = closed != null && closed.isBoolean() && !closed.booleanValue();
        if (isClosed || !isObject(schema) && !schema.has("properties")) {
            return false;
        }
        schema.put(CLOSED, false);
        return true;
    }

    private static boolean moveBounds(ObjectNode schema) {
        List<String> words = new ArrayList<>();
        for (String name : List.copyOf(schema.propertyNames())) {
            if (isRefused(name, schema.path(name))) {
                words.add(name + ": " + schema.path(name));
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

    private static boolean isRefused(String name, JsonNode value) {
        if (value.isContainer()) {
            return false;
        }
        return BOUNDS.contains(name)
                || name.equals("minItems") && value.asInt(0) > 1
                || name.equals("format") && value.isString() && !FORMATS.contains(value.stringValue());
    }

    private static boolean renameUnion(ObjectNode schema) {
        JsonNode union = schema.get("oneOf");
        if (!(union instanceof ArrayNode) || schema.has("anyOf")) {
            return false;
        }
        schema.remove("oneOf");
        schema.set("anyOf", union);
        return true;
    }
}
