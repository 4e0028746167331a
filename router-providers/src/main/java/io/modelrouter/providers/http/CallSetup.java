package io.modelrouter.providers.http;

import io.modelrouter.channel.ProxySettings;
import java.io.IOException;
import java.net.Proxy;
import java.util.Objects;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Gives each call the name service and proxy of its channel, and another connection when the pooled one was dead before
 * anything was written on it. That is no retry: no byte of the request has left.
 */
final class CallSetup implements Interceptor {

    @Override
    public Response intercept(Chain chain) throws IOException {
        Exchange exchange = Objects.requireNonNull(chain.request().tag(Exchange.class), "exchange");
        Chain own = chain.withDns(exchange.dns());
        ProxySettings proxy = exchange.proxy();
        Proxy httpProxy = exchange.httpProxy();
        if (proxy != null && httpProxy != null) {
            own = own.withProxy(httpProxy).withProxyAuthenticator(new ProxyCredentials(proxy));
        } else if (proxy != null) {
            own = own.withSocketFactory(new Socks5SocketFactory(proxy, exchange.dns()));
        }
        while (true) {
            try {
                return own.proceed(chain.request());
            } catch (LivenessCheck.DeadConnectionException e) {
                // Each turn uses up one pooled connection, and a new one is never dead in this way.
                exchange.starting();
            }
        }
    }
}
