package io.modelrouter.providers.compatible;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.claude.ClaudeClient;
import io.modelrouter.providers.http.HttpProviderClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.KeptAnswers;
import io.modelrouter.providers.http.ModelListing;
import io.modelrouter.providers.openai.OpenAiPaths;
import io.modelrouter.providers.openai.ThinkTags;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Channels of one {@link Preset}. Options: {@code claude-base-url}, the root of the Claude endpoint, with or without
 * {@code /v1}; {@code claude-key-header}, {@code x-api-key} or {@code authorization}; {@link ThinkTags}.
 */
public final class CompatibleClient extends HttpProviderClient {
    private static final String CLAUDE_KEY_HEADER = "claude-key-header";

    /** Vendors add endpoints faster than this list learns of them, so settings may name any that the paths are known of. */
    private static final Set<Dialect> POSSIBLE = Arrays.stream(Dialect.values())
            .filter(dialect -> dialect == Dialect.CLAUDE_MESSAGES || dialect.family() == Dialect.Family.OPENAI)
            .collect(Collectors.toUnmodifiableSet());

    private final Preset preset;
    private final KeptAnswers<Set<Dialect>> spokenAt = new KeptAnswers<>();

    public CompatibleClient(HttpTransport transport, Preset preset) {
        super(transport, preset.type(), preset.openAi().toString(), "", preset.dialects());
        this.preset = preset;
    }

    /** One for each of the {@link Presets}. */
    public static List<CompatibleClient> ofAll(HttpTransport transport) {
        return Presets.all().stream()
                .map(preset -> new CompatibleClient(transport, preset))
                .toList();
    }

    @Override
    protected Set<Dialect> possibleDialects() {
        return POSSIBLE;
    }

    /** Not the vendor's Claude endpoint where {@code base-url} is a root of somebody else's for OpenAI's alone. */
    @Override
    protected Set<Dialect> spoken(Channel channel) {
        if (!channel.dialects().isEmpty() || !preset.dialects().contains(Dialect.CLAUDE_MESSAGES)) {
            return super.spoken(channel);
        }
        return spokenAt.get(KeptAnswers.Address.of(channel), () -> byAddress(channel));
    }

    private Set<Dialect> byAddress(Channel channel) {
        if (Roots.of(preset, channel, Dialect.CLAUDE_MESSAGES).isPresent()) {
            return preset.dialects();
        }
        Set<Dialect> spoken = EnumSet.copyOf(preset.dialects());
        spoken.remove(Dialect.CLAUDE_MESSAGES);
        return Collections.unmodifiableSet(spoken);
    }

    @Override
    protected URI root(Channel channel, Dialect dialect) {
        return Roots.of(preset, channel, dialect)
                .orElseThrow(() -> new IllegalArgumentException("dialects: where the Claude endpoint is must be said by"
                        + " options." + Roots.CLAUDE_BASE_URL));
    }

    @Override
    protected Set<String> optionNames() {
        return Set.of(Roots.CLAUDE_BASE_URL, CLAUDE_KEY_HEADER, ThinkTags.OPTION);
    }

    @Override
    public void validate(Channel channel) {
        try {
            super.validate(channel);
        } catch (IllegalArgumentException e) {
            // Who runs a server at home must be told what to set.
            throw preset.keyless() && String.valueOf(e.getMessage()).startsWith("base-url with")
                    ? new IllegalArgumentException(
                            e.getMessage()
                                    + ": allow-private-addresses, or allowed-hosts, and allow-http beyond this machine",
                            e)
                    : e;
        }
        claudeKey(channel);
        ThinkTags.check(channel);
    }

    @Override
    protected List<String> path(ProviderRequest request) {
        if (request.dialect() != Dialect.CLAUDE_MESSAGES) {
            return OpenAiPaths.of(request);
        }
        return isCount(request) ? List.of("messages", "count_tokens") : List.of("messages");
    }

    /** Where the vendor documents an endpoint for it; see the {@link Preset}. */
    @Override
    public boolean counts(Channel channel, Dialect dialect) {
        return preset.counts().contains(dialect);
    }

    @Override
    protected Map<String, String> defaultHeaders(ProviderRequest request) {
        return request.dialect() == Dialect.CLAUDE_MESSAGES
                ? Map.of("anthropic-version", ClaudeClient.DEFAULT_VERSION)
                : Map.of();
    }

    @Override
    protected Map<String, String> credentials(ProviderRequest request, @Nullable Secret key) {
        if (key == null) {
            return Map.of();
        }
        return request.dialect() == Dialect.CLAUDE_MESSAGES
                ? claudeKey(request.channel()).headers(key)
                : ClaudeKey.BEARER.headers(key);
    }

    private ClaudeKey claudeKey(Channel channel) {
        return channel.option(CLAUDE_KEY_HEADER)
                .map(header -> ClaudeKey.ofHeader(header)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "options." + CLAUDE_KEY_HEADER + " must be x-api-key or authorization")))
                .orElse(preset.claudeKey());
    }

    @Override
    protected Dialect listedBy(Channel channel) {
        return preset.listedBy().orElseGet(() -> super.listedBy(channel));
    }

    @Override
    protected @Nullable ModelListing modelListing() {
        return preset.listedBy().isEmpty()
                ? null
                : new ModelListing() {
                    @Override
                    public Map<String, String> query() {
                        return Map.of();
                    }

                    @Override
                    public Page read(RawJson body) {
                        // Together answers with the bare array: https://docs.together.ai/reference/models (2026-11).
                        return new Page(
                                body.kind() == RawJson.Kind.ARRAY
                                        ? ModelListing.names(body, "id")
                                        : ModelListing.names(body, "data", "id"),
                                Map.of());
                    }
                };
    }
}
