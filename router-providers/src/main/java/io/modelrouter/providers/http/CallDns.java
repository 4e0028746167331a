package io.modelrouter.providers.http;

import io.modelrouter.channel.ProxySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * The name service of one call. Equal for calls that may share connections, since the connection pool compares it: that is
 * what keeps channels with different SOCKS proxies or credentials apart. Behind a SOCKS proxy it resolves nothing and hands
 * out stand-ins that carry the name.
 */
final class CallDns implements Dns {
    /** The discard prefix of RFC 6666: no host has an address there. */
    private static final byte[] STAND_IN = {0x01, 0, 0, 0, 0, 0, 0, 0};

    private final Lookups lookups;
    private final @Nullable ProxySettings proxy;
    private volatile @Nullable Exchange exchange;
    private volatile @Nullable Future<?> waiting;

    CallDns(Lookups lookups, @Nullable ProxySettings proxy, Exchange exchange) {
        this.lookups = lookups;
        this.proxy = proxy;
        this.exchange = exchange;
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        if (proxy != null && proxy.type() == ProxySettings.Type.SOCKS5) {
            return List.of(standIn(host));
        }
        try {
            return resolve(host);
        } catch (UnknownHostException e) {
            throw e;
        } catch (IOException e) {
            throw new UnknownHostException("the lookup was ended");
        }
    }

    /** The checked addresses of a name; ends early when the call does. */
    List<InetAddress> resolve(String host) throws IOException {
        return lookups.lookup(host, future -> {
            waiting = future;
            Exchange current = exchange;
            if (current == null || current.ending() != null) {
                future.cancel(true);
            }
        });
    }

    /** Ends a lookup that runs now. */
    void cancel() {
        Future<?> current = waiting;
        if (current != null) {
            current.cancel(true);
        }
    }

    /** The call is over; a pooled connection may keep this object, and must not keep the call's body with it. */
    void release() {
        exchange = null;
        waiting = null;
    }

    /** An address that is not one, different for each name, from which {@link #nameOf} gives the name back. */
    private static InetAddress standIn(String host) throws UnknownHostException {
        byte[] bytes = Arrays.copyOf(STAND_IN, 16);
        long hash = 0xcbf29ce484222325L;
        for (byte b : host.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xff) * 0x100000001b3L;
        }
        for (int i = 15; i >= 8; i--) {
            bytes[i] = (byte) hash;
            hash >>>= 8;
        }
        return InetAddress.getByAddress(host, bytes);
    }

    /** The name a stand-in carries; null for a real address. */
    static @Nullable String nameOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 16 && Arrays.equals(bytes, 0, 8, STAND_IN, 0, 8) ? address.getHostName() : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallDns dns && lookups == dns.lookups && Objects.equals(proxy, dns.proxy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(System.identityHashCode(lookups), proxy);
    }
}
