package io.modelrouter.providers.http;

import io.modelrouter.channel.ProxySettings;
import io.modelrouter.channel.Secret;
import java.nio.charset.StandardCharsets;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * Sends a proxy its user and password with the first request, and never a second time after a refusal. Equal for equal
 * settings, so that channels with other credentials do not share connections.
 */
record ProxyCredentials(ProxySettings proxy) implements Authenticator {
    static final String HEADER = "Proxy-Authorization";

    @Override
    public @Nullable Request authenticate(@Nullable Route route, Response response) {
        String credentials = header();
        if (credentials == null || response.request().header(HEADER) != null) {
            return null;
        }
        return response.request().newBuilder().header(HEADER, credentials).build();
    }

    /** The header's value, or null for a proxy without a user. */
    @Nullable
    String header() {
        String user = proxy.user();
        if (user == null) {
            return null;
        }
        Secret password = proxy.password();
        return Credentials.basic(user, password == null ? "" : password.reveal(), StandardCharsets.UTF_8);
    }
}
