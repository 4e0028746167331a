package io.modelrouter.core.dialect.openai;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Whether OpenAI takes a schema with {@code strict}: it refuses one with 400 unless every object closes itself and requires
 * all of its properties (developers.openai.com, structured outputs). Other vendors' strictness asks for less.
 */
final class OpenAiChatStrictSchema {
    private static final List<String> LISTS = List.of("anyOf", "allOf", "oneOf", "prefixItems");
    private static final List<String> MAPS = List.of("properties", "$defs", "definitions");

    private OpenAiChatStrictSchema() {}

    static boolean fits(JsonNode schema) {
        if (!schema.isObject()) {
            return true;
        }
        JsonNode properties = schema.path("properties");
        boolean object = properties.isObject()
                || schema.path("type").asString("").equals("object")
                || schema.path("type")
                        .valueStream()
                        .anyMatch(type -> type.asString("").equals("object"));
        if (object && !closed(schema, properties)) {
            return false;
        }
        for (String member : LISTS) {
            for (JsonNode one : schema.path(member)) {
                if (!fits(one)) {
                    return false;
                }
            }
        }
        for (String member : MAPS) {
            if (!schema.path(member).valueStream().allMatch(OpenAiChatStrictSchema::fits)) {
                return false;
            }
        }
        return fits(schema.path("items"));
    }

    private static boolean closed(JsonNode schema, JsonNode properties) {
        JsonNode more = schema.path("additionalProperties");
        if (!more.isBoolean() || more.booleanValue()) {
            return false;
        }
        List<String> required = schema.path("required")
                .valueStream()
                .map(name -> name.asString(""))
                .toList();
        return required.containsAll(properties.propertyNames());
    }
}
