package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlock.MediaKind;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes images and documents. What the vendor cannot look at is a loss of meaning. */
final class ClaudeMediaWriter {
    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    private static final String FILES_BETA = "files-api-2025-04-14";

    private final Losses losses;
    private final Set<String> betas;

    ClaudeMediaWriter(Losses losses, Set<String> betas) {
        this.losses = losses;
        this.betas = betas;
    }

    /** The block; null if it cannot be written. */
    @Nullable
    ObjectNode write(PromptBlock.Media block) {
        if (block.content() instanceof MediaSource.Uploaded file && file.vendor() == Dialect.CLAUDE_MESSAGES) {
            betas.add(FILES_BETA);
        }
        ObjectNode own = ClaudeBlockWriter.verbatim(block.source());
        if (own != null) {
            return own;
        }
        losses.unread(block.source());
        String path = block.source().path();
        ObjectNode source = source(block);
        if (source == null) {
            losses.semantic(path, "the vendor does not take such media");
            return null;
        }
        boolean image = block.kind() == MediaKind.IMAGE;
        ObjectNode written = JsonNodeFactory.instance.objectNode().put("type", image ? "image" : "document");
        written.set("source", source);
        if (block.detail() != null) {
            losses.approximated(path, "the vendor has no levels of detail");
        }
        if (!image) {
            describe(block, written);
        }
        ClaudeBlockWriter.mark(written, block.cache());
        return written;
    }

    private static void describe(PromptBlock.Media block, ObjectNode written) {
        if (block.name() != null && !block.name().isBlank()) {
            written.put("title", block.name());
        }
        if (block.citable() != null) {
            written.putObject("citations").put("enabled", block.citable());
        }
    }

    private @Nullable ObjectNode source(PromptBlock.Media block) {
        if (block.kind() == MediaKind.AUDIO || block.kind() == MediaKind.VIDEO) {
            return null;
        }
        if (block.content() instanceof MediaSource.Uploaded file) {
            return file.vendor() == Dialect.CLAUDE_MESSAGES ? typed("file").put("file_id", file.id()) : null;
        }
        if (block.content() instanceof MediaSource.Address address) {
            return address(block.kind(), address);
        }
        if (block.content() instanceof MediaSource.Inline inline) {
            return inline(block, inline);
        }
        return block.kind() == MediaKind.DOCUMENT && block.content() instanceof MediaSource.Written written
                ? text(written.text())
                : null;
    }

    private static ObjectNode typed(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static ObjectNode text(String text) {
        return typed("text").put("media_type", "text/plain").put("data", text);
    }

    /** The vendor fetches pictures and PDFs from the web, and from nowhere else. */
    private static @Nullable ObjectNode address(MediaKind kind, MediaSource.Address address) {
        String url = address.url().toLowerCase(Locale.ROOT);
        boolean web = url.startsWith("https://") || url.startsWith("http://");
        String type = address.mediaType();
        boolean fetched = kind == MediaKind.IMAGE || type == null || bare(type).equals("application/pdf");
        return web && fetched ? typed("url").put("url", address.url()) : null;
    }

    private @Nullable ObjectNode inline(PromptBlock.Media block, MediaSource.Inline inline) {
        String type = inline.mediaType() == null ? guessed(inline.base64()) : bare(inline.mediaType());
        if (block.kind() == MediaKind.DOCUMENT && isText(type)) {
            String text = decoded(inline.base64());
            if (text != null) {
                losses.approximated(block.source().path(), "a text file becomes plain text");
            }
            return text == null || text.isBlank() ? null : text(text);
        }
        boolean taken = block.kind() == MediaKind.IMAGE ? IMAGES.contains(type) : type.equals("application/pdf");
        return taken ? typed("base64").put("media_type", type).put("data", inline.base64()) : null;
    }

    /** The media type without parameters, in the spelling that the vendor knows. */
    private static String bare(String mediaType) {
        int semicolon = mediaType.indexOf(';');
        String type = (semicolon < 0 ? mediaType : mediaType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.equals("image/jpg") ? "image/jpeg" : type;
    }

    private static boolean isText(String type) {
        return type.startsWith("text/")
                || Set.of("application/json", "application/xml", "application/yaml", "application/x-yaml")
                        .contains(type);
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** By the first bytes, as they look in base64. */
    private static String guessed(String base64) {
        String[][] starts = {
            {"iVBOR", "image/png"},
            {"/9j/", "image/jpeg"},
            {"R0lG", "image/gif"},
            {"UklGR", "image/webp"},
            {"JVBER", "application/pdf"}
        };
        for (String[] start : starts) {
            if (base64.startsWith(start[0])) {
                return start[1];
            }
        }
        return "application/octet-stream";
    }
}
