package io.modelrouter.providers.claude;

import io.modelrouter.channel.Secret;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.http.HttpProviderClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.wire.Dialect;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * Channels of type {@code claude}: Anthropic's Messages API. See the
 * <a href="https://docs.claude.com/en/api/overview">API overview</a>.
 */
public final class ClaudeClient extends HttpProviderClient {
    /** Sent where the caller names no version; every request needs one. */
    public static final String DEFAULT_VERSION = "2023-06-01";

    public ClaudeClient(HttpTransport transport) {
        super(transport, "claude", "https://api.anthropic.com", "v1", EnumSet.of(Dialect.CLAUDE_MESSAGES));
    }

    @Override
    protected List<String> path(ProviderRequest request) {
        return List.of("messages");
    }

    @Override
    protected Map<String, String> defaultHeaders(ProviderRequest request) {
        return Map.of("anthropic-version", DEFAULT_VERSION);
    }

    @Override
    protected Map<String, String> credentials(Secret key) {
        return Map.of("x-api-key", key.reveal());
    }
}
