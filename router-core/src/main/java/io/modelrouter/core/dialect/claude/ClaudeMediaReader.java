package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlock.MediaKind;
import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.DataUrl;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads images, documents and search results. */
final class ClaudeMediaReader {
    private ClaudeMediaReader() {}

    /** The block; null if it is no media, or media in a way that is not known. */
    static @Nullable PromptBlock read(JsonNode block, RawJson raw, String path) {
        switch (Objects.requireNonNullElse(JsonTree.text(block, "type"), "")) {
            case "image":
                return media(MediaKind.IMAGE, block, raw, path);
            case "document":
                return media(MediaKind.DOCUMENT, block, raw, path);
            case "search_result":
                return searchResult(block, raw, path);
            default:
                return null;
        }
    }

    private static @Nullable PromptBlock media(MediaKind kind, JsonNode block, RawJson raw, String path) {
        MediaSource content = content(kind, block.path("source"));
        if (content == null) {
            return null;
        }
        Source source = ClaudePieces.source(path, raw, block, "type", "source", "title", "citations", "cache_control");
        return new PromptBlock.Media(
                kind,
                content,
                JsonTree.text(block, "title"),
                null,
                ClaudePieces.citable(block),
                null,
                ClaudePieces.cache(block),
                source);
    }

    private static @Nullable MediaSource content(MediaKind kind, JsonNode source) {
        String mediaType = JsonTree.text(source, "media_type");
        switch (Objects.requireNonNullElse(JsonTree.text(source, "type"), "")) {
            case "base64":
                String data = JsonTree.text(source, "data");
                return data == null ? null : new MediaSource.Inline(mediaType, data);
            case "url":
                return address(kind, JsonTree.text(source, "url"));
            case "file":
                String id = JsonTree.text(source, "file_id");
                return id == null ? null : new MediaSource.Uploaded(Dialect.CLAUDE_MESSAGES, mediaType, id);
            case "text":
                String text = JsonTree.text(source, "data");
                return text == null ? null : new MediaSource.Written(text);
            case "content":
                return written(source.path("content"));
            default:
                return null;
        }
    }

    private static @Nullable MediaSource address(MediaKind kind, @Nullable String url) {
        if (url == null) {
            return null;
        }
        MediaSource content = DataUrl.read(url);
        // A document by address is always a PDF to this vendor.
        return content instanceof MediaSource.Address && kind == MediaKind.DOCUMENT
                ? new MediaSource.Address("application/pdf", url)
                : content;
    }

    /** The words of a document that the caller has cut into blocks; null if there are pictures between them. */
    private static @Nullable MediaSource written(JsonNode content) {
        if (content.isString()) {
            return new MediaSource.Written(content.stringValue());
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode block : content) {
            String words = JsonTree.text(block, "text");
            if (words == null) {
                return null;
            }
            text.append(text.isEmpty() ? "" : "\n\n").append(words);
        }
        return new MediaSource.Written(text.toString());
    }

    private static @Nullable PromptBlock searchResult(JsonNode block, RawJson raw, String path) {
        MediaSource content = written(block.path("content"));
        if (content == null) {
            return null;
        }
        Source source = ClaudePieces.source(path, raw, block, "type", "content", "title", "citations", "cache_control");
        return new PromptBlock.Media(
                MediaKind.DOCUMENT,
                content,
                JsonTree.text(block, "title"),
                null,
                ClaudePieces.citable(block),
                null,
                ClaudePieces.cache(block),
                source);
    }
}
