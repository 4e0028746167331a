package io.modelrouter.providers.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link HttpTransport} keeps connections and whom it may call. Immutable. The defaults are those of a service on
 * the internet: https only, public addresses only.
 */
public final class HttpTransportSettings {
    /** Idle connections kept at most, over all upstreams. */
    public static final int DEFAULT_MAX_IDLE_CONNECTIONS = 512;

    /** How long an idle connection is kept. */
    public static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(30);

    private final int maxIdleConnections;
    private final Duration keepAlive;
    private final boolean http2;
    private final boolean allowHttp;
    private final boolean allowPrivateAddresses;
    private final Set<String> allowedHosts;
    private final Predicate<InetAddress> allowedAddresses;
    private final NameResolver resolver;
    private final @Nullable SSLSocketFactory sslSocketFactory;
    private final @Nullable X509TrustManager trustManager;

    private HttpTransportSettings(Builder builder) {
        this.maxIdleConnections = builder.maxIdleConnections;
        this.keepAlive = builder.keepAlive;
        this.http2 = builder.http2;
        this.allowHttp = builder.allowHttp;
        this.allowPrivateAddresses = builder.allowPrivateAddresses;
        this.allowedHosts = Set.copyOf(builder.allowedHosts);
        this.allowedAddresses = builder.allowedAddresses;
        this.resolver = builder.resolver;
        this.sslSocketFactory = builder.sslSocketFactory;
        this.trustManager = builder.trustManager;
    }

    /** The defaults. */
    public static HttpTransportSettings defaults() {
        return builder().build();
    }

    /** Starts with every setting at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /** See {@link Builder#maxIdleConnections}. */
    public int maxIdleConnections() {
        return maxIdleConnections;
    }

    /** See {@link Builder#keepAlive}. */
    public Duration keepAlive() {
        return keepAlive;
    }

    /** See {@link Builder#http2}. */
    public boolean http2() {
        return http2;
    }

    /** See {@link Builder#allowHttp}. */
    public boolean allowHttp() {
        return allowHttp;
    }

    /** See {@link Builder#allowPrivateAddresses}. */
    public boolean allowPrivateAddresses() {
        return allowPrivateAddresses;
    }

    /** In lower case, IPv6 addresses without brackets. */
    public Set<String> allowedHosts() {
        return allowedHosts;
    }

    /** See {@link Builder#allowedAddresses}. */
    public Predicate<InetAddress> allowedAddresses() {
        return allowedAddresses;
    }

    /** See {@link Builder#resolver}. */
    public NameResolver resolver() {
        return resolver;
    }

    @Nullable
    SSLSocketFactory sslSocketFactory() {
        return sslSocketFactory;
    }

    @Nullable
    X509TrustManager trustManager() {
        return trustManager;
    }

    /** Collects settings; each setter checks at once. Not thread-safe. */
    public static final class Builder {
        private int maxIdleConnections = DEFAULT_MAX_IDLE_CONNECTIONS;
        private Duration keepAlive = DEFAULT_KEEP_ALIVE;
        private boolean http2 = true;
        private boolean allowHttp;
        private boolean allowPrivateAddresses;
        private final Set<String> allowedHosts = new TreeSet<>();
        private Predicate<InetAddress> allowedAddresses = address -> false;
        private NameResolver resolver = NameResolver.system();
        private @Nullable SSLSocketFactory sslSocketFactory;
        private @Nullable X509TrustManager trustManager;

        private Builder() {}

        /**
         * Idle connections kept at most, over all upstreams. Fewer than run at once means a new TLS handshake for the rest.
         *
         * @param maxIdleConnections 0 to 100,000; default {@value #DEFAULT_MAX_IDLE_CONNECTIONS}
         */
        public Builder maxIdleConnections(int maxIdleConnections) {
            if (maxIdleConnections < 0 || maxIdleConnections > 100_000) {
                throw new IllegalArgumentException("maxIdleConnections must be from 0 to 100000");
            }
            this.maxIdleConnections = maxIdleConnections;
            return this;
        }

        /**
         * How long an idle connection is kept. A connection that has rested is looked at before it is used again, so this
         * may be longer than the upstream's own limit.
         *
         * @param keepAlive at least 1 ms; default 30 s
         */
        public Builder keepAlive(Duration keepAlive) {
            if (keepAlive.toMillis() < 1) {
                throw new IllegalArgumentException("keepAlive must be at least 1 ms");
            }
            this.keepAlive = keepAlive;
            return this;
        }

        /** Whether HTTP/2 is offered over TLS; default true. A stream nobody reads may then buffer up to 16 MiB. */
        public Builder http2(boolean http2) {
            this.http2 = http2;
            return this;
        }

        /** Whether plain http may be spoken to any host; default false. */
        public Builder allowHttp(boolean allowHttp) {
            this.allowHttp = allowHttp;
            return this;
        }

        /**
         * Whether loopback, private, carrier-grade NAT and unique local addresses may be called; default false. Link-local
         * addresses, where clouds keep their credentials, stay refused, as do multicast and unspecified ones. Loopback may
         * then be called by plain http.
         */
        public Builder allowPrivateAddresses(boolean allowPrivateAddresses) {
            this.allowPrivateAddresses = allowPrivateAddresses;
            return this;
        }

        /**
         * Adds hosts that may have any address: names or addresses as they stand in a channel's base URL or proxy.
         */
        public Builder allowHosts(Collection<String> hosts) {
            for (String host : hosts) {
                if (host.isBlank()) {
                    throw new IllegalArgumentException("an allowed host must not be blank");
                }
                allowedHosts.add(plainHost(host.strip()));
            }
            return this;
        }

        /** As {@link #allowHosts(Collection)}. */
        public Builder allowHosts(String... hosts) {
            return allowHosts(List.of(hosts));
        }

        /** Addresses that may be called though they are not public; default none. Must be thread-safe and quick. */
        public Builder allowedAddresses(Predicate<InetAddress> allowedAddresses) {
            this.allowedAddresses = Objects.requireNonNull(allowedAddresses, "allowedAddresses");
            return this;
        }

        /** Who turns names into addresses; default the JDK. */
        public Builder resolver(NameResolver resolver) {
            this.resolver = Objects.requireNonNull(resolver, "resolver");
            return this;
        }

        /** Whom to trust in TLS; default the JDK's own certificates. */
        public Builder tls(SSLSocketFactory sslSocketFactory, X509TrustManager trustManager) {
            this.sslSocketFactory = Objects.requireNonNull(sslSocketFactory, "sslSocketFactory");
            this.trustManager = Objects.requireNonNull(trustManager, "trustManager");
            return this;
        }

        public HttpTransportSettings build() {
            return new HttpTransportSettings(this);
        }
    }

    /** Lower case and without the brackets of an IPv6 address. */
    static String plainHost(String host) {
        String plain = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return plain.toLowerCase(Locale.ROOT);
    }
}
