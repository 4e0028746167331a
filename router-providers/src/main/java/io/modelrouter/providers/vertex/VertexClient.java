package io.modelrouter.providers.vertex;

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
import io.modelrouter.request.GeminiEmbedRequest;
import io.modelrouter.wire.Dialect;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Channels of type {@code vertex}: Gemini and Claude on Vertex AI. Models named {@code claude-...} are Anthropic's and speak
 * {@link Dialect#CLAUDE_MESSAGES}, all others are Google's and speak Gemini's dialects; the
 * older of those that make vectors speak {@link Dialect#VERTEX_PREDICT}.
 *
 * <p>Options: {@code project}; {@code location}, {@code global} by default; {@code api-version}, {@code v1} by default;
 * {@code key-header}, {@code authorization} or {@code x-goog-api-key}. A token of {@link AccessTokens} goes before the
 * channel's keys. Keys are access tokens where there is a project. Without a project the channel is in express mode, which
 * has Google's models alone and takes API keys.
 *
 * <p>Read in 2026-11:
 * <a href="https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference">Gemini</a>,
 * <a href="https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai">Claude</a>,
 * <a href="https://docs.cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode/vertex-ai-express-mode-api-reference">
 * express mode</a>.
 */
public final class VertexClient extends HttpProviderClient {
    private static final String PROJECT = "project";
    private static final String LOCATION = "location";
    private static final String API_VERSION = "api-version";
    private static final String KEY_HEADER = "key-header";
    private static final String BEARER = "authorization";
    private static final String API_KEY = "x-goog-api-key";
    private static final String GLOBAL = "global";

    /** An id, or a domain and an id, as older organisations have them. */
    private static final Pattern PROJECT_ID = Pattern.compile("(?:[a-z0-9.-]+:)?[A-Za-z0-9-]{1,63}");

    private static final Pattern LOCATION_ID = Pattern.compile("[a-z0-9-]{1,63}");

    private final AccessTokens tokens;

    /**
     * @param tokens asked before each call; {@link AccessTokens#NONE} for channels that have keys
     */
    public VertexClient(HttpTransport transport, AccessTokens tokens) {
        super(
                transport,
                "vertex",
                "https://aiplatform.googleapis.com",
                "v1",
                EnumSet.of(
                        Dialect.CLAUDE_MESSAGES,
                        Dialect.GEMINI_GENERATE,
                        Dialect.GEMINI_EMBED,
                        Dialect.VERTEX_PREDICT));
        this.tokens = Objects.requireNonNull(tokens, "tokens");
    }

    @Override
    public Set<Dialect> dialects(Channel channel, String upstreamModel) {
        Set<Dialect> spoken = EnumSet.copyOf(spoken(channel));
        if (VertexPaths.isClaude(upstreamModel)) {
            spoken.retainAll(EnumSet.of(Dialect.CLAUDE_MESSAGES));
        } else if (VertexPaths.embedsByPredict(upstreamModel)) {
            spoken.retainAll(EnumSet.of(Dialect.VERTEX_PREDICT));
        } else {
            spoken.removeAll(EnumSet.of(Dialect.CLAUDE_MESSAGES, Dialect.VERTEX_PREDICT));
        }
        return spoken;
    }

    /**
     * Gemini's prompts by {@code countTokens}, Claude's by a model of Anthropic's that is called {@code count-tokens}
     * (docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/count-tokens, 2026-11).
     */
    @Override
    public boolean counts(Channel channel, Dialect dialect) {
        return dialect == Dialect.GEMINI_GENERATE
                || dialect == Dialect.CLAUDE_MESSAGES && channel.option(PROJECT).isPresent();
    }

    /** Vectors one text after the other where there are many: Vertex has no batch of them. */
    @Override
    public ProviderCall newCall(ProviderRequest request) {
        boolean lines = request.dialect() == Dialect.VERTEX_PREDICT
                || request.operation().equals(GeminiEmbedRequest.LINES);
        return lines ? new LineByLineCall(request, super::newCall, System::nanoTime, null) : super.newCall(request);
    }

    @Override
    public void validate(Channel channel) {
        super.validate(channel);
        Optional<String> project = channel.option(PROJECT);
        if (project.isPresent() && !PROJECT_ID.matcher(project.get()).matches()) {
            throw new IllegalArgumentException("options." + PROJECT + " is no id of a project, such as my-project-1");
        }
        if (!LOCATION_ID.matcher(location(channel)).matches()) {
            throw new IllegalArgumentException(
                    "options." + LOCATION + " is no location, such as global, us, eu or europe-west4");
        }
        if (project.isEmpty() && !location(channel).equals(GLOBAL)) {
            throw new IllegalArgumentException("options." + LOCATION + " needs options." + PROJECT
                    + ": express mode, which is without a project, is global");
        }
        if (project.isEmpty() && channel.dialects().contains(Dialect.CLAUDE_MESSAGES)) {
            throw new IllegalArgumentException(
                    "options." + PROJECT + " is needed for Claude; express mode has Google's models alone");
        }
        String header = keyHeader(channel);
        if (!header.equals(BEARER) && !header.equals(API_KEY)) {
            throw new IllegalArgumentException("options." + KEY_HEADER + " must be " + BEARER + " or " + API_KEY);
        }
        String version = version(channel, Dialect.GEMINI_GENERATE);
        if (!version.equals("v1") && !version.equals("v1beta1")) {
            throw new IllegalArgumentException("options." + API_VERSION + " must be v1 or v1beta1");
        }
    }

    @Override
    protected Set<String> optionNames() {
        return Set.of(PROJECT, LOCATION, API_VERSION, KEY_HEADER);
    }

    @Override
    protected URI root(Channel channel, Dialect dialect) {
        if (channel.baseUrl().isPresent()) {
            return channel.baseUrl().get();
        }
        String location = location(channel);
        if (!LOCATION_ID.matcher(location).matches() || location.equals(GLOBAL)) {
            return super.root(channel, dialect);
        }
        // The multi-regions have hosts of another form:
        // https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai
        return URI.create(
                location.equals("us") || location.equals("eu")
                        ? "https://aiplatform." + location + ".rep.googleapis.com"
                        : "https://" + location + "-aiplatform.googleapis.com");
    }

    @Override
    protected String version(Channel channel, Dialect dialect) {
        return channel.option(API_VERSION).orElse("v1");
    }

    @Override
    protected List<String> path(ProviderRequest request) throws ProviderException {
        Channel channel = request.channel();
        return VertexPaths.of(request, channel.option(PROJECT).orElse(null), location(channel));
    }

    /** {@code alt=sse} for events; without it a stream of Gemini's is one JSON array, in pieces. */
    @Override
    protected Map<String, String> query(ProviderRequest request) {
        boolean events = request.stream() && request.sseFraming() && request.dialect() == Dialect.GEMINI_GENERATE;
        return events ? Map.of("alt", "sse") : Map.of();
    }

    @Override
    protected Map<String, String> credentials(ProviderRequest request, @Nullable Secret key) throws ProviderException {
        Optional<Secret> token = tokens.token(request.channel());
        if (token.isPresent()) {
            return Map.of(BEARER, "Bearer " + token.get().reveal());
        }
        if (key == null) {
            throw new ProviderException(
                    FailureKind.CREDENTIAL,
                    "a channel of type vertex needs api-keys, or access tokens of the application",
                    null);
        }
        String header = keyHeader(request.channel());
        return Map.of(header, header.equals(BEARER) ? "Bearer " + key.reveal() : key.reveal());
    }

    private static String location(Channel channel) {
        return channel.option(LOCATION).orElse(GLOBAL);
    }

    private static String keyHeader(Channel channel) {
        return channel.option(KEY_HEADER).orElse(channel.option(PROJECT).isPresent() ? BEARER : API_KEY);
    }
}
