package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.JsonTree;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
 * Rewrites JSON Schema as Gemini's {@code Schema}, a subset of OpenAPI 3.0 that is refused with any other keyword, without a
 * type, or with a reference. Only keywords are rewritten: a property may be called {@code type} or {@code $ref}. One for each
 * schema; not thread-safe.
 *
 * @see <a href="https://ai.google.dev/api/caching#Schema">Schema</a>
 */
final class GeminiSchemaRewriter {
    /** References may repeat a schema any number of times. */
    private static final int MOST_NODES = 5_000;

    private static final Set<String> KEPT = Set.of(
            "description",
            "pattern",
            "minimum",
            "maximum",
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "minProperties",
            "maxProperties");
    /** Keywords that are read elsewhere or restrict no value. */
    private static final Set<String> QUIET = Set.of(
            "type",
            "properties",
            "required",
            "items",
            "anyOf",
            "oneOf",
            "allOf",
            "enum",
            "const",
            "format",
            "nullable",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "$ref",
            "$defs",
            "definitions",
            "$schema",
            "$id",
            "$anchor",
            "$comment",
            "title",
            "default",
            "examples",
            "example",
            "deprecated",
            "readOnly",
            "writeOnly",
            "propertyOrdering",
            "prefixItems");

    private static final Map<String, Set<String>> FORMATS = Map.of(
            "STRING", Set.of("enum", "date-time"),
            "NUMBER", Set.of("float", "double"),
            "INTEGER", Set.of("int32", "int64"));

    private final JsonNode root;
    private final Set<String> dropped = new LinkedHashSet<>();
    private final Deque<String> references = new ArrayDeque<>();
    private int nodes;

    GeminiSchemaRewriter(JsonNode root) {
        this.root = root;
    }

    /** The rewritten schema. */
    ObjectNode rewrite() {
        return schema(root);
    }

    /** Keywords that restricted something and are gone or changed, in order. */
    Set<String> dropped() {
        return dropped;
    }

