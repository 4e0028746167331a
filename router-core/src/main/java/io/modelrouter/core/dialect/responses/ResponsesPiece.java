package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A value of a request as a tree, as its bytes, and with its place.
 *
 * @param path from the root of the body, joined by dots
 */
record ResponsesPiece(JsonNode json, RawJson raw, String path) {

    static ResponsesPiece of(RawJson raw, String path) {
        JsonNode tree = JsonTree.read(raw.toBytes());
        return new ResponsesPiece(tree == null ? JsonNodeFactory.instance.missingNode() : tree, raw, path);
    }

    /** The members of an object, with their places. */
    List<Map.Entry<String, ResponsesPiece>> members() {
        List<Map.Entry<String, ResponsesPiece>> members = new ArrayList<>();
        for (Map.Entry<String, RawJson> member : raw.members().entrySet()) {
            members.add(Map.entry(
                    member.getKey(),
                    new ResponsesPiece(json.path(member.getKey()), member.getValue(), below(member.getKey()))));
        }
        return members;
    }

    /** A member; null if it is absent or null. */
    @Nullable
    ResponsesPiece member(String name) {
        RawJson value = raw.get(name).orElse(null);
        return value == null || value.isNull() ? null : new ResponsesPiece(json.path(name), value, below(name));
    }

    /** The elements of an array. */
    List<ResponsesPiece> elements() {
        List<ResponsesPiece> elements = new ArrayList<>();
        List<RawJson> raws = raw.elements();
        for (int i = 0; i < raws.size(); i++) {
            elements.add(new ResponsesPiece(json.path(i), raws.get(i), below(Integer.toString(i))));
        }
        return elements;
    }

    /** The elements of an array member; none if it is no array. */
    List<ResponsesPiece> elements(String name) {
        ResponsesPiece member = member(name);
        return member == null || !member.json.isArray() ? List.of() : member.elements();
    }

    /** A member that is a string; null if it is anything else. */
    @Nullable
    String text(String name) {
        return JsonTree.text(json, name);
    }

    /** A member that is a string with something in it; null if it is anything else. */
    @Nullable
    String nonEmpty(String name) {
        String text = text(name);
        return text == null || text.isEmpty() ? null : text;
    }

    /** The {@code type}; empty if there is none. */
    String type() {
        String type = text("type");
        return type == null ? "" : type;
    }

    String below(String name) {
        return path + "." + name;
    }

    /** Where it stood, with the members that say something and are not among these. */
    Source source(Set<String> known) {
        return Source.of(Dialect.OPENAI_RESPONSES, path, raw, unread(known));
    }

    /** Where it stood, for a piece that is kept whole. */
    Source source() {
        return Source.of(Dialect.OPENAI_RESPONSES, path, raw, List.of());
    }

    List<String> unread(Set<String> known) {
        List<String> unread = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            if (!known.contains(member.getKey()) && JsonTree.saysSomething(member.getValue())) {
                unread.add(member.getKey());
            }
        }
        return unread;
    }

    RouterException refused(String message) {
        return RouterException.of(RouterErrorCode.INVALID_REQUEST, message)
                .param(path)
                .build();
    }
}
