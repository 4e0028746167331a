package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.Citation;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads where the text of one candidate comes from: {@code groundingMetadata} and {@code citationMetadata}. Google counts
 * bytes of the text in UTF-8 from its beginning; events count characters of the block. Not thread-safe.
 */
final class GeminiCitations {
    /** No answer has more. */
    private static final int MOST = 1_000;

    private final StringBuilder text = new StringBuilder();
    private final Set<String> known = new HashSet<>();
    private int blockStart;
    private byte[] bytes = {};

    void blockStarted() {
        blockStart = text.length();
    }

    void add(String more) {
        text.append(more);
    }

    /** The citations that the candidate tells and that were not told before. */
    List<Citation> read(JsonNode candidate) {
        List<Citation> citations = new ArrayList<>();
        bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        JsonNode grounding = candidate.path("groundingMetadata");
        JsonNode chunks = grounding.path("groundingChunks");
        for (JsonNode support : grounding.path("groundingSupports")) {
            int[] place = place(support.path("segment"));
            for (JsonNode index : support.path("groundingChunkIndices")) {
                JsonNode chunk = index.isInt() ? chunks.path(index.intValue()) : chunks.path(-1);
                JsonNode source = source(chunk);
                if (source.isObject()) {
                    add(citations, source, place, support);
                }
            }
        }
        JsonNode cited = candidate.path("citationMetadata");
        // The Gemini API calls them citationSources, and Vertex citations.
        for (String name : new String[] {"citationSources", "citations"}) {
            for (JsonNode source : cited.path(name)) {
                if (source.isObject()) {
                    add(citations, source, place(source), source);
                }
            }
        }
        return citations;
    }

    private static JsonNode source(JsonNode chunk) {
        JsonNode web = chunk.path("web");
        JsonNode retrieved = chunk.path("retrievedContext");
        return web.isObject() ? web : retrieved.isObject() ? retrieved : chunk.path("maps");
    }

    private void add(List<Citation> citations, JsonNode source, int[] place, JsonNode json) {
        Citation citation = new Citation(
                JsonTree.text(source, "uri"),
                JsonTree.text(source, "title"),
                JsonTree.text(source, "text"),
                place[0],
                place[1],
                Dialect.GEMINI_GENERATE,
                JsonTree.raw(json));
        String key =
                citation.url() + "\n" + citation.title() + "\n" + citation.cited() + "\n" + place[0] + "-" + place[1];
        if (known.size() < MOST && known.add(key)) {
            citations.add(citation);
        }
    }

    /** First and last character inside the block; -1 where the segment lies elsewhere or is not told. */
    private int[] place(JsonNode segment) {
        int[] nowhere = {-1, -1};
        String words = JsonTree.text(segment, "text");
        JsonNode end = segment.path("endIndex");
        int from = -1;
        int to = -1;
        if (end.isInt()) {
            from = character(segment.path("startIndex").asInt(0));
            to = character(end.intValue());
        }
        boolean fits = from >= blockStart && to >= from && (words == null || words.equals(text.substring(from, to)));
        if (!fits && words != null && !words.isEmpty()) {
            from = text.indexOf(words, blockStart);
            to = from + words.length();
            fits = from >= 0;
        }
        return fits ? new int[] {from - blockStart, to - blockStart} : nowhere;
    }

    /** The position in the text of a position in its bytes; -1 if it is none. */
    private int character(int position) {
        if (position < 0 || position > bytes.length || known.size() >= MOST) {
            return -1;
        }
        return new String(bytes, 0, position, StandardCharsets.UTF_8).length();
    }
}
