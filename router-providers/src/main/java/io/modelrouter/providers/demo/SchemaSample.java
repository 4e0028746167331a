package io.modelrouter.providers.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small plausible instance of a JSON schema, or of Google's variant of it with upper-case types and {@code nullable}:
 * the required properties, the first enum value, the first branch of a choice, local references followed. It understands
 * what tools and structured output use; {@code not}, {@code if} and remote references are not looked at.
 */
final class SchemaSample {
    /** A schema of a few lines may ask for a huge instance; past these the sample stops growing. */
    private static final int MOST_NODES = 2_000;

    private static final int MOST_ITEMS = 64;
    private static final int DEEPEST = 24;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonNode root;
    /** The schemas that are being sampled, and what they refer to: by identity, so that meeting one again is recursion. */
    private final Set<JsonNode> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private int depth;
    private int nodes;

    private SchemaSample(JsonNode root) {
        this.root = root;
    }

    /**
     * An instance; where nesting or size run away, null stands for the rest.
     *
     * @param schema an object, or true or false
     * @param variant from 0; another number gives other words and numbers where the schema leaves a choice
     */
    static JsonNode of(JsonNode schema, int variant) {
        return new SchemaSample(schema).sample(schema, "", variant);
    }

    /** A schema that may have been left out: then one without conditions for an object. */
    static JsonNode orEmpty(JsonNode schema) {
        return schema.isObject() ? schema : NODES.objectNode().put("type", "object");
    }

    private JsonNode sample(JsonNode schema, String name, int salt) {
        if (!schema.isObject()) {
            return anything(schema, salt);
        }
        if (++nodes > MOST_NODES || depth > DEEPEST) {
            return NODES.nullNode();
        }
        JsonNode target = target(schema);
        boolean newSchema = open.add(schema);
        boolean newTarget = open.add(target);
        depth++;
        try {
            return sampleOpen(resolved(schema), name, salt);
        } finally {
            depth--;
            if (newTarget) {
                open.remove(target);
            }
            if (newSchema) {
                open.remove(schema);
            }
        }
    }

    private static JsonNode anything(JsonNode schema, int salt) {
        return schema.isBoolean() && !schema.booleanValue()
                ? NODES.nullNode()
                : NODES.stringNode(StringSample.free("", salt));
    }

    private JsonNode sampleOpen(JsonNode schema, String name, int salt) {
        if (schema.has("const")) {
            return schema.path("const");
        }
        JsonNode values = schema.path("enum");
        if (values.isArray() && !values.isEmpty()) {
            return values.get(salt % values.size());
        }
        return switch (type(schema)) {
            case "object" -> object(schema, salt);
            case "array" -> array(schema, name, salt);
            case "integer" -> NumberSample.integer(schema, name, salt);
            case "number" -> NumberSample.number(schema, name, salt);
            case "boolean" -> NODES.booleanNode(true);
            case "null" -> NODES.nullNode();
            default -> NODES.stringNode(StringSample.of(schema, name, salt));
        };
    }

