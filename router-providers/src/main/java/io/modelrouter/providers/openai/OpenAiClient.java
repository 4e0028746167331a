package io.modelrouter.providers.openai;

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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Channels of type {@code openai}: OpenAI itself and whoever takes the same paths and the same key header. See the
 * <a href="https://platform.openai.com/docs/api-reference/introduction">API reference</a>. Option: {@link ThinkTags}.
 */
public final class OpenAiClient extends HttpProviderClient {

    public OpenAiClient(HttpTransport transport) {
        super(
                transport,
                "openai",
                "https://api.openai.com",
                "v1",
                EnumSet.of(
                        Dialect.OPENAI_CHAT,
                        Dialect.OPENAI_RESPONSES,
                        Dialect.OPENAI_EMBEDDINGS,
                        Dialect.OPENAI_COMPLETIONS,
                        Dialect.OPENAI_MODERATIONS,
                        Dialect.OPENAI_IMAGES,
                        Dialect.OPENAI_AUDIO));
    }

    /** OpenAI ranks nothing; whoever else stands behind {@code base-url} may, and the settings say so. */
    @Override
    protected Set<Dialect> possibleDialects() {
        Set<Dialect> possible = EnumSet.copyOf(dialects());
        possible.add(Dialect.RERANK);
        return possible;
    }

    @Override
    protected Set<String> optionNames() {
        return Set.of(ThinkTags.OPTION);
    }

    @Override
    public void validate(Channel channel) {
        super.validate(channel);
        ThinkTags.check(channel);
    }

    @Override
    protected List<String> path(ProviderRequest request) {
        return OpenAiPaths.of(request);
    }

    /** Responses alone: <a href="https://platform.openai.com/docs/api-reference/responses/input-tokens">2026-11</a>. */
    @Override
    public boolean counts(Channel channel, Dialect dialect) {
        return dialect == Dialect.OPENAI_RESPONSES;
    }

    @Override
    protected Map<String, String> credentials(ProviderRequest request, @Nullable Secret key) {
        return key == null ? Map.of() : Map.of("authorization", "Bearer " + key.reveal());
    }

    /** One page: <a href="https://platform.openai.com/docs/api-reference/models/list">List models</a>. */
    @Override
    protected ModelListing modelListing() {
        return new ModelListing() {
            @Override
            public Map<String, String> query() {
                return Map.of();
            }

            @Override
            public Page read(RawJson body) {
                return new Page(ModelListing.names(body, "data", "id"), Map.of());
            }
        };
    }
}
