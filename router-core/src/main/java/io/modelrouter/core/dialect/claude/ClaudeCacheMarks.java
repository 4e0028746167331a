package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.dialect.Losses;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The vendor takes four cache marks in a request. Of more, the first two and the last two stay: they save the most. */
final class ClaudeCacheMarks {
    private static final String MEMBER = "cache_control";
    private static final int MOST = 4;

    private ClaudeCacheMarks() {}

    static void limit(ObjectNode body, Losses losses) {
        List<ObjectNode> marked = new ArrayList<>();
        body.path("tools").forEach(tool -> add(tool, marked));
        body.path("system").forEach(block -> add(block, marked));
        for (JsonNode message : body.path("messages")) {
            for (JsonNode block : message.path("content")) {
                block.path("content").forEach(inner -> add(inner, marked));
                add(block, marked);
            }
        }
        int most = body.has(MEMBER) ? MOST - 1 : MOST;
        int surplus = marked.size() - most;
        for (int i = 0; i < surplus; i++) {
            marked.get(i + MOST / 2).remove(MEMBER);
        }
        if (surplus > 0) {
            losses.hint(MEMBER, "the vendor takes " + MOST + " cache marks");
        }
    }

    private static void add(JsonNode piece, List<ObjectNode> marked) {
        if (piece instanceof ObjectNode object && object.has(MEMBER)) {
            marked.add(object);
        }
    }
}
