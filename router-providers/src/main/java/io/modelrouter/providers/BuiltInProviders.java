package io.modelrouter.providers;

import io.modelrouter.provider.AccessTokens;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.providers.azure.AzureClient;
import io.modelrouter.providers.bedrock.BedrockClient;
import io.modelrouter.providers.claude.ClaudeClient;
import io.modelrouter.providers.compatible.CompatibleClient;
import io.modelrouter.providers.demo.DemoClient;
import io.modelrouter.providers.gemini.GeminiClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.openai.OpenAiClient;
import io.modelrouter.providers.vertex.VertexClient;
import java.util.ArrayList;
import java.util.List;

/** The one list of provider clients, one for each channel type. */
public final class BuiltInProviders {
    private BuiltInProviders() {}

    /**
     * Makes all of them over one transport.
     *
     * @param tokens bearer tokens for the types that take them; {@link AccessTokens#NONE} for none
     */
    public static List<ProviderClient> create(HttpTransport transport, AccessTokens tokens) {
        List<ProviderClient> clients = new ArrayList<>();
        clients.add(new OpenAiClient(transport));
        clients.add(new AzureClient(transport, tokens));
        clients.add(new ClaudeClient(transport));
        clients.add(new GeminiClient(transport));
        clients.add(new BedrockClient(transport, tokens));
        clients.add(new VertexClient(transport, tokens));
        clients.addAll(CompatibleClient.ofAll(transport));
        clients.add(new DemoClient());
        return List.copyOf(clients);
    }
}
