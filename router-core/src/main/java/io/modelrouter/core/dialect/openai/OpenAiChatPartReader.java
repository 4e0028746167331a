package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlock.MediaKind;
import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.DataUrl;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the content of a message: a text, or a list of parts. Beside OpenAI's parts it knows {@code video_url},
 * {@code audio_url} (OpenRouter, vLLM), {@code document_url} and {@code thinking} (Mistral).
 */
final class OpenAiChatPartReader {
    private static final Dialect CHAT = Dialect.OPENAI_CHAT;
    private static final Set<String> OF_TEXT = Set.of("type", "text", "cache_control");

    private OpenAiChatPartReader() {}

    /** Adds what the content says; null and absent say nothing. */
    static void read(@Nullable JsonNode content, String path, List<PromptBlock> blocks) {
        if (content == null || content.isNull()) {
            return;
        }
        if (content.isArray()) {
            for (int i = 0; i < content.size(); i++) {
                part(content.get(i), path + "." + i, blocks);
            }
        } else if (content.isObject()) {
            part(content, path, blocks);
        } else {
            Source source = Source.of(CHAT, path, JsonTree.raw(content), List.of());
            blocks.add(new PromptBlock.Text(OpenAiChatMembers.words(content), source));
        }
    }

    private static void part(JsonNode part, String path, List<PromptBlock> blocks) {
        if (part.isString()) {
            blocks.add(new PromptBlock.Text(part.stringValue(), Source.of(CHAT, path, JsonTree.raw(part), List.of())));
            return;
        }
        String type = JsonTree.text(part, "type");
        JsonNode media = part.path(type == null ? "" : type);
        PromptBlock block = null;
        if (type != null && !type.equals("text")) {
            block = media(type, part, media, path);
        }
        String text = JsonTree.text(part, "text");
        if (block != null) {
            blocks.add(block);
        } else if ("refusal".equals(type) && part.path("refusal").isString()) {
            blocks.add(new PromptBlock.Refusal(
                    part.path("refusal").stringValue(), source(part, path, Set.of("type", "refusal"))));
        } else if ("thinking".equals(type)) {
            blocks.add(new PromptBlock.Reasoning(
                    thought(media), null, source(part, path, Set.of("type", "thinking", "closed"))));
        } else if (text != null
                && (type == null || type.equals("text") || type.equals("input_text") || type.equals("output_text"))) {
            blocks.add(new PromptBlock.Text(
                    text, List.of(), null, OpenAiChatMembers.cacheMark(part), source(part, path, OF_TEXT)));
        } else {
            blocks.add(new PromptBlock.Foreign(CHAT, JsonTree.raw(part), source(part, path, Set.of())));
        }
    }

    /** Mistral's thinking is a list of texts. */
    private static String thought(JsonNode thinking) {
        if (thinking.isString()) {
            return thinking.stringValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : thinking) {
            String words = JsonTree.text(part, "text");
            text.append(words == null ? "" : words);
        }
        return text.toString();
    }

    private static @Nullable PromptBlock media(String type, JsonNode part, JsonNode media, String path) {
        switch (type) {
            case "image_url":
                return addressed(MediaKind.IMAGE, type, part, media, path);
            case "video_url":
                return addressed(MediaKind.VIDEO, type, part, media, path);
            case "audio_url":
                return addressed(MediaKind.AUDIO, type, part, media, path);
            case "document_url":
                return addressed(MediaKind.DOCUMENT, type, part, media, path);
            case "input_audio":
                return sound(part, media, path);
            case "file":
                return file(part, media, path);
            default:
                return null;
        }
    }

    private static @Nullable PromptBlock addressed(
            MediaKind kind, String type, JsonNode part, JsonNode media, String path) {
        String url = media.isString() ? media.stringValue() : JsonTree.text(media, "url");
        if (url == null) {
            return null;
        }
        Source source = source(part, path, Set.of("type", type, "text", "document_name", "cache_control"));
        return new PromptBlock.Media(
                kind,
                DataUrl.read(url),
                JsonTree.text(part, "document_name"),
                JsonTree.text(media, "detail"),
                null,
                null,
                OpenAiChatMembers.cacheMark(part),
                source);
    }

    private static @Nullable PromptBlock sound(JsonNode part, JsonNode audio, String path) {
        String data = audio.isString() ? audio.stringValue() : JsonTree.text(audio, "data");
        if (data == null) {
            return null;
        }
        MediaSource content = DataUrl.read(data);
        if (content instanceof MediaSource.Address address && !isAddress(address.url())) {
            String format = JsonTree.text(audio, "format");
            content = new MediaSource.Inline(format == null ? null : mediaType(format), data);
        }
        return new PromptBlock.Media(
                MediaKind.AUDIO,
                content,
                null,
                null,
                null,
                null,
                OpenAiChatMembers.cacheMark(part),
                source(part, path, Set.of("type", "input_audio", "cache_control")));
    }

    private static String mediaType(String format) {
        String lower = format.toLowerCase(Locale.ROOT);
        return lower.equals("mp3") ? "audio/mpeg" : "audio/" + lower;
    }

    private static @Nullable PromptBlock file(JsonNode part, JsonNode file, String path) {
        String id = JsonTree.text(file, "file_id");
        String data = JsonTree.text(file, "file_data");
        MediaSource content;
        if (data != null) {
            content = DataUrl.read(data);
            if (content instanceof MediaSource.Address address && !isAddress(address.url())) {
                content = new MediaSource.Inline(null, data);
            }
        } else if (id != null) {
            content = new MediaSource.Uploaded(CHAT, null, id);
        } else {
            return null;
        }
        return new PromptBlock.Media(
                kindOf(content),
                content,
                JsonTree.text(file, "filename"),
                null,
                null,
                null,
                OpenAiChatMembers.cacheMark(part),
                source(part, path, Set.of("type", "file", "cache_control")));
    }

    private static MediaKind kindOf(MediaSource content) {
        String type = content instanceof MediaSource.Inline inline ? inline.mediaType() : null;
        if (type != null && type.startsWith("image/")) {
            return MediaKind.IMAGE;
        }
        if (type != null && type.startsWith("audio/")) {
            return MediaKind.AUDIO;
        }
        return type != null && type.startsWith("video/") ? MediaKind.VIDEO : MediaKind.DOCUMENT;
    }

    /** Where base64 may stand, only what has a scheme is an address (OpenRouter takes one as file_data). */
    private static boolean isAddress(String text) {
        int scheme = text.indexOf("://");
        return scheme > 0 && scheme < 16;
    }

    private static Source source(JsonNode part, String path, Set<String> known) {
        List<String> unread = known.isEmpty() ? List.of() : OpenAiChatMembers.unread(part, known);
        return Source.of(CHAT, path, JsonTree.raw(part), unread);
    }
}
