package io.modelrouter.providers.http;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ProxySettings;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.wire.WireBody;
import java.net.Proxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes to upstreams and back over pooled connections. One is made for a router and given to each provider client.
 * It sends each request once: it retries nothing, follows no redirect, keeps no cookie, and asks no system-wide proxy or
 * authenticator. Used from many threads at once.
 *
 * <p>The time limits of a channel ({@link io.modelrouter.channel.Timeouts}) and of a call are kept by one daemon thread that
 * looks every 50 ms, so a limit may be that much late.
 */
public final class HttpTransport implements AutoCloseable {
    /** Far above any limit the router sets; the client's own queue is never used. */
    private static final int UNLIMITED = 1 << 20;

    /**
     * Finds HTTP/2 connections that died without a word. Their calls are ended by the watchdog, and without this the next
     * calls would take the same connection again.
     */
    private static final Duration PING = Duration.ofSeconds(20);

    private final HttpTransportSettings settings;
    private final AddressPolicy policy;
    private final Lookups lookups;
    private final Watchdog watchdog = new Watchdog();
    private final IdleTimes idleTimes = new IdleTimes();
    private final OkHttpClient client;

    /** A transport with the default settings. */
    public HttpTransport() {
        this(HttpTransportSettings.defaults());
    }

    public HttpTransport(HttpTransportSettings settings) {
        this(settings, LivenessCheck.REST, client -> {});
    }

    /**
     * @param rest after which a pooled connection is looked at before use
     * @param observer may add to the client what looks at its calls
     */
    HttpTransport(HttpTransportSettings settings, Duration rest, Consumer<OkHttpClient.Builder> observer) {
        this.settings = settings;
        this.policy = new AddressPolicy(settings);
        this.lookups = new Lookups(policy, settings.resolver());
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(UNLIMITED);
        dispatcher.setMaxRequestsPerHost(UNLIMITED);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(
                        settings.maxIdleConnections(), settings.keepAlive().toMillis(), TimeUnit.MILLISECONDS))
                .socketFactory(new NoDelaySocketFactory())
                .proxy(Proxy.NO_PROXY)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                // All limits are the watchdog's.
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .callTimeout(Duration.ZERO)
                .pingInterval(PING)
                .protocols(settings.http2() ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1))
                .eventListenerFactory(call -> {
                    Exchange exchange = call.request().tag(Exchange.class);
                    return exchange == null ? okhttp3.EventListener.NONE : exchange;
                })
                .addInterceptor(new CallSetup())
                .addNetworkInterceptor(new LivenessCheck(idleTimes, rest));
        SSLSocketFactory sslSocketFactory = settings.sslSocketFactory();
        X509TrustManager trustManager = settings.trustManager();
        if (sslSocketFactory != null && trustManager != null) {
            builder.sslSocketFactory(sslSocketFactory, trustManager);
        }
        observer.accept(builder);
        this.client = builder.build();
    }

    public HttpTransportSettings settings() {
        return settings;
    }

    /**
     * Checks what a channel's settings say about where to connect.
     *
     * @throws IllegalArgumentException naming the setting
     */
    void validate(Channel channel, BaseUrl base) {
        String refusal = policy.refusal(base.host(), base.isHttps());
        if (refusal != null) {
            throw new IllegalArgumentException("base-url with host " + base.host() + ": " + refusal);
        }
        ProxySettings proxy = channel.proxy().orElse(null);
        String proxyRefusal = proxy == null ? null : policy.refusalOfProxy(proxy.host());
        if (proxyRefusal != null) {
            throw new IllegalArgumentException("proxy " + proxy + ": " + proxyRefusal);
        }
    }

    /** Prepares a call; what is wrong with it comes out when it is executed. */
    ProviderCall newCall(
            ProviderRequest request,
            BaseUrl base,
            List<String> segments,
            Map<String, String> query,
            Map<String, String> defaults,
            Map<String, String> credentials,
            @Nullable RequestSigner signer) {
        return newCall(request, base, segments, query, defaults, credentials, signer, request.method());
    }

    /** The same without the request's body, as a GET. */
    ProviderCall newGet(
            ProviderRequest request,
            BaseUrl base,
            List<String> segments,
            Map<String, String> query,
            Map<String, String> defaults,
            Map<String, String> credentials,
            @Nullable RequestSigner signer) {
        return newCall(request, base, segments, query, defaults, credentials, signer, "GET");
    }

    private ProviderCall newCall(
            ProviderRequest request,
            BaseUrl base,
            List<String> segments,
            Map<String, String> query,
            Map<String, String> defaults,
            Map<String, String> credentials,
            @Nullable RequestSigner signer,
            String method) {
        try {
            validate(request.channel(), base);
        } catch (IllegalArgumentException e) {
            return failed(FailureKind.CONNECTION, e);
        }
        try {
            HttpUrl url = withCallersQuery(base.resolve(segments, query), request.query());
            String proxyCredentials = base.isHttps() ? null : proxyCredentials(request.channel());
            Headers headers = OutgoingHeaders.build(request, defaults, credentials, proxyCredentials);
            if (!method.equals("POST")) {
                headers = headers.newBuilder().removeAll("content-type").build();
            }
            if (signer != null) {
                headers = signed(signer, method, url, headers, request.body());
            }
            return new Exchange(this, request, url, headers, method);
        } catch (ProviderException e) {
            return new FailedCall(e);
        } catch (IllegalArgumentException e) {
            return failed(FailureKind.CALLER, e);
        }
    }

    private static HttpUrl withCallersQuery(HttpUrl url, @Nullable String query) {
        if (query == null) {
            return url;
        }
        String own = url.encodedQuery();
        return url.newBuilder()
                .encodedQuery(own == null ? query : own + "&" + query)
                .build();
    }

    private static Headers signed(RequestSigner signer, String method, HttpUrl url, Headers headers, WireBody body)
            throws ProviderException {
        Map<String, String> plain = new LinkedHashMap<>();
        for (int i = 0; i < headers.size(); i++) {
            plain.put(headers.name(i).toLowerCase(Locale.ROOT), headers.value(i));
        }
        Headers.Builder all = headers.newBuilder();
        signer.sign(method, url.uri(), plain, body)
                .forEach((name, value) -> all.removeAll(name).addUnsafeNonAscii(name, value));
        return all.build();
    }

    private static @Nullable String proxyCredentials(Channel channel) {
        return channel.proxy()
                .filter(proxy -> proxy.type() == ProxySettings.Type.HTTP)
                .map(proxy -> new ProxyCredentials(proxy).header())
                .orElse(null);
    }

    private static ProviderCall failed(FailureKind kind, IllegalArgumentException cause) {
        String message = cause.getMessage() == null ? "the request cannot be sent" : cause.getMessage();
        return new FailedCall(new ProviderException(kind, message, null));
    }

    OkHttpClient client() {
        return client;
    }

    Lookups lookups() {
        return lookups;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    IdleTimes idleTimes() {
        return idleTimes;
    }

    /** Closes idle connections. Running exchanges go on, and the transport may be used again. */
    @Override
    public void close() {
        client.connectionPool().evictAll();
    }
}
