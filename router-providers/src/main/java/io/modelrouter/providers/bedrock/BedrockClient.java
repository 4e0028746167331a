package io.modelrouter.providers.bedrock;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.AccessTokens;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.http.HttpProviderClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.LineByLineCall;
import io.modelrouter.providers.http.RequestSigner;
import io.modelrouter.wire.Dialect;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Channels of type {@code bedrock}: Amazon Bedrock's runtime. Claude models are asked in Anthropic's own words by
 * {@code invoke}, all others by {@code converse}, embeddings by {@code invoke} one after the other. Streams come out as
 * server-sent events.
 *
 * <p>Options: {@code region}; {@code profile} for the default credential chain, which is asked where the channel has no
 * {@code api-keys}; {@code guardrail-id}, {@code guardrail-version}, {@code guardrail-trace}; {@code control-url},
 * where models are listed. See {@link AwsKey} for what a
 * key may be.
 *
 * <p>Needs {@code software.amazon.awssdk:auth} on the class path; without it the class loads, and a channel of this type is
 * refused.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/welcome.html">API reference</a> (2026-11)
 */
public final class BedrockClient extends HttpProviderClient {
    private static final String SERVICE = "bedrock";
    /** What InvokeModel tells beside every answer (recording {@code openllmetry-test-bedrock-0-ecf3228d} and 13 more). */
    private static final String INPUT_TOKENS = "x-amzn-bedrock-input-token-count";

    private static final Set<Dialect> DIALECTS =
            EnumSet.of(Dialect.BEDROCK_CONVERSE, Dialect.CLAUDE_MESSAGES, Dialect.BEDROCK_EMBED);
    private static final Set<String> OPTIONS =
            Set.of("region", "profile", "guardrail-id", "guardrail-version", "guardrail-trace", "control-url");
    private static final Set<String> TRACES = Set.of("enabled", "disabled", "enabled_full");

    private final AccessTokens tokens;
    private final Clock clock;

    /** What is made of Amazon's classes, at the first use. */
    private static final class Lazy {
        static final AwsCredentials CREDENTIALS = new AwsCredentials();
    }

    /**
     * @param tokens Bedrock API keys of channels that have none themselves, such as short-term ones
     */
    public BedrockClient(HttpTransport transport, AccessTokens tokens) {
        this(transport, tokens, Clock.systemUTC());
    }

