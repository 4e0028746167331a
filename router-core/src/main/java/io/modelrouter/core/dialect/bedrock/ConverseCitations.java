package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.Citation;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Citations of a text. The vendor tells what is cited, never where in the answer: that is the whole block. A page of the web
 * has an address; a document has a title and its own words, in {@code sourceContent}.
 */
final class ConverseCitations {
    private ConverseCitations() {}

    static Citation one(JsonNode citation) {
        JsonNode web = citation.path("location").path("web");
        String title = JsonTree.text(citation, "title");
        return new Citation(
                JsonTree.text(web, "url"),
                title == null ? JsonTree.text(web, "domain") : title,
                cited(citation.path("sourceContent")),
                -1,
                -1,
                Dialect.BEDROCK_CONVERSE,
                JsonTree.raw(citation));
    }

    private static @Nullable String cited(JsonNode sourceContent) {
        StringBuilder words = new StringBuilder();
        for (JsonNode piece : sourceContent) {
            String text = JsonTree.text(piece, "text");
            if (text != null) {
                words.append(text);
            }
        }
        return words.isEmpty() ? null : words.toString();
    }
}
