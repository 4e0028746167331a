package io.modelrouter.starter.translate;

import java.util.StringJoiner;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** JSON in one spelling: members sorted, numbers by value. */
final class Canonical {
    private Canonical() {}

    static String of(JsonNode json) {
        if (json.isObject()) {
            TreeMap<String, JsonNode> members = new TreeMap<>();
            json.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            StringJoiner all = new StringJoiner(",", "{", "}");
            members.forEach((name, value) -> all.add(StringNode.valueOf(name) + ":" + of(value)));
            return all.toString();
        }
        if (json.isArray()) {
            StringJoiner all = new StringJoiner(",", "[", "]");
            json.forEach(element -> all.add(of(element)));
            return all.toString();
        }
        if (json.isNumber()) {
            return json.decimalValue().signum() == 0
                    ? "0"
                    : json.decimalValue().stripTrailingZeros().toPlainString();
        }
        return json.toString();
    }
}