    /**
     * @param clock what signatures are dated by
     */
    public BedrockClient(HttpTransport transport, AccessTokens tokens, Clock clock) {
        super(transport, "bedrock", "https://bedrock-runtime.us-east-1.amazonaws.com", "", DIALECTS);
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    protected Set<String> optionNames() {
        return OPTIONS;
    }

    @Override
    protected URI root(Channel channel, Dialect dialect) {
        return BedrockRegion.root(channel);
    }

    /** A model's colons and slashes are encoded too, as Amazon's own clients do. */
    @Override
    protected boolean encodesWholePath() {
        return true;
    }

    @Override
    public Set<Dialect> dialects(Channel channel, String upstreamModel) {
        boolean told = !channel.dialects().isEmpty();
        return BedrockModel.dialects(upstreamModel, told ? channel.dialects() : dialects(), told);
    }

    @Override
    public void validate(Channel channel) {
        try {
            AwsModules.check();
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        super.validate(channel);
        boolean signs = channel.apiKeys().isEmpty();
        for (Secret key : channel.apiKeys()) {
            signs |= AwsKey.of(key).signs();
        }
        if (signs && BedrockRegion.of(channel).isEmpty()) {
            throw new IllegalArgumentException(
                    "options: a channel that signs its requests needs 'region', such as us-east-1");
        }
        if (channel.option("control-url").isPresent()) {
            try {
                validateRoot(channel, listRoot(channel));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("options: 'control-url' cannot be used: " + e.getMessage(), e);
            }
        }
        boolean guarded = channel.option("guardrail-id").isPresent();
        if (guarded != channel.option("guardrail-version").isPresent()) {
            throw new IllegalArgumentException("options: 'guardrail-id' and 'guardrail-version' go together");
        }
        channel.option("guardrail-trace").ifPresent(trace -> {
            if (!guarded || !TRACES.contains(trace)) {
                throw new IllegalArgumentException(
                        "options: 'guardrail-trace' is enabled, disabled or enabled_full, beside 'guardrail-id'");
            }
        });
    }

    @Override
    protected List<String> path(ProviderRequest request) throws ProviderException {
        if (!BedrockModel.isName(request.model())) {
            throw new ProviderException(
                    FailureKind.UNKNOWN_MODEL, "the model's name cannot stand in a path of Bedrock's", null);
        }
        if (isCount(request) && request.dialect() != Dialect.BEDROCK_EMBED) {
            return List.of("model", BedrockModel.foundation(request.model()), "count-tokens");
        }
        if (!request.operation().isEmpty()) {
            throw new ProviderException(
                    FailureKind.UNKNOWN_MODEL, "Bedrock has no endpoint for '" + request.operation() + "'", null);
        }
        return List.of("model", request.model(), endpoint(request));
    }

    /** <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html">CountTokens</a>, 2026-11. */
    @Override
    public boolean counts(Channel channel, Dialect dialect) {
        return dialect == Dialect.CLAUDE_MESSAGES || dialect == Dialect.BEDROCK_CONVERSE;
    }

    /**
     * Foundation models that can be called by their own ids, and the profiles that lead to them. Nothing where a
     * {@code base-url} of somebody else's hides where Bedrock is and no option {@code control-url} tells it.
     */
    @Override
    public Optional<List<String>> models(Channel channel, @Nullable Secret key) throws ProviderException {
        if (BedrockRegion.control(channel).isEmpty()) {
            return Optional.empty();
        }
        FoundationModels foundation = new FoundationModels();
        Optional<List<String>> models = models(channel, key, foundation);
        Optional<List<String>> profiles = models(channel, key, new InferenceProfiles(foundation));
        if (models.isEmpty() && profiles.isEmpty()) {
            return Optional.empty();
        }
        List<String> all = new ArrayList<>(models.orElse(List.of()));
        all.addAll(profiles.orElse(List.of()));
        return Optional.of(List.copyOf(all));
    }

    @Override
    protected URI listRoot(Channel channel) {
        return BedrockRegion.control(channel)
                .orElseThrow(() -> new IllegalArgumentException("options: 'control-url' is missing"));
    }

    /** Of no guardrail. */
    @Override
    protected Dialect listedBy(Channel channel) {
        return Dialect.BEDROCK_CONVERSE;
    }

    private static String endpoint(ProviderRequest request) {
        if (request.dialect() == Dialect.BEDROCK_CONVERSE) {
            return request.stream() ? "converse-stream" : "converse";
        }
        return request.stream() ? "invoke-with-response-stream" : "invoke";
    }

    @Override
    protected Map<String, String> defaultHeaders(ProviderRequest request) {
        Map<String, String> headers = new HashMap<>();
        if (request.stream()) {
            headers.put("accept", "application/vnd.amazon.eventstream");
        }
        if (request.dialect() == Dialect.CLAUDE_MESSAGES && !isCount(request)) {
            Channel channel = request.channel();
            channel.option("guardrail-id").ifPresent(id -> headers.put("x-amzn-bedrock-guardrailidentifier", id));
            channel.option("guardrail-version")
                    .ifPresent(version -> headers.put("x-amzn-bedrock-guardrailversion", version));
            channel.option("guardrail-trace")
                    .ifPresent(trace -> headers.put("x-amzn-bedrock-trace", trace.toUpperCase(Locale.ROOT)));
        }
        return headers;
    }

    /** A Bedrock API key; nothing where the request is signed. */
    @Override
    protected Map<String, String> credentials(ProviderRequest request, @Nullable Secret key) throws ProviderException {
        Secret bearer = bearer(request, key);
        return bearer == null ? Map.of() : Map.of("authorization", "Bearer " + bearer.reveal());
    }

    @Override
    protected @Nullable RequestSigner signer(ProviderRequest request, @Nullable Secret key) throws ProviderException {
        if (bearer(request, key) != null) {
            return null;
        }
        Channel channel = request.channel();
        try {
            AwsModules.check();
            String region = BedrockRegion.of(channel)
                    .orElseThrow(() -> new IllegalArgumentException("options: 'region' is missing"));
            if (key != null) {
                AwsKey parsed = AwsKey.of(key);
                return new AwsSigner(() -> AwsCredentials.of(parsed), SERVICE, region, clock);
            }
            String profile = channel.option("profile").orElse(null);
            return new AwsSigner(() -> Lazy.CREDENTIALS.find(profile), SERVICE, region, clock);
        } catch (IllegalArgumentException | IllegalStateException e) {
            // A channel that nobody validated.
            throw new ProviderException(FailureKind.CREDENTIAL, String.valueOf(e.getMessage()), null);
        }
    }

    private @Nullable Secret bearer(ProviderRequest request, @Nullable Secret key) throws ProviderException {
        if (key == null) {
            return tokens.token(request.channel()).orElse(null);
        }
        return key.reveal().indexOf(':') < 0 ? key : null;
    }

    @Override
    public ProviderCall newCall(ProviderRequest request) {
        if (request.dialect() == Dialect.BEDROCK_EMBED) {
            return new LineByLineCall(request, super::newCall, System::nanoTime, INPUT_TOKENS);
        }
        ProviderCall call = super.newCall(request.dialect() == Dialect.CLAUDE_MESSAGES ? plain(request) : request);
        return request.stream() ? EventStreamResponse.over(call, request.dialect()) : call;
    }

    /** Without Anthropic's headers, which Bedrock takes as members of the body. */
    private static ProviderRequest plain(ProviderRequest request) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("anthropic-"));
        return new ProviderRequest(
                request.channel(),
                request.key(),
                request.dialect(),
                request.model(),
                request.stream(),
                request.sseFraming(),
                request.body(),
                headers,
                request.deadline(),
                request.operation());
    }
}
