package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock.MediaKind;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's words for formats, from media types and, where there is none, from the first bytes or the ending of a name.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html">AWS on content blocks,
 *     2026-11</a>
 */
final class ConverseFormats {
    private static final Map<String, String> IMAGES =
            Map.of("png", "png", "jpeg", "jpeg", "jpg", "jpeg", "gif", "gif", "webp", "webp");
    private static final Map<String, String> VIDEOS = Map.ofEntries(
            Map.entry("mp4", "mp4"),
            Map.entry("quicktime", "mov"),
            Map.entry("mov", "mov"),
            Map.entry("x-matroska", "mkv"),
            Map.entry("mkv", "mkv"),
            Map.entry("webm", "webm"),
            Map.entry("x-flv", "flv"),
            Map.entry("flv", "flv"),
            Map.entry("mpeg", "mpeg"),
            Map.entry("mpg", "mpg"),
            Map.entry("x-ms-wmv", "wmv"),
            Map.entry("wmv", "wmv"),
            Map.entry("3gpp", "three_gp"),
            Map.entry("3gp", "three_gp"));
    private static final Map<String, String> SOUNDS = Map.ofEntries(
            Map.entry("mpeg", "mp3"),
            Map.entry("mp3", "mp3"),
            Map.entry("opus", "opus"),
            Map.entry("wav", "wav"),
            Map.entry("x-wav", "wav"),
            Map.entry("wave", "wav"),
            Map.entry("aac", "aac"),
            Map.entry("flac", "flac"),
            Map.entry("mp4", "mp4"),
            Map.entry("ogg", "ogg"),
            Map.entry("m4a", "m4a"),
            Map.entry("x-m4a", "m4a"),
            Map.entry("webm", "webm"));
    private static final Map<String, String> DOCUMENTS = Map.ofEntries(
            Map.entry("pdf", "pdf"),
            Map.entry("csv", "csv"),
            Map.entry("msword", "doc"),
            Map.entry("doc", "doc"),
            Map.entry("vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
            Map.entry("docx", "docx"),
            Map.entry("vnd.ms-excel", "xls"),
            Map.entry("xls", "xls"),
            Map.entry("vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            Map.entry("xlsx", "xlsx"),
            Map.entry("html", "html"),
            Map.entry("markdown", "md"),
            Map.entry("x-markdown", "md"),
            Map.entry("md", "md"),
            Map.entry("plain", "txt"),
            Map.entry("txt", "txt"),
            Map.entry("json", "txt"),
            Map.entry("xml", "txt"),
            Map.entry("yaml", "txt"),
            Map.entry("x-yaml", "txt"));

    private static final Map<String, String> FIRST_BYTES =
            Map.of("iVBOR", "png", "/9j/", "jpeg", "R0lG", "gif", "UklGR", "webp", "JVBER", "pdf", "UEsDB", "docx");

    private ConverseFormats() {}

    /** The format; null if the vendor has none for such media. */
    static @Nullable String of(MediaKind kind, MediaSource content, @Nullable String name) {
        Map<String, String> formats = formats(kind);
        if (content instanceof MediaSource.Inline inline) {
            String format = inline.mediaType() == null ? null : ofType(kind, inline.mediaType(), formats);
            if (format == null && isVague(inline.mediaType())) {
                format = byEnding(name, formats);
            }
            return format == null && isVague(inline.mediaType()) ? byBytes(inline.base64(), formats) : format;
        }
        if (content instanceof MediaSource.Address address) {
            String format = address.mediaType() == null ? null : ofType(kind, address.mediaType(), formats);
            return format == null ? byEnding(address.url(), formats) : format;
        }
        return null;
    }

    private static Map<String, String> formats(MediaKind kind) {
        switch (kind) {
            case IMAGE:
                return IMAGES;
            case VIDEO:
                return VIDEOS;
            case AUDIO:
                return SOUNDS;
            default:
                return DOCUMENTS;
        }
    }

    private static boolean isVague(@Nullable String mediaType) {
        return mediaType == null || mediaType.startsWith("application/octet-stream") || mediaType.endsWith("/*");
    }

    private static @Nullable String ofType(MediaKind kind, String mediaType, Map<String, String> formats) {
        int semicolon = mediaType.indexOf(';');
        String type = (semicolon < 0 ? mediaType : mediaType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        String format = formats.get(type.substring(type.indexOf('/') + 1));
        // Any other text is read as one.
        return format == null && kind == MediaKind.DOCUMENT && type.startsWith("text/") ? "txt" : format;
    }

    private static @Nullable String byEnding(@Nullable String name, Map<String, String> formats) {
        int dot = name == null ? -1 : name.lastIndexOf('.');
        return name == null || dot < 0
                ? null
                : formats.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static @Nullable String byBytes(String base64, Map<String, String> formats) {
        for (Map.Entry<String, String> start : FIRST_BYTES.entrySet()) {
            if (base64.startsWith(start.getKey()) && formats.containsValue(start.getValue())) {
                return start.getValue();
            }
        }
        return null;
    }
}
