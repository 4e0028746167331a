package io.modelrouter.starter.pairs;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A request as a vendor got it, its words sorted.
 *
 * @param number counts the requests
 * @param json the body
 * @param thinking whether the vendor is told to think, in its own words
 * @param showsThinking whether the vendor is told to show it, or shows it anyway
 * @param schema of the answer, or null
 */
record Asked(
        int number,
        String model,
        boolean stream,
        String system,
        List<Piece> pieces,
        List<JsonNode> tools,
        boolean thinking,
        boolean showsThinking,
        JsonNode schema,
        Long maxTokens,
        JsonNode json) {

    /** What a piece of the conversation is. */
    enum Kind {
        TEXT,
        IMAGE,
        PDF,
        THINKING,
        CALL,
        RESULT
    }

    /**
     * One piece.
     *
     * @param role {@code user} or {@code assistant}
     * @param id of a call; null where the vendor has none
     * @param name of a tool
     * @param text words, base64, a result, or arguments as JSON
     * @param signature on it, or null
     */
    record Piece(String role, Kind kind, String id, String name, String text, String signature) {

        static Piece text(String role, String text) {
            return new Piece(role, Kind.TEXT, null, null, text, null);
        }
    }

    List<Piece> of(Kind kind) {
        return pieces.stream().filter(piece -> piece.kind() == kind).toList();
    }

    /** The end of every id in the answer. */
    String id() {
        return "played" + number;
    }

    /** Role and text of what is said, in order. */
    List<String> said() {
        return of(Kind.TEXT).stream()
                .map(piece -> piece.role() + ": " + piece.text())
                .toList();
    }

    /** Every signature, in order. */
    List<String> signatures() {
        List<String> all = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.signature() != null) {
                all.add(piece.signature());
            }
        }
        return all;
    }
}
