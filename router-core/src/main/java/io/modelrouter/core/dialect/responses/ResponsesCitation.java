package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.Citation;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Annotations of a text that say where it comes from. */
final class ResponsesCitation {
    private ResponsesCitation() {}

    /** The citation in an annotation; null for one of another kind. */
    static @Nullable Citation read(JsonNode annotation) {
        String type = JsonTree.text(annotation, "type");
        String url = JsonTree.text(annotation, "url");
        String title = JsonTree.text(annotation, "title");
        if ("url_citation".equals(type) && url != null) {
            return citation(url, title, annotation);
        }
        String file = JsonTree.text(annotation, "filename");
        if (("file_citation".equals(type) || "container_file_citation".equals(type)) && file != null) {
            return citation(null, file, annotation);
        }
        return null;
    }

    private static Citation citation(@Nullable String url, @Nullable String title, JsonNode annotation) {
        return new Citation(
                url,
                title,
                null,
                annotation.path("start_index").asInt(-1),
                annotation.path("end_index").asInt(-1),
                Dialect.OPENAI_RESPONSES,
                JsonTree.raw(annotation));
    }

    /**
     * The annotation for a citation; null if it names no source.
     *
     * @param start where the cited text begins, if the citation does not tell
     * @param end where it ends, if the citation does not tell
     */
    static @Nullable ObjectNode write(Citation citation, int start, int end) {
        if (citation.dialect() == Dialect.OPENAI_RESPONSES) {
            return JsonTree.read(citation.json().toBytes()) instanceof ObjectNode own ? own : null;
        }
        JsonNodeFactory json = JsonNodeFactory.instance;
        String url = citation.url();
        String title = citation.title();
        if (url != null) {
            return json.objectNode()
                    .put("type", "url_citation")
                    .put("start_index", citation.start() < 0 ? start : citation.start())
                    .put("end_index", citation.end() < 0 ? end : citation.end())
                    .put("title", title == null ? "" : title)
                    .put("url", url);
        }
        if (title != null) {
            // A document of the prompt has no id here; its name is what a reader can look it up by.
            return json.objectNode()
                    .put("type", "file_citation")
                    .put("file_id", title)
                    .put("filename", title)
                    .put("index", citation.end() < 0 ? end : citation.end());
        }
        return null;
    }
}
