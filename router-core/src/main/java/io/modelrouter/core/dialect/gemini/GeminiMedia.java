package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock.MediaKind;
import io.modelrouter.wire.Dialect;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Media by type and address. */
final class GeminiMedia {
    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("csv", "text/csv"),
            Map.entry("html", "text/html"),
            Map.entry("md", "text/markdown"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("wav", "audio/wav"),
            Map.entry("flac", "audio/flac"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("m4a", "audio/m4a"),
            Map.entry("aac", "audio/aac"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("webm", "video/webm"),
            Map.entry("mpeg", "video/mpeg"));

    private GeminiMedia() {}

    static MediaKind kind(@Nullable String mediaType) {
        String type = mediaType == null ? "" : mediaType.toLowerCase(Locale.ROOT);
        if (type.startsWith("image/")) {
            return MediaKind.IMAGE;
        }
        if (type.startsWith("audio/")) {
            return MediaKind.AUDIO;
        }
        return type.startsWith("video/") ? MediaKind.VIDEO : MediaKind.DOCUMENT;
    }

    /** The kind of what lies at an address of which no type was told. */
    static MediaKind kindOf(String uri) {
        return isVideoPage(uri) ? MediaKind.VIDEO : kind(typeByEnding(uri));
    }

    /** Google alone reads its uploaded files and its cloud storage; anything else is an address that it fetches. */
    static MediaSource source(@Nullable String mediaType, String uri) {
        boolean googles = uri.startsWith("gs://")
                || uri.startsWith("files/")
                || uri.contains("googleapis.com/") && uri.contains("/files/");
        return googles
                ? new MediaSource.Uploaded(Dialect.GEMINI_GENERATE, mediaType, uri)
                : new MediaSource.Address(mediaType, uri);
    }

    /** The type to tell for an address: Google wants one, and other dialects do not ask for it. */
    static String type(@Nullable String told, String uri, MediaKind kind) {
        if (told != null) {
            return told;
        }
        String byEnding = typeByEnding(uri);
        if (byEnding != null) {
            return byEnding;
        }
        switch (kind) {
            case IMAGE:
                return "image/jpeg";
            case AUDIO:
                return "audio/mpeg";
            case VIDEO:
                return "video/mp4";
            default:
                return "application/pdf";
        }
    }

    static boolean isVideoPage(String uri) {
        return uri.startsWith("https://www.youtube.com/")
                || uri.startsWith("https://youtube.com/")
                || uri.startsWith("https://youtu.be/");
    }

    /** Standard base64 with padding; Google takes the other alphabet too, and other vendors do not. */
    static String standardBase64(String base64) {
        String standard = base64.indexOf('-') < 0 && base64.indexOf('_') < 0
                ? base64
                : base64.replace('-', '+').replace('_', '/');
        int missing = (4 - standard.length() % 4) % 4;
        return missing == 0 || missing == 3 || hasSpace(standard) ? standard : standard + "=".repeat(missing);
    }

    private static boolean hasSpace(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf(' ') >= 0;
    }

    private static @Nullable String typeByEnding(String uri) {
        int end = uri.length();
        for (char mark : new char[] {'?', '#'}) {
            int at = uri.indexOf(mark);
            if (at >= 0 && at < end) {
                end = at;
            }
        }
        int dot = uri.lastIndexOf('.', end - 1);
        return dot < 0 ? null : BY_ENDING.get(uri.substring(dot + 1, end).toLowerCase(Locale.ROOT));
    }
}
