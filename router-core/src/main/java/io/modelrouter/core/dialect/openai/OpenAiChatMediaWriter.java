package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.core.dialect.DataUrl;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes media as parts of a user message. What OpenAI does not take may be taken by an imitator under its own name. */
final class OpenAiChatMediaWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> DETAILS = Set.of("low", "high", "auto");

    private final OpenAiChatChannel channel;
    private final Losses losses;

    OpenAiChatMediaWriter(OpenAiChatChannel channel, Losses losses) {
        this.channel = channel;
        this.losses = losses;
    }

    /** The part; null, with a loss, where the dialect cannot take it. */
    @Nullable
    ObjectNode part(PromptBlock.Media media) {
        String path = media.source().path();
        if (Boolean.TRUE.equals(media.citable())) {
            losses.hint(path, "citations cannot be asked for");
        }
        if (media.content() instanceof MediaSource.Written written) {
            losses.approximated(path, "the document becomes text");
            return text(written.text());
        }
        switch (media.kind()) {
            case IMAGE:
                return image(media, path);
            case AUDIO:
                return sound(media, path);
            case VIDEO:
                return film(media, path);
            case DOCUMENT:
                return document(media, path);
        }
        throw new AssertionError(media.kind());
    }

    static ObjectNode text(String text) {
        return JSON.objectNode().put("type", "text").put("text", text);
    }

    private @Nullable ObjectNode image(PromptBlock.Media media, String path) {
        String url = address(media.content(), true);
        if (url == null) {
            losses.semantic(path, "an uploaded picture cannot be referred to");
            return null;
        }
        ObjectNode part = JSON.objectNode().put("type", "image_url");
        ObjectNode image = part.putObject("image_url").put("url", url);
        if (media.detail() != null && DETAILS.contains(media.detail())) {
            image.put("detail", media.detail());
        } else if (media.detail() != null) {
            losses.approximated(path, "how closely to look is left to the model");
        }
        return part;
    }

    /** OpenAI takes wav and mp3 (API reference, input_audio); others may take more. */
    private @Nullable ObjectNode sound(PromptBlock.Media media, String path) {
        if (!(media.content() instanceof MediaSource.Inline inline)) {
            losses.semantic(path, "sound must be in the request itself");
            return null;
        }
        String type = inline.mediaType() == null ? "" : inline.mediaType().toLowerCase(Locale.ROOT);
        String format = type.startsWith("audio/") ? type.substring("audio/".length()) : type;
        int parameters = format.indexOf(';');
        format = parameters < 0 ? format : format.substring(0, parameters).trim();
        if (format.equals("mpeg") || format.equals("mpga")) {
            format = "mp3";
        } else if (format.equals("x-wav") || format.equals("wave") || format.equals("vnd.wave")) {
            format = "wav";
        }
        if (channel.isComplete() && !format.equals("wav") && !format.equals("mp3")) {
            losses.semantic(path, "sound is taken as wav and mp3 only");
            return null;
        }
        ObjectNode part = JSON.objectNode().put("type", "input_audio");
        part.putObject("input_audio").put("data", inline.base64()).put("format", format);
        return part;
    }

    private @Nullable ObjectNode film(PromptBlock.Media media, String path) {
        String url = address(media.content(), false);
        if (channel.isComplete() || url == null) {
            losses.semantic(path, "films are not taken");
            return null;
        }
        ObjectNode part = JSON.objectNode().put("type", "video_url");
        part.putObject("video_url").put("url", url);
        return part;
    }

    private @Nullable ObjectNode document(PromptBlock.Media media, String path) {
        MediaSource content = media.content();
        ObjectNode file = JSON.objectNode();
        if (content instanceof MediaSource.Uploaded uploaded) {
            if (uploaded.vendor().family() != Dialect.Family.OPENAI) {
                losses.semantic(path, "the file was uploaded to another vendor");
                return null;
            }
            file.put("file_id", uploaded.id());
        } else if (content instanceof MediaSource.Inline inline) {
            String type = inline.mediaType();
            if (type != null && type.startsWith("text/")) {
                losses.approximated(path, "the document becomes text");
                return text(decoded(inline.base64()));
            }
            file.put("filename", media.name() == null ? "document" + suffix(type) : media.name());
            file.put("file_data", DataUrl.write(type == null ? "application/pdf" : type, inline.base64()));
        } else {
            String url = address(content, false);
            if (channel.isComplete() || url == null) {
                losses.semantic(path, "a document must be in the request itself");
                return null;
            }
            // OpenRouter takes an address here (pydantic-test-openrouter-document-url-no-force-download-0-afaca39e).
            file.put("filename", media.name() == null ? "document" : media.name());
            file.put("file_data", url);
        }
        ObjectNode part = JSON.objectNode().put("type", "file");
        part.set("file", file);
        return part;
    }

    private static String suffix(@Nullable String type) {
        if (type == null || type.equals("application/pdf")) {
            return ".pdf";
        }
        return "." + type.substring(type.lastIndexOf('/') + 1);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return base64;
        }
    }

    /** An address for content that lies in the request or on the web; null for an uploaded file. */
    private static @Nullable String address(MediaSource content, boolean image) {
        if (content instanceof MediaSource.Inline inline) {
            String type = inline.mediaType();
            return DataUrl.write(type == null && image ? pictureType(inline.base64()) : type, inline.base64());
        }
        return content instanceof MediaSource.Address address ? address.url() : null;
    }

    /** By the first bytes of the formats that vision models read. */
    private static String pictureType(String base64) {
        if (base64.startsWith("/9j/")) {
            return "image/jpeg";
        }
        if (base64.startsWith("R0lG")) {
            return "image/gif";
        }
        return base64.startsWith("UklG") ? "image/webp" : "image/png";
    }
}
