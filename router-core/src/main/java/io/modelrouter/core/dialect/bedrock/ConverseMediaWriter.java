package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlock.MediaKind;
import io.modelrouter.core.dialect.Losses;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes pictures, films, sounds and documents. The vendor takes bytes, and objects of its own storage by their address;
 * what it cannot look at is a loss of meaning.
 */
final class ConverseMediaWriter {
    private final Losses losses;
    private final ConverseDocumentNames names = new ConverseDocumentNames();

    ConverseMediaWriter(Losses losses) {
        this.losses = losses;
    }

    /** The block; null if it cannot be written. */
    @Nullable
    ObjectNode write(PromptBlock.Media block) {
        losses.unread(block.source());
        String path = block.source().path();
        if (block.content() instanceof MediaSource.Written written && block.kind() == MediaKind.DOCUMENT) {
            return document(block, "txt", text(block, written.text()));
        }
        ObjectNode source = source(block.content());
        if (source == null) {
            losses.semantic(
                    path,
                    block.content() instanceof MediaSource.Address
                            ? "the vendor takes bytes and s3:// addresses, and fetches nothing else"
                            : "the file lies with another vendor");
            return null;
        }
        String format = ConverseFormats.of(block.kind(), block.content(), block.name());
        if (format == null) {
            losses.semantic(path, "the vendor does not take media of this format");
            return null;
        }
        if (block.detail() != null && !block.detail().equals("auto")) {
            losses.approximated(path, "the vendor has no levels of detail");
        }
        if (block.kind() == MediaKind.DOCUMENT) {
            return document(block, format, source);
        }
        ObjectNode media = JsonNodeFactory.instance.objectNode().put("format", format);
        media.set("source", source);
        return JsonNodeFactory.instance.objectNode().set(word(block.kind()), media);
    }

    private static String word(MediaKind kind) {
        switch (kind) {
            case VIDEO:
                return "video";
            case AUDIO:
                return "audio";
            default:
                return "image";
        }
    }

    private ObjectNode document(PromptBlock.Media block, String format, ObjectNode source) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("format", format);
        String name = names.written(block.name());
        if (block.name() != null && !block.name().isBlank() && !name.equals(block.name())) {
            losses.approximated(block.source().path(), "the name is rewritten to the characters the vendor takes");
        }
        document.put("name", name).set("source", source);
        if (Boolean.TRUE.equals(block.citable())) {
            document.putObject("citations").put("enabled", true);
        }
        return JsonNodeFactory.instance.objectNode().set("document", document);
    }

    /** Every model that takes documents takes bytes; the text itself is cited by its characters. */
    private static ObjectNode text(PromptBlock.Media block, String text) {
        ObjectNode source = JsonNodeFactory.instance.objectNode();
        return Boolean.TRUE.equals(block.citable())
                ? source.put("text", text)
                : source.put("bytes", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static @Nullable ObjectNode source(MediaSource content) {
        ObjectNode source = JsonNodeFactory.instance.objectNode();
        if (content instanceof MediaSource.Inline inline) {
            return source.put("bytes", inline.base64());
        }
        if (content instanceof MediaSource.Address address && address.url().startsWith("s3://")) {
            source.putObject("s3Location").put("uri", address.url());
            return source;
        }
        return null;
    }
}
