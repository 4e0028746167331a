package io.modelrouter.providers.http;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What clients of HTTP providers have in common. A provider says where its endpoints are and how it wants the key; the rest
 * is here and in the {@link HttpTransport}.
 */
public abstract class HttpProviderClient implements ProviderClient {
    private static final int BASES_KEPT = 4096;

    private final HttpTransport transport;
    private final String type;
    private final URI defaultBaseUrl;
    private final String version;
    private final Set<Dialect> dialects;
    private final Map<URI, BaseUrl> bases = new ConcurrentHashMap<>();

    /**
     * @param type the channel type it serves
     * @param defaultBaseUrl where channels without a base URL go
     * @param version the first segment of its paths, such as {@code v1}, added to a base URL without one
     * @param dialects what it speaks, at least one
     */
    protected HttpProviderClient(
            HttpTransport transport, String type, String defaultBaseUrl, String version, Set<Dialect> dialects) {
        this.transport = Objects.requireNonNull(transport, "transport");
        this.type = Objects.requireNonNull(type, "type");
        this.defaultBaseUrl = URI.create(defaultBaseUrl);
        this.version = Objects.requireNonNull(version, "version");
        this.dialects = Set.copyOf(EnumSet.copyOf(dialects));
    }

    /**
     * The path below the version, in segments not yet encoded.
     *
     * @throws ProviderException if the request has something that cannot be part of a path
     */
    protected abstract List<String> path(ProviderRequest request) throws ProviderException;

    /** The query; empty by default. Never holds the key. */
    protected Map<String, String> query(ProviderRequest request) {
        return Map.of();
    }

    /** Headers of the protocol that the caller or the channel may replace; none by default. */
    protected Map<String, String> defaultHeaders(ProviderRequest request) {
        return Map.of();
    }

    /** The headers that carry the key. */
    protected abstract Map<String, String> credentials(Secret key);

    /** How the upstream lists its models; null, as by default, where it does not. */
    protected @Nullable ModelListing modelListing() {
        return null;
    }

    @Override
    public final String type() {
        return type;
    }

    @Override
    public final Set<Dialect> dialects() {
        return dialects;
    }

    /**
     * Checks dialects, {@code base-url}, {@code proxy} and keys, without a connection or a name lookup.
     */
    @Override
    public void validate(Channel channel) {
        for (Dialect dialect : channel.dialects()) {
            if (!dialects.contains(dialect)) {
                throw new IllegalArgumentException("dialects: a channel of type " + type + " does not speak " + dialect
                        + ", only " + new TreeSet<>(dialects));
            }
        }
        transport.validate(channel, BaseUrl.of(channel.baseUrl().orElse(defaultBaseUrl), version));
        for (Secret key : channel.apiKeys()) {
            if (!OutgoingHeaders.isValue(key.reveal())) {
                throw new IllegalArgumentException("api-keys: a key has a character no header can carry");
            }
        }
    }

    @Override
    public final ProviderCall newCall(ProviderRequest request) {
        if (!dialects.contains(request.dialect())) {
            throw new IllegalArgumentException(type + " does not speak " + request.dialect());
        }
        Secret key = request.key();
        BaseUrl base;
        try {
            base = base(request.channel());
        } catch (IllegalArgumentException e) {
            // A channel that nobody validated.
            String message = Objects.requireNonNullElse(e.getMessage(), "base-url is wrong");
            return new FailedCall(new ProviderException(FailureKind.CONNECTION, message, null));
        }
        try {
            return transport.newCall(
                    request,
                    base,
                    path(request),
                    query(request),
                    defaultHeaders(request),
                    key == null ? Map.of() : credentials(key));
        } catch (ProviderException e) {
            return new FailedCall(e);
        }
    }

    @Override
    public Optional<List<String>> models(Channel channel, @Nullable Secret key) throws ProviderException {
        ModelListing listing = modelListing();
        if (listing == null) {
            return Optional.empty();
        }
        return new ModelFetch(listing, (query, deadline) -> modelPage(channel, key, query, deadline)).fetch(channel);
    }

    private ProviderCall modelPage(
            Channel channel, @Nullable Secret key, Map<String, String> query, Duration deadline) {
        ProviderRequest request = new ProviderRequest(
                channel,
                key,
                dialects.iterator().next(),
                "",
                false,
                false,
                WireBody.of(new byte[0]),
                Map.of(),
                deadline);
        try {
            return transport.newGet(
                    request,
                    base(channel),
                    List.of("models"),
                    query,
                    defaultHeaders(request),
                    key == null ? Map.of() : credentials(key));
        } catch (IllegalArgumentException e) {
            String message = Objects.requireNonNullElse(e.getMessage(), "base-url is wrong");
            return new FailedCall(new ProviderException(FailureKind.CONNECTION, message, null));
        }
    }

    private BaseUrl base(Channel channel) {
        URI uri = channel.baseUrl().orElse(defaultBaseUrl);
        BaseUrl known = bases.get(uri);
        if (known != null) {
            return known;
        }
        if (bases.size() >= BASES_KEPT) {
            bases.clear();
        }
        BaseUrl base = BaseUrl.of(uri, version);
        bases.put(uri, base);
        return base;
    }

    @Override
    public void close() {
        transport.close();
    }
}
