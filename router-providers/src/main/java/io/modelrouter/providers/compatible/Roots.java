package io.modelrouter.providers.compatible;

import io.modelrouter.channel.Channel;
import io.modelrouter.wire.Dialect;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a channel's endpoints are. A {@code base-url} is one of two things: the vendor's host or what stands in for it, with
 * or without the vendor's own path, and then all endpoints are below it as they are at the vendor's; or a root with a
 * version of its own, such as a coding plan's, and then it is that of OpenAI's endpoints alone.
 */
final class Roots {
    static final String CLAUDE_BASE_URL = "claude-base-url";

    private static final Pattern VERSION = Pattern.compile("v\\d+(?:(?:alpha|beta|preview)\\d*)?");

    private Roots() {}

    /**
     * The address of a dialect's endpoints with everything before the endpoint's name; empty if the channel has none.
     *
     * @throws IllegalArgumentException naming the setting that is missing or wrong
     */
    static Optional<URI> of(Preset preset, Channel channel, Dialect dialect) {
        boolean claude = dialect == Dialect.CLAUDE_MESSAGES;
        Optional<String> claudeBase = channel.option(CLAUDE_BASE_URL);
        if (claude && claudeBase.isPresent()) {
            return Optional.of(claudeRoot(claudeBase.get()));
        }
        URI own = preset.root(dialect).orElse(null);
        if (own == null) {
            return Optional.empty();
        }
        URI base = channel.baseUrl().orElse(null);
        if (base == null) {
            if (own.getHost() == null) {
                throw new IllegalArgumentException("base-url: a channel of type " + preset.type()
                        + " has no address of its own; write it like https://host or https://host/v1");
            }
            return Optional.of(own);
        }
        if (base.getRawAuthority() == null) {
            return Optional.of(base); // whoever connects says what is wrong with it
        }
        List<String> segments = segments(base);
        int shared = shared(segments, segments(preset.openAi()));
        if (shared == 0 && segments.stream().anyMatch(Roots::isVersion)) {
            Optional<URI> beside = own.equals(preset.openAi()) ? Optional.empty() : besideForeign(preset, base, own);
            return claude || beside.isPresent() ? beside : Optional.of(base);
        }
        return Optional.of(below(base, segments.subList(0, segments.size() - shared), segments(own)));
    }

    /** An endpoint at a place of its own where the root is another one at the vendor's; nobody knows those of others. */
    private static Optional<URI> besideForeign(Preset preset, URI base, URI own) {
        boolean vendors = base.getHost() != null
                && base.getHost().equalsIgnoreCase(preset.openAi().getHost());
        return vendors ? Optional.of(own) : Optional.empty();
    }

    private static URI claudeRoot(String text) {
        URI base;
        try {
            base = URI.create(text);
        } catch (IllegalArgumentException e) {
            base = null;
        }
        if (base == null || base.getHost() == null) {
            throw new IllegalArgumentException(
                    "options." + CLAUDE_BASE_URL + " is no address; write it like https://host/anthropic");
        }
        List<String> segments = segments(base);
        boolean versioned = segments.stream().anyMatch(Roots::isVersion);
        return below(base, segments, versioned ? List.of() : List.of("v1"));
    }

    /** How many segments at the end of a path are the first ones of the vendor's. */
    private static int shared(List<String> path, List<String> vendors) {
        for (int count = Math.min(path.size(), vendors.size()); count > 0; count--) {
            if (path.subList(path.size() - count, path.size()).equals(vendors.subList(0, count))) {
                return count;
            }
        }
        return 0;
    }

    private static URI below(URI base, List<String> path, List<String> more) {
        StringBuilder text = new StringBuilder();
        path.forEach(segment -> text.append('/').append(segment));
        more.forEach(segment -> text.append('/').append(segment));
        String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + text + query);
    }

    private static List<String> segments(URI address) {
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return path.isEmpty() ? List.of() : Arrays.asList(path.substring(1).split("/", -1));
    }

    private static boolean isVersion(String segment) {
        return VERSION.matcher(segment).matches();
    }
}
