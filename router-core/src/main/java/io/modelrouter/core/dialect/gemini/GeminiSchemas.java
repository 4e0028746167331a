package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.JsonTree;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads Gemini's {@code Schema} (a subset of OpenAPI 3.0 with upper-case types) as JSON Schema. Only keywords of a schema are
 * touched: what stands in {@code properties} are names of the caller's, whatever they are.
 */
final class GeminiSchemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private GeminiSchemas() {}

    /** The same as JSON Schema. */
    static JsonNode toJsonSchema(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode written = NODES.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            keyword(written, member.getKey(), member.getValue());
        }
        if (GeminiFields.flag(object, "nullable")) {
            allowNull(written);
        }
        order(written, GeminiFields.get(object, "propertyOrdering"));
        return written;
    }

    private static void keyword(ObjectNode written, String name, JsonNode value) {
        switch (name.startsWith("$") ? name : GeminiFields.camel(name)) {
            case "type":
                type(written, value);
                break;
            case "properties":
            case "$defs":
            case "defs":
                written.set(name.equals("defs") ? "$defs" : name, each(value));
                break;
            case "ref":
                written.set("$ref", value);
                break;
            case "items":
            case "additionalProperties":
                written.set(GeminiFields.camel(name), toJsonSchema(value));
                break;
            case "anyOf":
            case "oneOf":
            case "allOf":
            case "prefixItems":
                ArrayNode list = written.putArray(GeminiFields.camel(name));
                GeminiFields.list(value).forEach(element -> list.add(toJsonSchema(element)));
                break;
            case "minItems":
            case "maxItems":
            case "minLength":
            case "maxLength":
            case "minProperties":
            case "maxProperties":
                written.set(GeminiFields.camel(name), number(value));
                break;
            case "format":
                if (!value.asString("").equals("enum")) {
                    written.set(name, value);
                }
                break;
            case "example":
                written.putArray("examples").add(value);
                break;
            case "nullable":
            case "propertyOrdering":
                break;
            default:
                written.set(name, value);
        }
    }

    private static JsonNode each(JsonNode schemas) {
        if (!schemas.isObject()) {
            return schemas;
        }
        ObjectNode written = NODES.objectNode();
        schemas.properties().forEach(member -> written.set(member.getKey(), toJsonSchema(member.getValue())));
        return written;
    }

    private static void type(ObjectNode written, JsonNode value) {
        if (value.isString()) {
            if (!value.stringValue().equalsIgnoreCase("TYPE_UNSPECIFIED")) {
                written.put("type", value.stringValue().toLowerCase(Locale.ROOT));
            }
        } else if (value.isArray()) {
            ArrayNode types = written.putArray("type");
            value.forEach(type -> types.add(type.asString("").toLowerCase(Locale.ROOT)));
        } else {
            written.set("type", value);
        }
    }

    /** 64-bit counts are texts in the JSON mapping of Protocol Buffers. */
    private static JsonNode number(JsonNode value) {
        return value.isString() && value.stringValue().matches("\\d{1,18}")
                ? NODES.numberNode(new BigDecimal(value.stringValue()))
                : value;
    }

    private static void allowNull(ObjectNode written) {
        JsonNode type = written.get("type");
        if (type != null && type.isString()) {
            written.putArray("type").add(type).add("null");
            if (written.get("enum") instanceof ArrayNode values) {
                written.set("enum", values.deepCopy().addNull());
            }
        } else if (written.get("anyOf") instanceof ArrayNode choices) {
            choices.addObject().put("type", "null");
        }
    }

    private static void order(ObjectNode written, @Nullable JsonNode order) {
        if (order == null || !(written.get("properties") instanceof ObjectNode properties)) {
            return;
        }
        ObjectNode ordered = NODES.objectNode();
        for (JsonNode name : order) {
            JsonNode property = JsonTree.member(properties, name.asString(""));
            if (property != null) {
                ordered.set(name.asString(""), property);
            }
        }
        properties.properties().forEach(member -> {
            if (!ordered.has(member.getKey())) {
                ordered.set(member.getKey(), member.getValue());
            }
        });
        written.set("properties", ordered);
    }
}
