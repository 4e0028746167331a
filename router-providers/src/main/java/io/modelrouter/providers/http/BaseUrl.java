package io.modelrouter.providers.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * The root of an upstream's API, with its version segment. The segment is added unless the path has one already, whichever
 * it is: {@code https://host}, {@code https://host/v1} and {@code https://host/prefix} are as good as
 * {@code https://host/api/v4} and {@code https://host/v1beta/openai}.
 */
final class BaseUrl {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Pattern VERSION = Pattern.compile("v\\d+(?:(?:alpha|beta|preview)\\d*)?");
    private static final List<String> ENDPOINTS =
            List.of("/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages");

    private final HttpUrl root;
    private final String below;
    private final boolean encodesWhole;

    private BaseUrl(HttpUrl root, boolean encodesWhole) {
        this.root = root;
        this.encodesWhole = encodesWhole;
        this.below = root.encodedPath().endsWith("/") ? root.encodedPath() : root.encodedPath() + "/";
    }

    /**
     * @param given the channel's setting, or the provider's own
     * @param version the segment to add where there is none, such as {@code v1}
     * @throws IllegalArgumentException saying what the setting must look like
     */
    static BaseUrl of(URI given, String version) {
        return of(given, version, false);
    }

    /**
     * As {@link #of(URI, String)}.
     *
     * @param encodesWhole whether all of a segment but RFC 3986's unreserved characters is encoded
     */
    static BaseUrl of(URI given, String version, boolean encodesWhole) {
        HttpUrl url = HttpUrl.parse(given.toString());
        if (url == null) {
            throw new IllegalArgumentException("base-url '" + given
                    + "' is no address; write it like https://api.example.com or with /" + version);
        }
        String path = given.getRawPath() == null ? "" : given.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        for (String endpoint : ENDPOINTS) {
            if (path.endsWith(endpoint)) {
                throw notARoot(given, version);
            }
        }
        HttpUrl.Builder builder = url.newBuilder().encodedPath("/");
        boolean versioned = false;
        if (!path.isEmpty()) {
            for (String segment : path.substring(1).split("/", -1)) {
                if (!isPlain(segment)) {
                    throw notARoot(given, version);
                }
                versioned |= VERSION.matcher(segment).matches();
                builder.addEncodedPathSegment(segment);
            }
        }
        return new BaseUrl(
                versioned || version.isEmpty()
                        ? builder.build()
                        : builder.addPathSegment(version).build(),
                encodesWhole);
    }

    private static IllegalArgumentException notARoot(URI given, String version) {
        return new IllegalArgumentException("base-url '" + given
                + "' must be the root of the API, like https://host, https://host/" + version
                + " or https://host/prefix, without the endpoint's own path, empty segments, '..', ':' or '\\'");
    }

    private static boolean isPlain(String segment) {
        String dots = segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
        return !segment.isEmpty()
                && !dots.equals(".")
                && !dots.equals("..")
                && segment.indexOf(':') < 0
                && segment.indexOf('\\') < 0
                && !dots.contains("%2f")
                && !dots.contains("%5c");
    }

    String host() {
        return root.host();
    }

    boolean isHttps() {
        return root.isHttps();
    }

    /**
     * The address of an endpoint, each segment encoded.
     *
     * @throws IllegalArgumentException if it would not lie below the root
     */
    HttpUrl resolve(List<String> segments, Map<String, String> query) {
        HttpUrl.Builder builder = root.newBuilder();
        for (String segment : segments) {
            if (encodesWhole) {
                builder.addEncodedPathSegment(encoded(segment));
            } else {
                builder.addPathSegment(segment);
            }
        }
        query.forEach(builder::addQueryParameter);
        HttpUrl url = builder.build();
        int rootSegments = root.encodedPath().equals("/") ? 0 : root.pathSize();
        // Dots, empty and encoded segments change the count or the start.
        if (!url.encodedPath().startsWith(below) || url.pathSize() != rootSegments + segments.size()) {
            throw new IllegalArgumentException("the path would leave the base URL");
        }
        return url;
    }

    private static String encoded(String segment) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
            if (plain || b == '-' || b == '.' || b == '_' || b == '~') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
