package io.modelrouter.core.dialect.gemini;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Block indices and call ids of one answer. Most Gemini calls have no id, and every other dialect needs one. */
final class GeminiNumbering {
    private static final int MAX_STEM = 28;

    private final Set<String> callIds = new HashSet<>();
    private int nextIndex;
    private @Nullable String stem;

    int nextIndex() {
        return nextIndex++;
    }

    /** Made-up ids grow from the answer's own id, so that they differ between the turns of a conversation. */
    void responseId(@Nullable String responseId) {
        if (stem == null && responseId != null) {
            String plain = responseId.replaceAll("[^A-Za-z0-9_-]", "");
            if (!plain.isEmpty()) {
                stem = plain.substring(0, Math.min(plain.length(), MAX_STEM));
            }
        }
    }

    /** The id told if it is one and new in this answer, else one made up: letters, digits, {@code _} and {@code -} only. */
    String callId(@Nullable String told) {
        if (told != null && !told.isEmpty() && callIds.add(told)) {
            return told;
        }
        String from = stem;
        if (from == null) {
            from = UUID.randomUUID().toString().replace("-", "").substring(0, 22);
            stem = from;
        }
        int number = callIds.size();
        String id = "call_" + from + "_" + number;
        while (!callIds.add(id)) {
            number++;
            id = "call_" + from + "_" + number;
        }
        return id;
    }
}
