package io.modelrouter.channel;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A proxy in front of a channel.
 *
 * @param type HTTP ({@code CONNECT} for https targets) or SOCKS5
 * @param host name or address
 * @param port 1 to 65535
 * @param user or null
 * @param password or null
 */
public record ProxySettings(
        Type type,
        String host,
        int port,
        @Nullable String user,
        @Nullable Secret password) {

    public enum Type {
        HTTP,
        SOCKS5
    }

    public ProxySettings {
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("a proxy needs a host and a port from 1 to 65535");
        }
    }

    /**
     * Reads {@code http://user:password@host:port}, {@code socks5://…} or {@code socks://…}.
     *
     * @throws IllegalArgumentException if it is none; the message does not repeat the text, which may hold a password
     */
    public static ProxySettings parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the proxy is no URL; write http://user:password@host:port or socks5://host:port");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        Type type;
        switch (scheme) {
            case "http":
                type = Type.HTTP;
                break;
            case "socks":
            case "socks5":
            case "socks5h":
                type = Type.SOCKS5;
                break;
            default:
                throw new IllegalArgumentException("the proxy's scheme must be http or socks5");
        }
        if (uri.getHost() == null || uri.getPort() < 0) {
            throw new IllegalArgumentException("the proxy needs a host and a port, as in http://proxy:3128");
        }
        String user = null;
        Secret password = null;
        String info = uri.getRawUserInfo();
        if (info != null && !info.isEmpty()) {
            int colon = info.indexOf(':');
            user = decode(colon < 0 ? info : info.substring(0, colon));
            password = colon < 0 || colon == info.length() - 1 ? null : Secret.of(decode(info.substring(colon + 1)));
        }
        return new ProxySettings(type, uri.getHost(), uri.getPort(), user, password);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return type.name().toLowerCase(Locale.ROOT) + "://" + (user == null ? "" : user + ":****@") + host + ":" + port;
    }
}
