package io.modelrouter.providers.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Enough of JSON schema to check the samples, written apart from what makes them. */
final class MiniValidator {
    private final JsonNode root;
    private final List<String> complaints = new ArrayList<>();

    private MiniValidator(JsonNode root) {
        this.root = root;
    }

    /** What is wrong with the value; empty if nothing is. */
    static List<String> complaints(JsonNode schema, JsonNode value) {
        MiniValidator validator = new MiniValidator(schema);
        validator.check(schema, value, "$");
        return validator.complaints;
    }

    private boolean fits(JsonNode schema, JsonNode value) {
        MiniValidator inner = new MiniValidator(root);
        inner.check(schema, value, "");
        return inner.complaints.isEmpty();
    }

    private void require(boolean holds, String path, String rule) {
        if (!holds) {
            complaints.add(path + " breaks " + rule);
        }
    }

    private void check(JsonNode schema, JsonNode value, String path) {
        if (schema.isBoolean()) {
            require(schema.booleanValue(), path, "false");
            return;
        }
        if (schema.has("$ref")) {
            String pointer = schema.path("$ref").asString().substring(1);
            check(root.at(pointer), value, path);
        }
        schema.path("allOf").values().forEach(part -> check(part, value, path));
        for (String choice : List.of("anyOf", "oneOf")) {
            if (schema.has(choice)) {
                require(schema.path(choice).values().stream().anyMatch(one -> fits(one, value)), path, choice);
            }
        }
        if (schema.has("const")) {
            require(schema.path("const").equals(value), path, "const");
        }
        if (schema.has("enum")) {
            require(schema.path("enum").values().contains(value), path, "enum");
        }
        types(schema, value, path);
        if (value.isNumber()) {
            numbers(schema, value.decimalValue(), path);
        } else if (value.isString()) {
            strings(schema, value.stringValue(), path);
        } else if (value.isArray()) {
            arrays(schema, value, path);
        } else if (value.isObject()) {
            objects(schema, value, path);
        }
    }

    private void types(JsonNode schema, JsonNode value, String path) {
        JsonNode type = schema.path("type");
        if (type.isMissingNode() || (schema.path("nullable").asBoolean(false) && value.isNull())) {
            return;
        }
        List<JsonNode> allowed = type.isArray() ? List.copyOf(type.values()) : List.of(type);
        require(allowed.stream().anyMatch(one -> is(one.asString().toLowerCase(Locale.ROOT), value)), path, "type");
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> value.isString();
        };
    }

    private void numbers(JsonNode schema, BigDecimal value, String path) {
        if (schema.has("minimum")) {
            require(value.compareTo(schema.path("minimum").decimalValue()) >= 0, path, "minimum");
        }
        if (schema.has("maximum")) {
            require(value.compareTo(schema.path("maximum").decimalValue()) <= 0, path, "maximum");
        }
        if (schema.path("exclusiveMinimum").isNumber()) {
            require(value.compareTo(schema.path("exclusiveMinimum").decimalValue()) > 0, path, "exclusiveMinimum");
        }
        if (schema.path("exclusiveMaximum").isNumber()) {
            require(value.compareTo(schema.path("exclusiveMaximum").decimalValue()) < 0, path, "exclusiveMaximum");
        }
        if (schema.has("multipleOf")) {
            BigDecimal rest = value.remainder(schema.path("multipleOf").decimalValue());
            require(rest.signum() == 0, path, "multipleOf");
        }
    }

    private void strings(JsonNode schema, String value, String path) {
        require(value.length() >= schema.path("minLength").asInt(0), path, "minLength");
        require(value.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE), path, "maxLength");
        if (schema.has("pattern")) {
            Pattern pattern = Pattern.compile(schema.path("pattern").asString());
            require(pattern.matcher(value).find(), path, "pattern");
        }
    }

    private void arrays(JsonNode schema, JsonNode value, String path) {
        require(value.size() >= schema.path("minItems").asInt(0), path, "minItems");
        require(value.size() <= schema.path("maxItems").asInt(Integer.MAX_VALUE), path, "maxItems");
        if (schema.path("uniqueItems").asBoolean(false)) {
            require(value.values().stream().distinct().count() == value.size(), path, "uniqueItems");
        }
        JsonNode prefix = schema.path("prefixItems");
        for (int i = 0; i < value.size(); i++) {
            JsonNode item = i < prefix.size() ? prefix.get(i) : schema.path("items");
            if (!item.isMissingNode()) {
                check(item, value.get(i), path + "[" + i + "]");
            }
        }
    }

    private void objects(JsonNode schema, JsonNode value, String path) {
        for (JsonNode name : schema.path("required").values()) {
            require(value.has(name.asString()), path, "required " + name);
        }
        require(value.size() >= schema.path("minProperties").asInt(0), path, "minProperties");
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            JsonNode property = schema.path("properties").path(member.getKey());
            String inner = path + "." + member.getKey();
            if (!property.isMissingNode()) {
                check(property, member.getValue(), inner);
            } else if (schema.has("additionalProperties")) {
                check(schema.path("additionalProperties"), member.getValue(), inner);
            }
        }
    }
}
