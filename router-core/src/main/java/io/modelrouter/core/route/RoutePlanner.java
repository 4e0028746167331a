package io.modelrouter.core.route;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.modelrouter.Explanation;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans routes over a snapshot of channels. The order: higher priority first; inside one priority a channel of the caller's
 * own dialect before one that needs translation, then the channel whose pattern fits best (exact, then most literal
 * characters, then fewest stars); what is equal in all that shares by weight. See
 * {@code docs/decisions/0003-route-order.md}. Thread-safe.
 */
public final class RoutePlanner {
    private static final Comparator<Candidate> RANK = Comparator.comparing(
                    (Candidate c) -> c.channel().priority(), Comparator.reverseOrder())
            .thenComparing(Candidate::translated)
            .thenComparing(c -> !c.pattern().isExact())
            .thenComparing(c -> -c.pattern().literals())
            .thenComparing(c -> c.pattern().stars());

    private final Map<String, Set<Dialect>> dialectsByType;
    private final Cache<Key, RoutePlan> plans =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private record Key(long version, String model, Dialect dialect, Set<String> groups) {}

    /**
     * @param dialectsByType what channels of each known type speak unless they say otherwise
     */
    public RoutePlanner(Map<String, Set<Dialect>> dialectsByType) {
        this.dialectsByType = Map.copyOf(dialectsByType);
    }

    /**
     * Plans one call.
     *
     * @throws RouterException INVALID_REQUEST for a name that cannot be one, MODEL_NOT_FOUND if no enabled channel serves it, MODEL_NOT_PERMITTED if this caller may not use it
     */
    public RoutePlan plan(ChannelSnapshot channels, String model, Dialect dialect, Token token) {
        ModelNames.check(model);
        RoutePlan plan =
                plans.get(new Key(channels.version(), model, dialect, token.groups()), key -> rank(channels, key));
        if (!plan.isEmpty() && token.mayUse(model)) {
            return plan;
        }
        if (!token.mayUse(model) && isKnown(channels, model)) {
            throw RouterException.of(
                            RouterErrorCode.MODEL_NOT_PERMITTED, "this key may not use the model '" + model + "'")
                    .param("model")
                    .build();
        }
        throw RouterException.of(
                        RouterErrorCode.MODEL_NOT_FOUND,
                        "the model '" + model + "' does not exist or you do not have access to it")
                .param("model")
                .build();
    }

    /** Every channel with the reason it is kept or refused. */
    public List<Explanation.Candidate> explain(ChannelSnapshot channels, String model, Dialect dialect, Token token) {
        ModelNames.check(model);
        List<Explanation.Candidate> explained = new ArrayList<>();
        boolean permitted = token.mayUse(model);
        List<Candidate> kept = new ArrayList<>();
        List<Explanation.Candidate> refused = new ArrayList<>();
        for (Channel channel : channels.channels()) {
            String refusal =
                    permitted ? refusal(channel, model, dialect, token.groups()) : "the key may not use the model";
            Optional<Candidate> candidate = candidate(channel, model, dialect);
            if (refusal == null && candidate.isPresent()) {
                kept.add(candidate.get());
            } else {
                refused.add(new Explanation.Candidate(
                        channel.name(),
                        candidate.map(c -> c.pattern().toString()).orElse(null),
                        null,
                        null,
                        channel.priority(),
                        channel.weight(),
                        channel.multiplier(),
                        refusal));
            }
        }
        kept.sort(RANK);
        for (Candidate candidate : kept) {
            Channel channel = candidate.channel();
            explained.add(new Explanation.Candidate(
                    channel.name(),
                    candidate.pattern().toString(),
                    candidate.upstreamModel(),
                    candidate.dialect(),
                    channel.priority(),
                    channel.weight(),
                    channel.multiplier(),
                    null));
        }
        explained.addAll(refused);
        return explained;
    }

    /** What channels of this one's kind speak. */
    public Set<Dialect> dialects(Channel channel) {
        return channel.dialects().isEmpty()
                ? dialectsByType.getOrDefault(channel.type(), Set.of())
                : channel.dialects();
    }

    private RoutePlan rank(ChannelSnapshot channels, Key key) {
        List<Candidate> candidates = new ArrayList<>();
        for (Channel channel : channels.channels()) {
            if (refusal(channel, key.model, key.dialect, key.groups) == null) {
                candidate(channel, key.model, key.dialect).ifPresent(candidates::add);
            }
        }
        candidates.sort(RANK);
        List<List<Candidate>> ranks = new ArrayList<>();
        for (Candidate candidate : candidates) {
            List<Candidate> last = ranks.isEmpty() ? null : ranks.get(ranks.size() - 1);
            if (last != null && last.get(0).ranksWith(candidate)) {
                last.add(candidate);
            } else {
                ranks.add(new ArrayList<>(List.of(candidate)));
            }
        }
        return new RoutePlan(key.model, ranks.stream().map(List::copyOf).toList());
    }

    private @Nullable String refusal(Channel channel, String model, Dialect dialect, Set<String> groups) {
        if (!channel.enabled()) {
            return "the channel is disabled";
        }
        if (!dialectsByType.containsKey(channel.type())) {
            return "no provider serves the channel type '" + channel.type() + "'";
        }
        if (channel.groups().stream().noneMatch(groups::contains)) {
            return "the key is in none of the channel's groups " + channel.groups();
        }
        if (!channel.serves(model)) {
            return "none of the channel's patterns matches the model";
        }
        if (LanePreference.of(dialect, dialects(channel)).isEmpty()) {
            return "the channel speaks no dialect of chat";
        }
        return null;
    }

    private Optional<Candidate> candidate(Channel channel, String model, Dialect dialect) {
        List<Dialect> spoken = LanePreference.of(dialect, dialects(channel));
        Optional<ModelPattern> pattern = spoken.isEmpty() ? Optional.empty() : channel.bestPattern(model);
        return pattern.map(
                best -> new Candidate(channel, best, channel.upstreamModel(model), spoken, !spoken.contains(dialect)));
    }

    private static boolean isKnown(ChannelSnapshot channels, String model) {
        return channels.channels().stream().anyMatch(channel -> channel.enabled() && channel.serves(model));
    }
}
