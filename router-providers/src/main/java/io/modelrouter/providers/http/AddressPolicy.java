package io.modelrouter.providers.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides whom the transport may call (section 6 of the reliability specification, SSRF). A host is judged twice: its text
 * when a call is prepared, and every address it resolves to when a connection is made; the checked address is the one used.
 */
final class AddressPolicy {
    private static final Pattern DOTTED = Pattern.compile(
            "(?:(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])\\.){3}(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])");
    private static final Pattern NUMERIC_LABEL = Pattern.compile("\\d+|0[xX][0-9a-fA-F]*");

    private final HttpTransportSettings settings;

    AddressPolicy(HttpTransportSettings settings) {
        this.settings = settings;
    }

    /** Why a host cannot be called by its text and scheme, in words that follow "…:"; null where it can. */
    @Nullable
    String refusal(String host, boolean https) {
        String plain = HttpTransportSettings.plainHost(host);
        InetAddress literal = literal(plain);
        boolean loopback = literal != null ? AddressKind.of(literal) == AddressKind.LOOPBACK : isLocalhost(plain);
        String refusal = refusal(plain, literal, loopback);
        if (refusal == null && !https && !settings.allowHttp() && !loopback) {
            return "plain http is refused; use https, or allow http in the transport's settings";
        }
        return refusal;
    }

    /** The same for a proxy, which is spoken to in its own protocol. */
    @Nullable
    String refusalOfProxy(String host) {
        String plain = HttpTransportSettings.plainHost(host);
        return refusal(plain, literal(plain), isLocalhost(plain));
    }

    private @Nullable String refusal(String plain, @Nullable InetAddress literal, boolean loopback) {
        if (settings.allowedHosts().contains(plain)) {
            return null;
        }
        if (literal != null) {
            return refusal(literal);
        }
        if (loopback) {
            return refusal(InetAddress.getLoopbackAddress());
        }
        String name = plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
        if (NUMERIC_LABEL.matcher(name.substring(name.lastIndexOf('.') + 1)).matches()) {
            return "an IPv4 address must be written as four decimal numbers";
        }
        return null;
    }

    /**
     * Passes on the addresses of a host.
     *
     * @throws RefusedAddressException if any of them may not be called
     */
    List<InetAddress> check(String host, List<InetAddress> addresses) throws UnknownHostException {
        if (addresses.isEmpty()) {
            throw new UnknownHostException("no address");
        }
        if (!settings.allowedHosts().contains(HttpTransportSettings.plainHost(host))) {
            for (InetAddress address : addresses) {
                String refusal = refusal(address);
                if (refusal != null) {
                    throw new RefusedAddressException(refusal);
                }
            }
        }
        return addresses;
    }

    private @Nullable String refusal(InetAddress address) {
        AddressKind kind = AddressKind.of(address);
        if (kind == AddressKind.PUBLIC || settings.allowedAddresses().test(address)) {
            return null;
        }
        AddressKind inner = kind == AddressKind.EMBEDDED ? AddressKind.embedded(address) : kind;
        if (settings.allowPrivateAddresses() && (inner.isLocal() || inner == AddressKind.PUBLIC)) {
            return null;
        }
        return "its address is " + kind + ", which is refused unless the transport's settings allow it";
    }

    private static boolean isLocalhost(String plain) {
        String name = plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /** The address a text stands for, without asking any name server; null for names. */
    static @Nullable InetAddress literal(String plain) {
        if (plain.indexOf(':') < 0 && !DOTTED.matcher(plain).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(plain);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