    private ObjectNode schema(JsonNode given) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        if (!(given instanceof ObjectNode) || ++nodes > MOST_NODES) {
            // "true" allows anything, which cannot be said.
            return out.put("type", "STRING");
        }
        JsonNode reference = given.get("$ref");
        if (reference != null && reference.isString()) {
            return referred(reference.stringValue(), given);
        }
        JsonNode node = merged(given);
        String type = type(node, out);
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (KEPT.contains(member.getKey())) {
                out.set(member.getKey(), member.getValue());
            } else if (!QUIET.contains(member.getKey()) && JsonTree.saysSomething(member.getValue())) {
                dropped.add(member.getKey());
            }
        }
        bounds(node, type, out);
        type = values(node, type, out);
        choices(node, out);
        if (type == null && !out.has("anyOf")) {
            type = guess(node);
        }
        if (type != null) {
            out.put("type", type);
            format(node, type, out);
            members(node, type, out);
        }
        return out;
    }

    private ObjectNode referred(String reference, JsonNode given) {
        JsonNode target = target(reference);
        if (target == null || references.contains(reference) || references.size() > 40) {
            dropped.add("$ref");
            ObjectNode cut = JsonNodeFactory.instance.objectNode();
            return cut.put("type", target == null ? "STRING" : "OBJECT");
        }
        references.push(reference);
        ObjectNode out = schema(target);
        references.pop();
        String description = JsonTree.text(given, "description");
        if (description != null) {
            out.put("description", description);
        }
        return out;
    }

    private @Nullable JsonNode target(String reference) {
        if (reference.equals("#")) {
            return root;
        }
        if (!reference.startsWith("#/")) {
            return null;
        }
        JsonNode at = root;
        for (String step : reference.substring(2).split("/", -1)) {
            String name = step.replace("~1", "/").replace("~0", "~");
            JsonNode next = at.isArray() && name.matches("\\d{1,6}") ? at.get(Integer.parseInt(name)) : at.get(name);
            if (next == null) {
                return null;
            }
            at = next;
        }
        return at;
    }

    /** The schema with what {@code allOf} adds. */
    private JsonNode merged(JsonNode given) {
        if (!(given.get("allOf") instanceof ArrayNode all)) {
            return given;
        }
        ObjectNode merged = ((ObjectNode) given).deepCopy();
        merged.remove("allOf");
        for (JsonNode piece : all) {
            JsonNode part = piece;
            JsonNode reference = piece.get("$ref");
            if (reference != null && reference.isString()) {
                JsonNode target = target(reference.stringValue());
                if (target == null || references.contains(reference.stringValue()) || ++nodes > MOST_NODES) {
                    dropped.add("$ref");
                    continue;
                }
                part = target;
            }
            if (part.isObject()) {
                references.push(reference == null ? "" : reference.asString(""));
                merge(merged, merged(part));
                references.pop();
            }
        }
        return merged;
    }

    private static void merge(ObjectNode into, JsonNode part) {
        for (Map.Entry<String, JsonNode> member : part.properties()) {
            JsonNode known = into.get(member.getKey());
            JsonNode value = member.getValue();
            if (known instanceof ObjectNode object && value instanceof ObjectNode more) {
                ObjectNode both = object.deepCopy();
                more.properties().forEach(entry -> both.set(entry.getKey(), entry.getValue()));
                into.set(member.getKey(), both);
            } else if (member.getKey().equals("required") && known instanceof ArrayNode names && value.isArray()) {
                ArrayNode both = names.deepCopy();
                value.forEach(both::add);
                into.set("required", both);
            } else if (known == null) {
                into.set(member.getKey(), value);
            }
        }
    }

    /** The one type, upper case; null if there is none or several. */
    private @Nullable String type(JsonNode node, ObjectNode out) {
        List<String> types = new ArrayList<>();
        for (JsonNode type : GeminiFields.list(node.get("type"))) {
            String name = type.asString("").toUpperCase(Locale.ROOT);
            if (name.equals("NULL")) {
                out.put("nullable", true);
            } else if (!name.isEmpty()) {
                types.add(name);
            }
        }
        if (node.path("nullable").asBoolean(false)) {
            out.put("nullable", true);
        }
        if (types.size() > 1) {
            ArrayNode choices = out.putArray("anyOf");
            for (String type : types) {
                ObjectNode choice = choices.addObject().put("type", type);
                members(node, type, choice);
            }
            return null;
        }
        if (types.isEmpty() && out.has("nullable") && node.has("type")) {
            return "STRING";
        }
        return types.isEmpty() ? null : types.get(0);
    }

    private void bounds(JsonNode node, @Nullable String type, ObjectNode out) {
        for (String name : new String[] {"exclusiveMinimum", "exclusiveMaximum"}) {
            JsonNode bound = node.get(name);
            if (bound == null || !bound.isNumber()) {
                continue;
            }
            boolean lower = name.endsWith("Minimum");
            String plain = lower ? "minimum" : "maximum";
            BigDecimal value = bound.decimalValue();
            if ("INTEGER".equals(type)) {
                value = lower ? value.add(BigDecimal.ONE) : value.subtract(BigDecimal.ONE);
            } else {
                dropped.add(name);
            }
            if (!out.has(plain)) {
                out.put(plain, value);
            }
        }
    }

    /** Gemini's enums are texts. */
    private @Nullable String values(JsonNode node, @Nullable String type, ObjectNode out) {
        List<JsonNode> values = new ArrayList<>();
        if (node.has("const")) {
            values.add(node.path("const"));
        } else if (node.path("enum").isArray()) {
            node.path("enum").forEach(values::add);
        }
        Set<String> texts = new LinkedHashSet<>();
        boolean others = false;
        for (JsonNode value : values) {
            if (value.isNull()) {
                out.put("nullable", true);
            } else if (value.isString()) {
                texts.add(value.stringValue());
            } else {
                others = true;
                texts.add(new String(JsonTree.bytes(value), StandardCharsets.UTF_8));
            }
        }
        // Vertex refuses an empty text in an enum.
        texts.remove("");
        if (texts.isEmpty()) {
            return type;
        }
        if (others && ("BOOLEAN".equals(type) || type == null && texts.equals(Set.of("true", "false")))) {
            return "BOOLEAN";
        }
        if (others) {
            dropped.add("enum");
        }
        ArrayNode list = out.putArray("enum");
        texts.forEach(list::add);
        return "STRING";
    }

    private void choices(JsonNode node, ObjectNode out) {
        List<JsonNode> choices = new ArrayList<>();
        for (String name : new String[] {"anyOf", "oneOf"}) {
            node.path(name).forEach(choices::add);
        }
        List<ObjectNode> written = new ArrayList<>();
        for (JsonNode choice : choices) {
            JsonNode type = choice.get("type");
            if (type != null && type.isString() && type.stringValue().equalsIgnoreCase("null")) {
                out.put("nullable", true);
            } else {
                written.add(schema(choice));
            }
        }
        if (written.size() == 1 && !node.has("type") && !node.has("properties")) {
            ObjectNode only = written.get(0);
            only.properties().forEach(member -> {
                if (!out.has(member.getKey())) {
                    out.set(member.getKey(), member.getValue());
                }
            });
        } else if (!written.isEmpty()) {
            if (node.has("oneOf")) {
                dropped.add("oneOf");
            }
            ArrayNode list = out.putArray("anyOf");
            written.forEach(list::add);
        }
    }

    private static @Nullable String guess(JsonNode node) {
        if (node.has("properties") || node.has("additionalProperties") || node.has("required")) {
            return "OBJECT";
        }
        if (node.has("items") || node.has("prefixItems") || node.has("minItems")) {
            return "ARRAY";
        }
        return "STRING";
    }

    private void format(JsonNode node, String type, ObjectNode out) {
        String format = JsonTree.text(node, "format");
        if (format != null) {
            if (FORMATS.getOrDefault(type, Set.of()).contains(format)) {
                out.put("format", format);
            } else {
                dropped.add("format");
            }
        }
    }

    private void members(JsonNode node, String type, ObjectNode out) {
        if (type.equals("OBJECT") && node.get("properties") instanceof ObjectNode properties && !properties.isEmpty()) {
            ObjectNode written = out.putObject("properties");
            properties.properties().forEach(member -> written.set(member.getKey(), schema(member.getValue())));
            Set<String> required = new LinkedHashSet<>();
            node.path("required").forEach(name -> required.add(name.asString("")));
            required.removeIf(name -> !written.has(name));
            if (!required.isEmpty()) {
                ArrayNode names = out.putArray("required");
                required.forEach(names::add);
            }
        } else if (type.equals("ARRAY")) {
            JsonNode items = node.get("items");
            JsonNode first = items != null && items.isArray() ? items : node.path("prefixItems");
            if (items != null && items.isObject() && first.isEmpty()) {
                out.set("items", schema(items));
            } else {
                if (!first.isEmpty()) {
                    dropped.add("prefixItems");
                }
                JsonNode one = first.isEmpty() ? JsonNodeFactory.instance.objectNode() : first.path(0);
                out.set("items", schema(one));
            }
        }
    }
}
