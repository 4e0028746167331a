package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.Citation;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Annotations of a message: {@code {"type":"url_citation","url_citation":{...}}}. */
final class OpenAiChatCitations {
    private OpenAiChatCitations() {}

    /**
     * The citation an annotation is; null where it is none.
     *
     * @param before characters of the message before the block
     */
    static @Nullable Citation read(JsonNode annotation, int before) {
        JsonNode cited = annotation.path("url_citation");
        if (!cited.isObject()) {
            return null;
        }
        return new Citation(
                JsonTree.text(cited, "url"),
                JsonTree.text(cited, "title"),
                JsonTree.text(cited, "content"),
                position(cited.path("start_index"), before),
                position(cited.path("end_index"), before),
                Dialect.OPENAI_CHAT,
                JsonTree.raw(annotation));
    }

    private static int position(JsonNode told, int before) {
        return told.isInt() && told.intValue() >= before ? told.intValue() - before : -1;
    }

    /**
     * The annotation of a citation; null where it names no address.
     *
     * @param before characters of the message before the block
     * @param length characters of the block, which a citation without positions stands for
     */
    static @Nullable JsonNode write(Citation citation, int before, int length) {
        if (citation.dialect() == Dialect.OPENAI_CHAT) {
            return JsonTree.read(citation.json().toBytes());
        }
        if (citation.url() == null) {
            return null;
        }
        boolean placed = citation.start() >= 0 && citation.end() >= citation.start();
        ObjectNode annotation = JsonNodeFactory.instance.objectNode().put("type", "url_citation");
        annotation
                .putObject("url_citation")
                .put("url", citation.url())
                .put("title", citation.title() == null ? "" : citation.title())
                .put("start_index", before + (placed ? citation.start() : 0))
                .put("end_index", before + (placed ? citation.end() : length));
        return annotation;
    }
}
