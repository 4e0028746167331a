package io.modelrouter.starter.pairs;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Short words for JSON trees. */
final class Json {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /**
     * @param members names and values in turn; a member whose value is {@link #ABSENT} is left out
     */
    static ObjectNode object(Object... members) {
        ObjectNode object = NODES.objectNode();
        for (int i = 0; i < members.length; i += 2) {
            if (members[i + 1] != ABSENT) {
                object.set((String) members[i], node(members[i + 1]));
            }
        }
        return object;
    }

    /** Stands for no member at all, where null is the JSON null. */
    static final Object ABSENT = new Object();

    static Object orAbsent(Object value) {
        return value == null ? ABSENT : value;
    }

    static ArrayNode array(Object... elements) {
        ArrayNode array = NODES.arrayNode();
        for (Object element : elements) {
            array.add(node(element));
        }
        return array;
    }

    static JsonNode node(Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        if (value instanceof Integer || value instanceof Long) {
            return NODES.numberNode(((Number) value).longValue());
        }
        if (value instanceof Double number) {
            return NODES.numberNode(BigDecimal.valueOf(number));
        }
        if (value instanceof List<?> list) {
            return array(list.toArray());
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((name, member) -> object.set((String) name, node(member)));
            return object;
        }
        return NODES.stringNode((String) value);
    }

    static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }

    /** The text of a member, or null where there is none or it is no text. */
    static String textOrNull(JsonNode node, String member) {
        return node.path(member).isString() ? node.path(member).asString() : null;
    }
}
