package io.modelrouter.core.dialect;

import io.modelrouter.chat.MediaSource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Content inside an address ({@code data:image/png;base64,...}, RFC 2397). */
public final class DataUrl {
    private DataUrl() {}

    /** Inline content for a {@code data:} address, else an address; the media type is the address's own. */
    public static MediaSource read(String url) {
        int comma = url.indexOf(',');
        if (!url.regionMatches(true, 0, "data:", 0, 5) || comma < 0) {
            return new MediaSource.Address(null, url);
        }
        String head = url.substring(5, comma);
        String data = url.substring(comma + 1);
        int semicolon = head.indexOf(';');
        String type = semicolon < 0 ? head : head.substring(0, semicolon);
        if (!head.endsWith(";base64")) {
            byte[] bytes = URLDecoder.decode(data.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8);
            data = Base64.getEncoder().encodeToString(bytes);
        }
        return new MediaSource.Inline(type.isEmpty() ? null : type, data);
    }

    /** The {@code data:} address of inline content. */
    public static String write(@Nullable String mediaType, String base64) {
        return "data:" + (mediaType == null ? "application/octet-stream" : mediaType) + ";base64," + base64;
    }
}