    /** The declared type, the first of several that is not null, or what the other keywords tell; in lower case. */
    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isString()) {
            return type.stringValue().toLowerCase(Locale.ROOT);
        }
        for (JsonNode one : type.values()) {
            if (!"null".equalsIgnoreCase(one.stringValue("null"))) {
                return one.stringValue("").toLowerCase(Locale.ROOT);
            }
        }
        if (type.isArray() && !type.isEmpty()) {
            return "null";
        }
        if (schema.has("properties") || schema.has("required") || schema.has("additionalProperties")) {
            return "object";
        }
        if (schema.has("items") || schema.has("prefixItems")) {
            return "array";
        }
        return schema.has("minimum") || schema.has("maximum") ? "number" : "string";
    }

    private JsonNode object(JsonNode schema, int salt) {
        ObjectNode object = NODES.objectNode();
        JsonNode properties = schema.path("properties");
        Set<String> required = new LinkedHashSet<>(DemoJson.strings(schema.path("required")));
        // In the order of the properties, as models write them; then what is required but nowhere described.
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            if (required.remove(property.getKey())) {
                object.set(property.getKey(), sample(property.getValue(), property.getKey(), salt));
            }
        }
        JsonNode others = schema.path("additionalProperties");
        for (String name : required) {
            object.set(name, sample(others.isObject() ? others : NODES.objectNode(), name, salt));
        }
        long least = Math.min(schema.path("minProperties").asLong(0), MOST_ITEMS);
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            if (object.size() < least && !object.has(property.getKey())) {
                object.set(property.getKey(), sample(property.getValue(), property.getKey(), salt));
            }
        }
        for (int i = 1; object.size() < least && i <= MOST_ITEMS; i++) {
            object.set("key" + i, sample(others.isObject() ? others : NODES.objectNode(), "key", salt + i));
        }
        return object;
    }

    private JsonNode array(JsonNode schema, String name, int salt) {
        JsonNode items = schema.path("items");
        JsonNode prefix = items.isArray() ? items : schema.path("prefixItems");
        JsonNode rest = items.isArray() ? schema.path("additionalItems") : items;
        boolean again = open.contains(target(rest));
        // One element shows more than none, unless the array holds its own kind.
        long wanted = prefix.isArray() ? prefix.size() : again ? 0 : 1;
        long least = schema.path("minItems").asLong(0);
        long most = schema.path("maxItems").asLong(Long.MAX_VALUE);
        long count = Math.min(MOST_ITEMS, Math.min(Math.max(wanted, least), most));
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < count; i++) {
            JsonNode element = i < prefix.size() ? prefix.get(i) : rest;
            array.add(sample(element.isMissingNode() ? NODES.objectNode() : element, singular(name), salt + i));
        }
        return array;
    }

    private static String singular(String name) {
        return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }

    /** The schema with its reference, its {@code allOf} and one branch of its choice folded in. */
    private JsonNode resolved(JsonNode schema) {
        JsonNode folded = schema;
        // Each round folds one level in; the bound ends a reference to itself.
        for (int round = 0; round < DEEPEST; round++) {
            JsonNode next = folded;
            if (next.path("$ref").isString()) {
                next = merged(without(next, "$ref"), target(next));
            } else if (next.path("allOf").isArray()) {
                JsonNode all = without(next, "allOf");
                for (JsonNode part : folded.path("allOf").values()) {
                    all = merged(all, resolvedPart(part, round));
                }
                next = all;
            } else if (next.path("anyOf").isArray()) {
                next = merged(without(next, "anyOf"), branch(next.path("anyOf")));
            } else if (next.path("oneOf").isArray()) {
                next = merged(without(next, "oneOf"), branch(next.path("oneOf")));
            } else {
                return next;
            }
            folded = next;
        }
        return folded;
    }

    private JsonNode resolvedPart(JsonNode part, int round) {
        return part.path("$ref").isString() && round < DEEPEST ? merged(without(part, "$ref"), target(part)) : part;
    }

    /** The first branch that does not lead back to where we are; deep down one that is null, if there is one. */
    private JsonNode branch(JsonNode branches) {
        List<JsonNode> candidates = new ArrayList<>(branches.values());
        if (candidates.isEmpty()) {
            return NODES.objectNode();
        }
        for (JsonNode candidate : candidates) {
            if (!open.contains(target(candidate))) {
                return candidate;
            }
        }
        return candidates.get(candidates.size() - 1);
    }

    /** What a local reference points to, or the schema itself; an empty schema where it points nowhere. */
    private JsonNode target(JsonNode schema) {
        String reference = DemoJson.text(schema, "$ref");
        if (reference == null) {
            return schema;
        }
        JsonNode at = root;
        if (!reference.startsWith("#")) {
            return NODES.objectNode();
        }
        for (String step : reference.substring(1).split("/", -1)) {
            if (!step.isEmpty()) {
                String name = step.replace("~1", "/").replace("~0", "~");
                at = at.isArray() ? at.path(index(name)) : at.path(name);
            }
        }
        return at.isMissingNode() ? NODES.objectNode() : at;
    }

    private static int index(String step) {
        return step.length() < 6 && step.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(step) : -1;
    }

    private static JsonNode without(JsonNode schema, String name) {
        ObjectNode copy = NODES.objectNode();
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (!member.getKey().equals(name)) {
                copy.set(member.getKey(), member.getValue());
            }
        }
        return copy;
    }

    /** Both schemas hold: properties and required names are united, of other keywords the second's count. */
    private static JsonNode merged(JsonNode first, @Nullable JsonNode second) {
        if (second == null || !second.isObject()) {
            return first;
        }
        ObjectNode merged = NODES.objectNode();
        merged.setAll((ObjectNode) first);
        for (Map.Entry<String, JsonNode> member : second.properties()) {
            JsonNode old = merged.path(member.getKey());
            JsonNode added = member.getValue();
            if (member.getKey().equals("properties") && old.isObject() && added.isObject()) {
                merged.set("properties", merged(old, added));
            } else if (member.getKey().equals("required") && old.isArray() && added.isArray()) {
                ArrayNode united = NODES.arrayNode();
                united.addAll(old.values());
                united.addAll(added.values());
                merged.set("required", united);
            } else {
                merged.set(member.getKey(), added);
            }
        }
        return merged;
    }
}
