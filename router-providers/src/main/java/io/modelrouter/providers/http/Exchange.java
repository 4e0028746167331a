package io.modelrouter.providers.http;

import io.modelrouter.channel.ProxySettings;
import io.modelrouter.channel.Timeouts;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. It follows the HTTP client's events to know at which stage it is, and so which time limit
 * holds; the {@link Watchdog} calls {@link #expire}. Ended by the first of completion, {@link #cancel} and a limit.
 */
final class Exchange extends EventListener implements ProviderCall {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    /** Where an exchange is. */
    enum Stage {
        CONNECT,
        WRITE,
        FIRST_BYTE,
        BODY
    }

    /** What ended an exchange before its time. */
    enum Ending {
        CANCELLED,
        CONNECT,
        WRITE,
        FIRST_BYTE,
        IDLE,
        TOTAL,
        DEADLINE
    }

    private final HttpTransport transport;
    private final String host;
    private final @Nullable ProxySettings proxy;
    private final boolean stream;
    private final CallDns dns;
    private final Call call;

    private final long connectNanos;
    private final long writeNanos;
    private final long firstByteNanos;
    private final long idleNanos;
    private final long endNanos;
    private final Ending atEnd;
    private final Timeouts timeouts;

    private final AtomicBoolean used = new AtomicBoolean();
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile long start;
    private volatile Stage stage = Stage.CONNECT;
    /** When the current stage is over time, in nanoseconds after {@link #start}. */
    private volatile long stageLimit = NEVER;

    /**
     * @param method only a POST goes with its body
     */
    Exchange(HttpTransport transport, ProviderRequest request, HttpUrl url, Headers headers, String method) {
        this.transport = transport;
        this.host = url.host();
        this.proxy = request.channel().proxy().orElse(null);
        this.stream = request.stream();
        this.dns = new CallDns(transport.lookups(), proxy, this);
        this.timeouts = request.channel().timeouts();
        this.connectNanos = nanos(timeouts.connect());
        this.writeNanos = nanos(timeouts.write());
        this.firstByteNanos = stream ? nanos(timeouts.firstByte()) : NEVER;
        this.idleNanos = stream ? nanos(timeouts.idle()) : NEVER;
        long total = nanos(stream ? timeouts.streamTotal() : timeouts.total());
        long deadline = nanos(request.deadline());
        this.endNanos = Math.min(total, deadline);
        this.atEnd = deadline < total ? Ending.DEADLINE : Ending.TOTAL;
        Request.Builder builder =
                new Request.Builder().url(url).headers(headers).tag(Exchange.class, this);
        boolean post = method.equals("POST");
        builder.method(method, post ? new WireRequestBody(request.body(), this) : null);
        this.call = transport.client().newCall(builder.build());
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? 0 : NEVER;
        }
    }

    @Override
    public ProviderResponse execute() throws ProviderException {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("a call is used once");
        }
        start = System.nanoTime();
        if (endNanos <= 0) {
            end(Ending.DEADLINE);
        }
        if (ending.get() != null) {
            throw Failures.ended(this);
        }
        enter(Stage.CONNECT, connectNanos);
        transport.watchdog().watch(this);
        boolean answered = false;
        try {
            Response response = call.execute();
            answered = true;
            return answer(response);
        } catch (IOException e) {
            throw Failures.beforeHeaders(this, e);
        } catch (RuntimeException e) {
            // The client meets some malformed answers with one, such as a Retry-After of twenty digits.
            throw ending.get() != null ? Failures.ended(this) : Failures.unreadable(this);
        } finally {
            dns.release();
            if (!answered) {
                transport.watchdog().forget(this);
            }
        }
    }

    private ProviderResponse answer(Response response) throws ProviderException {
        enter(Stage.BODY, NEVER);
        ProviderException failure = null;
        if (ending.get() != null) {
            failure = Failures.ended(this);
        } else if (response.code() == PROXY_AUTHENTICATION_REQUIRED && proxy != null) {
            failure = new ProviderException(
                    FailureKind.CONNECTION, host + ": the proxy wants other credentials than the channel has", null);
        }
        if (failure != null) {
            call.cancel();
            response.close();
            finished();
            throw failure;
        }
        return StreamedResponse.of(this, response);
    }

    @Override
    public void cancel() {
        end(Ending.CANCELLED);
    }

    /** Ends it at once, from any thread; the first reason stays. */
    private void end(Ending reason) {
        if (ending.compareAndSet(null, reason)) {
            call.cancel();
            dns.cancel();
        }
    }

    /** Called by whoever has seen the last of the answer. */
    void finished() {
        transport.watchdog().forget(this);
    }

    /**
     * Ends it if a limit is passed. Called by the watchdog.
     *
     * @return nanoseconds until the next limit
     */
    long expire() {
        if (ending.get() != null) {
            return NEVER;
        }
        long elapsed = System.nanoTime() - start;
        long limit = stageLimit;
        if (elapsed >= endNanos) {
            end(atEnd);
        } else if (elapsed >= limit) {
            end(overdue(stage));
        }
        return Math.max(0, Math.min(limit, endNanos) - elapsed);
    }

    private static Ending overdue(Stage stage) {
        switch (stage) {
            case CONNECT:
                return Ending.CONNECT;
            case WRITE:
                return Ending.WRITE;
            case FIRST_BYTE:
                return Ending.FIRST_BYTE;
            default:
                return Ending.IDLE;
        }
    }

    private void enter(Stage next, long nanos) {
        // In this order, so that a limit is never blamed on the stage before.
        stageLimit = NEVER;
        stage = next;
        stageLimit = nanos == NEVER ? NEVER : saturated(System.nanoTime() - start, nanos);
    }

    private static long saturated(long elapsed, long nanos) {
        return nanos > NEVER - elapsed ? NEVER : elapsed + nanos;
    }

    /** A piece of the request's body is about to be written. */
    void writing() {
        stageLimit = saturated(System.nanoTime() - start, writeNanos);
    }

    /** The next piece of the request's body is not there yet; what it waits for is the caller. */
    void waitingForCaller() {
        stageLimit = NEVER;
    }

    /** A read of the answer's body begins. */
    void waiting() {
        if (stream) {
            stageLimit = saturated(System.nanoTime() - start, idleNanos);
        }
    }

    /** A read of the answer's body has ended. */
    void came() {
        stageLimit = NEVER;
    }

    // Events of the HTTP client, all of them on the thread that runs the call.

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        enter(Stage.WRITE, writeNanos);
    }

    @Override
    public void connectionReleased(Call call, Connection connection) {
        transport.idleTimes().released(connection);
    }

    @Override
    public void requestHeadersEnd(Call call, Request request) {
        if (request.body() == null) {
            enter(Stage.FIRST_BYTE, firstByteNanos);
        }
    }

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
        enter(Stage.FIRST_BYTE, firstByteNanos);
    }

    @Override
    public void requestFailed(Call call, IOException failure) {
        // The client still looks for an answer, such as a 413 that came before the whole body was sent.
        enter(Stage.FIRST_BYTE, firstByteNanos);
    }

    // What the rest of the package asks.

    /** The next connection was found dead before anything was written on it. */
    void starting() {
        enter(Stage.CONNECT, connectNanos);
    }

    CallDns dns() {
        return dns;
    }

    @Nullable
    ProxySettings proxy() {
        return proxy;
    }

    @Nullable
    Proxy httpProxy() {
        return proxy != null && proxy.type() == ProxySettings.Type.HTTP
                ? new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port()))
                : null;
    }

    String host() {
        return host;
    }

    boolean stream() {
        return stream;
    }

    Stage stage() {
        return stage;
    }

    @Nullable
    Ending ending() {
        return ending.get();
    }

    Timeouts timeouts() {
        return timeouts;
    }
}
