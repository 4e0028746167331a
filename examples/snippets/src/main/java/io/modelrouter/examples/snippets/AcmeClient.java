package io.modelrouter.examples.snippets;

import io.modelrouter.channel.Secret;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.http.HttpProviderClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

// <acme>
/** Channels of type {@code acme}: a vendor with OpenAI's dialect, paths of its own, and a key header of its own. */
public final class AcmeClient extends HttpProviderClient {

    public AcmeClient(HttpTransport transport) {
        super(transport, "acme", "https://api.acme.example", "v2", Set.of(Dialect.OPENAI_CHAT));
    }

    @Override
    protected List<String> path(ProviderRequest request) {
        return List.of("llm", "chat"); // below https://api.acme.example/v2
    }

    @Override
    protected Map<String, String> credentials(ProviderRequest request, @Nullable Secret key) {
        return key == null ? Map.of() : Map.of("x-acme-key", key.reveal());
    }
}
// </acme>
