package io.modelrouter.providers.claude;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.http.HttpProviderClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.ModelListing;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        return isCount(request) ? List.of("messages", "count_tokens") : List.of("messages");
    }

    /** <a href="https://platform.claude.com/docs/en/api/messages/count_tokens">Count tokens in a Message</a>, 2026-11. */
    @Override
    public boolean counts(Channel channel, Dialect dialect) {
        return dialect == Dialect.CLAUDE_MESSAGES;
    }

    @Override
    protected Map<String, String> defaultHeaders(ProviderRequest request) {
        return Map.of("anthropic-version", DEFAULT_VERSION);
    }

    @Override
    protected Map<String, String> credentials(ProviderRequest request, @Nullable Secret key) {
        return key == null ? Map.of() : Map.of("x-api-key", key.reveal());
    }

    /** Pages by the last id: <a href="https://docs.claude.com/en/api/models-list">List models</a>. */
    @Override
    protected ModelListing modelListing() {
        return new ModelListing() {
            @Override
            public Map<String, String> query() {
                return Map.of("limit", "1000");
            }

            @Override
            public Page read(RawJson body) {
                boolean more = body.get("has_more").flatMap(RawJson::asBoolean).orElse(false);
                String last =
                        more ? body.get("last_id").flatMap(RawJson::asString).orElse("") : "";
                return new Page(
                        ModelListing.names(body, "data", "id"), last.isEmpty() ? Map.of() : Map.of("after_id", last));
            }
        };
    }
}
