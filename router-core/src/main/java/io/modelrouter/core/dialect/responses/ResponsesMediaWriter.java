package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.core.dialect.DataUrl;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes media of a prompt as content parts. */
final class ResponsesMediaWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ResponsesMediaWriter() {}

    /** The part; null, with a loss, if there is none for it. */
    static @Nullable ObjectNode write(PromptBlock.Media media, Losses losses) {
        if (Boolean.TRUE.equals(media.citable())) {
            losses.hint(media.source(), "citations cannot be asked for", "citations");
        }
        ObjectNode part;
        switch (media.kind()) {
            case IMAGE:
                part = image(media);
                break;
            case DOCUMENT:
                part = document(media, losses);
                break;
            default:
                part = null;
        }
        if (part == null) {
            losses.semantic(media.source().path(), "media of this kind cannot be said in " + Dialect.OPENAI_RESPONSES);
        }
        return part;
    }

    private static @Nullable ObjectNode image(PromptBlock.Media media) {
        ObjectNode part = JSON.objectNode().put("type", "input_image");
        MediaSource source = media.content();
        if (source instanceof MediaSource.Inline inline) {
            part.put(
                    "image_url",
                    DataUrl.write(inline.mediaType() == null ? "image/png" : inline.mediaType(), inline.base64()));
        } else if (source instanceof MediaSource.Address address) {
            part.put("image_url", address.url());
        } else if (source instanceof MediaSource.Uploaded file && isOpenAi(file)) {
            part.put("file_id", file.id());
        } else {
            return null;
        }
        return part.put("detail", media.detail() == null ? "auto" : media.detail());
    }

    private static @Nullable ObjectNode document(PromptBlock.Media media, Losses losses) {
        MediaSource source = media.content();
        if (source instanceof MediaSource.Written written) {
            return text(media, written.text(), losses);
        }
        ObjectNode part = JSON.objectNode().put("type", "input_file");
        if (source instanceof MediaSource.Inline inline) {
            String type = inline.mediaType();
            if (type != null && type.startsWith("text/")) {
                String text = decoded(inline.base64());
                return text == null ? null : text(media, text, losses);
            }
            // A file without a name is refused.
            part.put("filename", media.name() == null ? "document.pdf" : media.name());
            return part.put("file_data", DataUrl.write(type == null ? "application/pdf" : type, inline.base64()));
        }
        if (source instanceof MediaSource.Address address) {
            if (media.name() != null) {
                losses.hint(media.source(), "its name is not said", "title", "filename", "file.filename");
            }
            return part.put("file_url", address.url());
        }
        return source instanceof MediaSource.Uploaded file && isOpenAi(file) ? part.put("file_id", file.id()) : null;
    }

    private static ObjectNode text(PromptBlock.Media media, String text, Losses losses) {
        losses.approximated(media.source().path(), "the document is written out");
        String whole = media.name() == null ? text : media.name() + "\n\n" + text;
        return JSON.objectNode().put("type", "input_text").put("text", whole);
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isOpenAi(MediaSource.Uploaded file) {
        return file.vendor().family() == Dialect.Family.OPENAI;
    }
}
