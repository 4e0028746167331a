package io.modelrouter.providers.http;

import io.modelrouter.channel.Timeouts;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Every message about an exchange that did not go well. A message has the host and the stage, never a path, query, header or
 * byte of the answer; a cause is kept only if it is of a kind whose own message has none either. (The client's end-of-file
 * exceptions quote what they found instead.)
 */
final class Failures {
    private Failures() {}

    /** No headers came. */
    static ProviderException beforeHeaders(Exchange exchange, IOException cause) {
        if (exchange.ending() != null) {
            return ended(exchange);
        }
        if (isInterruption(cause)) {
            return interrupted(exchange);
        }
        String host = exchange.host() + ": ";
        if (exchange.stage() == Exchange.Stage.CONNECT) {
            String via = exchange.proxy() == null ? "" : " (by way of the channel's proxy)";
            return new ProviderException(FailureKind.CONNECTION, host + connecting(cause) + via, harmless(cause));
        }
        if (cause instanceof ProtocolException) {
            return unreadable(exchange);
        }
        String what = exchange.stage() == Exchange.Stage.WRITE
                ? "the connection broke while the request was sent"
                : "the connection was closed before an answer came";
        return new ProviderException(FailureKind.RESET, host + what, harmless(cause));
    }

    private static String connecting(IOException cause) {
        if (cause instanceof RefusedAddressException) {
            return Objects.requireNonNullElse(cause.getMessage(), "its address is refused");
        }
        if (cause instanceof UnknownHostException) {
            return "the name was not found";
        }
        if (cause instanceof SSLException) {
            return "TLS failed";
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return "the connection was refused or found no way";
        }
        if (cause instanceof SocksException) {
            return Objects.requireNonNullElse(cause.getMessage(), "the SOCKS proxy refused");
        }
        return "no connection could be made";
    }

    /** The answer's head was no HTTP. */
    static ProviderException unreadable(Exchange exchange) {
        return new ProviderException(FailureKind.TRANSIENT, exchange.host() + ": the answer was not valid HTTP", null);
    }

    /** The answer's body broke off. */
    static ProviderException inBody(Exchange exchange, IOException cause) {
        if (exchange.ending() != null) {
            return ended(exchange);
        }
        if (isInterruption(cause)) {
            return interrupted(exchange);
        }
        return new ProviderException(
                FailureKind.TRANSIENT, exchange.host() + ": the answer broke off", harmless(cause));
    }

    /** The answer's body is in a content coding nobody asked for. */
    static ProviderException coding(Exchange exchange) {
        return new ProviderException(
                FailureKind.TRANSIENT, exchange.host() + ": the answer has a content coding nobody asked for", null);
    }

    /** We ended it ourselves. */
    static ProviderException ended(Exchange exchange) {
        Exchange.Ending ending = Objects.requireNonNullElse(exchange.ending(), Exchange.Ending.CANCELLED);
        String host = exchange.host() + ": ";
        if (ending == Exchange.Ending.CANCELLED) {
            return new ProviderException(FailureKind.ENDED, host + "cancelled", null);
        }
        return new ProviderException(FailureKind.TIMEOUT, host + overdue(ending, exchange), null);
    }

    /** The calling thread was interrupted: its own wish, and nobody's failure. */
    private static boolean isInterruption(IOException cause) {
        return Thread.currentThread().isInterrupted()
                || cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException);
    }

    private static ProviderException interrupted(Exchange exchange) {
        return new ProviderException(FailureKind.ENDED, exchange.host() + ": the calling thread was interrupted", null);
    }

    private static String overdue(Exchange.Ending ending, Exchange exchange) {
        Timeouts timeouts = exchange.timeouts();
        switch (ending) {
            case CONNECT:
                return "no connection" + within(timeouts.connect(), "connect");
            case WRITE:
                return "the request was not taken" + within(timeouts.write(), "write");
            case FIRST_BYTE:
                return "no answer began" + within(timeouts.firstByte(), "first-byte");
            case IDLE:
                return "the stream went silent, nothing came" + within(timeouts.idle(), "idle");
            case TOTAL:
                return exchange.stream()
                        ? "the stream did not end" + within(timeouts.streamTotal(), "stream-total")
                        : "the answer was not complete" + within(timeouts.total(), "total");
            default:
                return "the call's deadline passed";
        }
    }

    private static String within(Duration limit, String name) {
        String text = limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
        return " within " + text + " (timeout " + name + ")";
    }

    private static @Nullable Throwable harmless(IOException cause) {
        boolean known = cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof SSLException
                || cause instanceof SocksException;
        return known ? cause : null;
    }
}
