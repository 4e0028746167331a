package io.modelrouter.providers.azure;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.AccessTokens;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.claude.ClaudeClient;
import io.modelrouter.providers.http.HttpProviderClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.KeptAnswers;
import io.modelrouter.wire.Dialect;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Channels of type {@code azure}: Azure OpenAI, and the models of Azure AI Foundry that speak OpenAI's dialects. The model
 * asked for is the name of a deployment; {@code model-mapping} leads from one to the other.
 *
 * <p>The option {@code api-version} chooses the paths. Absent, {@code v1} or {@code preview}: {@code /openai/v1/...} with the
 * model in the body. A date, such as {@code 2024-10-21}: {@code /openai/deployments/{deployment}/...}. A {@code base-url}
 * that ends in {@code /models}: the inference paths of AI Foundry.
 *
 * <p>Deployments named {@code claude...} speak {@link Dialect#CLAUDE_MESSAGES} below {@code /anthropic} of the same resource,
 * and nothing else (platform.claude.com/docs/en/build-with-claude/claude-in-microsoft-foundry, 2026-11). Others of Claude need
 * a channel whose settings name that dialect alone.
 *
 * <p>A token of {@link AccessTokens} goes before the channel's keys, as {@code Authorization: Bearer}; a key goes into
 * {@code api-key}, for Claude into {@code x-api-key}.
 *
 * <p>There is no list of models: Azure's {@code /openai/v1/models} and {@code /openai/models} have what a resource may
 * deploy, not what it has deployed (learn.microsoft.com, "Models - List", 2026-11), and a caller can use none of the former.
 */
public final class AzureClient extends HttpProviderClient {
    /** Never called: a channel of this type has its own. */
    private static final String NOBODY = "https://resource.invalid";

    private final AccessTokens tokens;
    private final KeptAnswers<AzurePaths> paths = new KeptAnswers<>();

    /**
     * @param tokens bearer tokens of Microsoft Entra; {@link AccessTokens#NONE} where channels have keys
     */
    public AzureClient(HttpTransport transport, AccessTokens tokens) {
        super(transport, "azure", NOBODY, "", AzurePaths.DIALECTS);
        this.tokens = tokens;
    }

    /** As every client does, and that the channel has a {@code base-url}, and paths for what it speaks. */
    @Override
    public void validate(Channel channel) {
        AzurePaths own = paths(channel);
        super.validate(channel);
        for (Dialect dialect : channel.dialects()) {
            if (!own.dialects().contains(dialect)) {
                String possible =
                        own.dialects().stream().sorted().map(Dialect::id).collect(Collectors.joining(", "));
                throw new IllegalArgumentException("dialects: there is no " + dialect + " at "
                        + own.root().getPath()
                        + " with api-version " + own.apiVersion() + "; name those the channel has, of " + possible
                        + (own.family() == AzurePaths.Family.DEPLOYMENTS
                                ? ", or use 2025-03-01-preview or later"
                                : ""));
            }
        }
    }

    /** What the settings name, or else all that the channel's paths have. */
    @Override
    protected Set<Dialect> spoken(Channel channel) {
        if (!channel.dialects().isEmpty()) {
            return channel.dialects();
        }
        try {
            return paths(channel).dialects();
        } catch (IllegalArgumentException e) {
            // A channel that nobody validated; its calls will tell what is wrong with it.
            return dialects();
        }
    }

    private AzurePaths paths(Channel channel) {
        return paths.get(KeptAnswers.Address.of(channel), () -> AzurePaths.of(channel));
    }

    @Override
    public Set<Dialect> dialects(Channel channel, String upstreamModel) {
        Set<Dialect> spoken = spoken(channel);
        boolean claude = upstreamModel.startsWith("claude");
        boolean both = spoken.size() > 1 && spoken.contains(Dialect.CLAUDE_MESSAGES);
        return both
                ? spoken.stream()
                        .filter(dialect -> claude == (dialect == Dialect.CLAUDE_MESSAGES))
                        .collect(Collectors.toUnmodifiableSet())
                : spoken;
    }

    /**
     * Claude's prompts. OpenAI's {@code responses/input_tokens} is answered with 404
     * (learn.microsoft.com/en-us/answers/questions/5889782, 2026-05), and no page of Azure's has it.
     */
    @Override
    public boolean counts(Channel channel, Dialect dialect) {
        return dialect == Dialect.CLAUDE_MESSAGES;
    }

    @Override
    protected Set<String> optionNames() {
        return Set.of(AzurePaths.API_VERSION);
    }

    @Override
    protected URI root(Channel channel, Dialect dialect) {
        AzurePaths own = paths(channel);
        return dialect == Dialect.CLAUDE_MESSAGES ? own.claudeRoot() : own.root();
    }

    @Override
    protected String version(Channel channel, Dialect dialect) {
        return dialect == Dialect.CLAUDE_MESSAGES ? "v1" : "";
    }

    @Override
    protected List<String> path(ProviderRequest request) throws ProviderException {
        if (request.dialect() == Dialect.CLAUDE_MESSAGES) {
            return isCount(request) ? List.of("messages", "count_tokens") : List.of("messages");
        }
        return paths(request.channel()).below(request);
    }

    @Override
    protected Map<String, String> query(ProviderRequest request) {
        return request.dialect() == Dialect.CLAUDE_MESSAGES
                ? Map.of()
                : paths(request.channel()).query();
    }

    /**
     * The inference paths refuse members that their own page does not name, such as {@code stream_options}, unless they are
     * told to pass them to the model (learn.microsoft.com, "ExtraParameters", 2026-11).
     */
    @Override
    protected Map<String, String> defaultHeaders(ProviderRequest request) {
        if (request.dialect() == Dialect.CLAUDE_MESSAGES) {
            return Map.of("anthropic-version", ClaudeClient.DEFAULT_VERSION);
        }
        return paths(request.channel()).family() == AzurePaths.Family.INFERENCE
                ? Map.of("extra-parameters", "pass-through")
                : Map.of();
    }

    @Override
    protected Map<String, String> credentials(ProviderRequest request, @Nullable Secret key) throws ProviderException {
        Optional<Secret> token = token(request.channel());
        if (token.isPresent()) {
            return Map.of("authorization", "Bearer " + token.get().reveal());
        }
        String header = request.dialect() == Dialect.CLAUDE_MESSAGES ? "x-api-key" : "api-key";
        return key == null ? Map.of() : Map.of(header, key.reveal());
    }

    private Optional<Secret> token(Channel channel) throws ProviderException {
        try {
            return tokens.token(channel);
        } catch (RuntimeException e) {
            // What libraries for tokens throw; their messages may hold addresses and answers.
            throw new ProviderException(
                    FailureKind.CREDENTIAL, "no access token: " + e.getClass().getSimpleName(), null);
        }
    }
}
