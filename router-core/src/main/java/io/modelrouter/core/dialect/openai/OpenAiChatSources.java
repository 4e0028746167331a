package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.Citation;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where an answer comes from, told beside its choices: addresses in {@code citations}, and what was found there in
 * {@code search_results}. Perplexity has both, in each chunk or in the last, and marks places in the text by {@code [1]},
 * {@code [2]} (recording
 * {@code ruby-llm-chat-streaming-responses-perplexity-sonar-supports-streaming-responses-0-1b873ea5}). Not thread-safe.
 */
final class OpenAiChatSources {
    /** More sources than this are cut off; a search has some twenty. */
    private static final int MOST = 256;

    private @Nullable JsonNode addresses;
    private @Nullable JsonNode found;

    /** Takes what a chunk tells; later ones replace earlier ones. */
    void read(JsonNode chunk) {
        JsonNode citations = chunk.path("citations");
        if (citations.isArray() && !citations.isEmpty() && citations.get(0).isString()) {
            addresses = citations;
        }
        JsonNode results = chunk.path("search_results");
        if (results.isArray() && JsonTree.text(results.path(0), "url") != null) {
            found = results;
        }
    }

    /** One citation for each address, in their order. */
    List<Citation> citations() {
        Map<String, JsonNode> results = new LinkedHashMap<>();
        if (found != null) {
            for (JsonNode result : found) {
                String url = JsonTree.text(result, "url");
                if (url != null && !url.isEmpty() && results.size() < MOST) {
                    results.putIfAbsent(url, result);
                }
            }
        }
        Map<String, Citation> all = new LinkedHashMap<>();
        if (addresses == null) {
            results.forEach((url, result) -> all.put(url, citation(url, result)));
        } else {
            for (JsonNode address : addresses) {
                String url = address.isString() ? address.stringValue() : "";
                if (!url.isEmpty() && all.size() < MOST) {
                    all.putIfAbsent(url, citation(url, results.get(url)));
                }
            }
        }
        return List.copyOf(all.values());
    }

    private static Citation citation(String url, @Nullable JsonNode result) {
        String title = result == null ? null : JsonTree.text(result, "title");
        String words = result == null ? null : JsonTree.text(result, "snippet");
        // As OpenAI's own would be, which is what a client of this dialect knows.
        ObjectNode annotation = JsonNodeFactory.instance.objectNode().put("type", "url_citation");
        annotation.putObject("url_citation").put("url", url).put("title", title == null ? "" : title);
        return new Citation(
                url,
                title,
                words == null || words.isEmpty() ? null : words,
                -1,
                -1,
                Dialect.OPENAI_CHAT,
                JsonTree.raw(annotation));
    }
}
