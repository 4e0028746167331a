package io.modelrouter.providers.http;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.request.TokenCountRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What clients of HTTP providers have in common. A provider says where its endpoints are and how it wants the key; the rest
 * is here and in the {@link HttpTransport}.
 */
public abstract class HttpProviderClient implements ProviderClient {
    private final HttpTransport transport;
    private final String type;
    private final URI defaultBaseUrl;
    private final String version;
    private final Set<Dialect> dialects;
    private final KeptAnswers<BaseUrl> bases = new KeptAnswers<>();

    private record Place(KeptAnswers.Address address, Dialect dialect) {}

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
        this.dialects = Collections.unmodifiableSet(EnumSet.copyOf(dialects));
    }

    /**
     * The path below the version, in segments not yet encoded.
     *
     * @throws ProviderException if the request has something that cannot be part of a path
     */
    protected abstract List<String> path(ProviderRequest request) throws ProviderException;

    /** Whether the request goes to the endpoint that counts tokens; see {@link ProviderClient#counts}. */
    protected static boolean isCount(ProviderRequest request) {
        return request.operation().equals(TokenCountRequest.OPERATION);
    }

    /** The query; empty by default. Never holds the key. */
    protected Map<String, String> query(ProviderRequest request) {
        return Map.of();
    }

    /** Headers of the protocol that the caller or the channel may replace; none by default. */
    protected Map<String, String> defaultHeaders(ProviderRequest request) {
        return Map.of();
    }

    /**
     * The headers that carry the key, or whatever else says who we are. May fetch a token, and block for it.
     *
     * @param key one of the channel's keys, or null where it has none
     * @throws ProviderException if there is nothing to say, CREDENTIAL as a rule
     */
    protected abstract Map<String, String> credentials(ProviderRequest request, @Nullable Secret key)
            throws ProviderException;

    /**
     * What signs a request once it stands as it will be sent; null, as by default, where the credentials are plain headers.
     */
    protected @Nullable RequestSigner signer(ProviderRequest request, @Nullable Secret key) throws ProviderException {
        return null;
    }

    /**
     * Where a channel's endpoints of a dialect are, before the version; its {@code base-url}, or the type's own. Depends on the
     * channel's {@code base-url} and options alone.
     */
    protected URI root(Channel channel, Dialect dialect) {
        return channel.baseUrl().orElse(defaultBaseUrl);
    }

    /**
     * The first segment of the paths of a dialect, added to a root without one; the type's own by default, empty for none.
     * Depends on what {@link #root} does.
     */
    protected String version(Channel channel, Dialect dialect) {
        return version;
    }

    /**
     * Whether the segments of {@link #path} are encoded but for letters, digits and {@code -._~}, as AWS does; else, as by
     * default, only what an address cannot hold.
     */
    protected boolean encodesWholePath() {
        return false;
    }

    /** What the settings of a channel may name as its dialects; the type's own by default. */
    protected Set<Dialect> possibleDialects() {
        return dialects;
    }

    /** What a channel speaks for one model or another: what its settings name, or else the type's own. */
    protected Set<Dialect> spoken(Channel channel) {
        return channel.dialects().isEmpty() ? dialects : channel.dialects();
    }

    /** The dialect beside whose endpoint the list of models is; the type's first by default. */
    protected Dialect listedBy(Channel channel) {
        return dialects.iterator().next();
    }

    /** Where the list of models is, before the version; by default where the endpoints of {@link #listedBy} are. */
    protected URI listRoot(Channel channel) {
        return root(channel, listedBy(channel));
    }

    /** Checks an address that is no dialect's, such as that of a list of models. */
    protected final void validateRoot(Channel channel, URI root) {
        transport.validate(channel, BaseUrl.of(root, ""));
    }

    /** Names of {@link Channel#options()} that the type knows; none by default. */
    protected Set<String> optionNames() {
        return Set.of();
    }

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

    @Override
    public Set<Dialect> dialects(Channel channel, String upstreamModel) {
        return spoken(channel);
    }

    /**
     * Checks dialects, {@code base-url}, {@code proxy} and keys, without a connection or a name lookup.
     */
    @Override
    public void validate(Channel channel) {
        for (Dialect dialect : channel.dialects()) {
            if (!possibleDialects().contains(dialect)) {
                throw new IllegalArgumentException("dialects: a channel of type " + type + " does not speak " + dialect
                        + ", only " + new TreeSet<>(possibleDialects()));
            }
        }
        for (String option : channel.options().keySet()) {
            if (!optionNames().contains(option)) {
                throw new IllegalArgumentException("options: a channel of type " + type + " has no option '" + option
                        + "'" + (optionNames().isEmpty() ? "" : ", only " + new TreeSet<>(optionNames())));
            }
        }
        for (Dialect dialect : spoken(channel)) {
            transport.validate(channel, BaseUrl.of(root(channel, dialect), version(channel, dialect)));
        }
        for (Secret key : channel.apiKeys()) {
            if (!OutgoingHeaders.isValue(key.reveal())) {
                throw new IllegalArgumentException("api-keys: a key has a character no header can carry");
            }
        }
    }

    @Override
    public ProviderCall newCall(ProviderRequest request) {
        if (!possibleDialects().contains(request.dialect())) {
            throw new IllegalArgumentException(type + " does not speak " + request.dialect());
        }
        Secret key = request.key();
        BaseUrl base;
        try {
            base = base(request.channel(), request.dialect());
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
                    credentials(request, key),
                    signer(request, key));
        } catch (ProviderException e) {
            return new FailedCall(e);
        }
    }

    @Override
    public Optional<List<String>> models(Channel channel, @Nullable Secret key) throws ProviderException {
        ModelListing listing = modelListing();
        return listing == null ? Optional.empty() : models(channel, key, listing);
    }

    /** As {@link #models(Channel, Secret)}, by one of several lists that the upstream has. */
    protected final Optional<List<String>> models(Channel channel, @Nullable Secret key, ModelListing listing)
            throws ProviderException {
        return new ModelFetch(listing, (query, deadline) -> modelPage(channel, key, listing.path(), query, deadline))
                .fetch(channel);
    }

    private ProviderCall modelPage(
            Channel channel, @Nullable Secret key, List<String> path, Map<String, String> query, Duration deadline) {
        ProviderRequest request = new ProviderRequest(
                channel, key, listedBy(channel), "", false, false, WireBody.of(new byte[0]), Map.of(), deadline);
        try {
            return transport.newGet(
                    request,
                    BaseUrl.of(listRoot(channel), version(channel, request.dialect()), encodesWholePath()),
                    path,
                    query,
                    defaultHeaders(request),
                    credentials(request, key),
                    signer(request, key));
        } catch (ProviderException e) {
            return new FailedCall(e);
        } catch (IllegalArgumentException e) {
            String message = Objects.requireNonNullElse(e.getMessage(), "base-url is wrong");
            return new FailedCall(new ProviderException(FailureKind.CONNECTION, message, null));
        }
    }

    private BaseUrl base(Channel channel, Dialect dialect) {
        return bases.get(
                new Place(KeptAnswers.Address.of(channel), dialect),
                () -> BaseUrl.of(root(channel, dialect), version(channel, dialect), encodesWholePath()));
    }

    @Override
    public void close() {
        transport.close();
    }
}
