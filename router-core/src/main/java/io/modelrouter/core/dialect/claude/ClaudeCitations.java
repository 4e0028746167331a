package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.Citation;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Citations of a text block. The vendor tells what is cited, never where in the answer: that is the whole block. */
final class ClaudeCitations {
    private ClaudeCitations() {}

    static List<Citation> read(JsonNode citations) {
        List<Citation> all = new ArrayList<>();
        for (JsonNode citation : citations) {
            all.add(one(citation));
        }
        return all;
    }

    static Citation one(JsonNode citation) {
        String url = JsonTree.text(citation, "url");
        String source = JsonTree.text(citation, "source");
        String title = JsonTree.text(citation, "title");
        return new Citation(
                url == null ? source : url,
                title == null ? JsonTree.text(citation, "document_title") : title,
                JsonTree.text(citation, "cited_text"),
                -1,
                -1,
                Dialect.CLAUDE_MESSAGES,
                JsonTree.raw(citation));
    }

    /**
     * A citation as the vendor writes it. A source with an address becomes a web search result, one without a place in
     * a document; what other vendors do not tell ({@code encrypted_index}, positions in the document) is empty or 0.
     */
    static JsonNode write(Citation citation) {
        if (citation.dialect() == Dialect.CLAUDE_MESSAGES) {
            return Objects.requireNonNull(JsonTree.read(citation.json().toBytes()));
        }
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        String cited = Objects.requireNonNullElse(citation.cited(), "");
        if (citation.url() != null) {
            written.put("type", "web_search_result_location").put("cited_text", cited);
            written.put("url", citation.url());
            putOrNull(written, "title", citation.title());
            return written.put("encrypted_index", "");
        }
        written.put("type", "char_location").put("cited_text", cited).put("document_index", 0);
        putOrNull(written, "document_title", citation.title());
        return written.put("start_char_index", 0).put("end_char_index", cited.length());
    }

    private static void putOrNull(ObjectNode object, String name, @Nullable String value) {
        if (value == null) {
            object.putNull(name);
        } else {
            object.put(name, value);
        }
    }
}
