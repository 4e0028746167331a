package io.modelrouter.core.dialect;

import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Trees of upstream JSON, for the readers that turn it into events. Decimal numbers keep their digits. Thread-safe.
 */
public final class JsonTree {
    private static final JsonMapper MAPPER = JsonMapper.builder(Skim.FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonTree() {}

    /** The payload of a frame; null if it is not one JSON value. */
    public static @Nullable JsonNode read(WireFrame frame) {
        return read(frame.buffer(), frame.dataStart(), frame.dataEnd());
    }

    /** A whole body; null if it is not one JSON value. */
    public static @Nullable JsonNode read(byte[] body) {
        return read(body, 0, body.length);
    }

    private static @Nullable JsonNode read(byte[] bytes, int start, int end) {
        try {
            JsonNode node = MAPPER.readTree(bytes, start, end - start);
            return node.isMissingNode() ? null : node;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The bytes of a node. */
    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** A node as JSON that the api can carry. */
    public static RawJson raw(JsonNode node) {
        return RawJson.parse(bytes(node));
    }

    /** The text of a member that is a string; null if it is absent or anything else. */
    public static @Nullable String text(JsonNode object, String name) {
        JsonNode member = object.get(name);
        return member != null && member.isString() ? member.stringValue() : null;
    }

    /** Sets a member by its path of names joined by dots; what is no object on the way gives way to one. */
    public static void put(ObjectNode root, String path, RawJson value) {
        String[] steps = path.split("\\.");
        ObjectNode at = root;
        for (int i = 0; i < steps.length - 1; i++) {
            at = at.get(steps[i]) instanceof ObjectNode inner ? inner : at.putObject(steps[i]);
        }
        at.set(steps[steps.length - 1], read(value.toBytes()));
    }

    /** The member; null if it is absent or null, or this is no object. */
    public static @Nullable JsonNode member(JsonNode object, String name) {
        JsonNode member = object.get(name);
        return member == null || member.isNull() ? null : member;
    }

    /** Whether a node says anything: not absent, null, or an empty string, array or object. */
    public static boolean saysSomething(@Nullable JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return false;
        }
        if (node.isString()) {
            return !node.stringValue().isEmpty();
        }
        return !node.isContainer() || !node.isEmpty();
    }
}
