package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.Citation;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Citations of other vendors as {@code groundingMetadata}: each source once, and which piece of the text rests on it.
 * Positions are bytes of the whole text in UTF-8.
 */
final class GeminiGrounding {
    private final Map<String, Integer> sources = new LinkedHashMap<>();
    private final ArrayNode chunks = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode supports = JsonNodeFactory.instance.arrayNode();
    private int bytesBefore;

    /** Takes the next text of the answer. */
    void text(String text, List<Citation> citations) {
        for (Citation citation : citations) {
            add(citation, text);
        }
        bytesBefore += bytes(text);
    }

    private void add(Citation citation, String text) {
        boolean placed = citation.start() >= 0 && citation.end() >= citation.start() && citation.end() <= text.length();
        int start = placed ? citation.start() : 0;
        int end = placed ? citation.end() : text.length();
        String key = citation.url() + "\n" + citation.title() + "\n" + (citation.url() == null ? citation.cited() : "");
        Integer chunk = sources.get(key);
        if (chunk == null) {
            chunk = chunks.size();
            sources.put(key, chunk);
            chunk(citation);
        }
        ObjectNode support = supports.addObject();
        support.putObject("segment")
                .put("startIndex", bytesBefore + bytes(text.substring(0, start)))
                .put("endIndex", bytesBefore + bytes(text.substring(0, end)))
                .put("text", text.substring(start, end));
        support.putArray("groundingChunkIndices").add(chunk);
    }

    private void chunk(Citation citation) {
        // A source without an address is a document of the caller's.
        ObjectNode source = chunks.addObject().putObject(citation.url() != null ? "web" : "retrievedContext");
        if (citation.url() != null) {
            source.put("uri", citation.url());
        }
        if (citation.title() != null) {
            source.put("title", citation.title());
        }
        if (citation.url() == null && citation.cited() != null) {
            source.put("text", citation.cited());
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The member; null if there is no citation. */
    @Nullable
    JsonNode json() {
        if (supports.isEmpty()) {
            return null;
        }
        ObjectNode grounding = JsonNodeFactory.instance.objectNode();
        grounding.set("groundingChunks", chunks);
        grounding.set("groundingSupports", supports);
        return grounding;
    }
}
