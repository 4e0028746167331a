package io.modelrouter.core.route;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.modelrouter.Explanation;
import io.modelrouter.Steering;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
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

    private final Map<String, Spoken> byType;
    private final Cache<Key, RoutePlan> plans =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private record Key(long version, String model, Dialect dialect, Set<String> groups) {}

    /** What channels of one type speak. */
    private interface Spoken {
        Set<Dialect> by(Channel channel);

        Set<Dialect> by(Channel channel, String upstreamModel);
    }

    /**
     * @param dialectsByType what channels of each known type speak unless they say otherwise
     */
    public RoutePlanner(Map<String, Set<Dialect>> dialectsByType) {
        Map<String, Spoken> types = new HashMap<>();
        dialectsByType.forEach((type, dialects) ->
                types.put(type, spoken(dialects, (channel, model) -> listed(channel, dialects))));
        this.byType = Map.copyOf(types);
    }

    /**
     * @param clients which know what channels of their types speak, and to which models
     */
    public RoutePlanner(Collection<ProviderClient> clients) {
        Map<String, Spoken> types = new HashMap<>();
        clients.forEach(client -> types.put(client.type(), spoken(client.dialects(), client::dialects)));
        this.byType = Map.copyOf(types);
    }

    private static Spoken spoken(Set<Dialect> all, BiFunction<Channel, String, Set<Dialect>> byModel) {
        return new Spoken() {
            @Override
            public Set<Dialect> by(Channel channel) {
                return listed(channel, all);
            }

            @Override
            public Set<Dialect> by(Channel channel, String upstreamModel) {
                return byModel.apply(channel, upstreamModel);
            }
        };
    }

    private static Set<Dialect> listed(Channel channel, Set<Dialect> otherwise) {
        return channel.dialects().isEmpty() ? otherwise : channel.dialects();
    }

    /**
     * Plans one call.
     *
     * @throws RouterException INVALID_REQUEST for a name that cannot be one, MODEL_NOT_FOUND if no enabled channel serves it, MODEL_NOT_PERMITTED if this caller may not use it
     */
    public RoutePlan plan(ChannelSnapshot channels, String model, Dialect dialect, Token token) {
        return plan(channels, model, dialect, token, Steering.NONE);
    }

    /** As {@link #plan(ChannelSnapshot, String, Dialect, Token)}, over the channels that the caller leaves. */
    public RoutePlan plan(ChannelSnapshot channels, String model, Dialect dialect, Token token, Steering steering) {
        ModelNames.check(model);
        RoutePlan all = ranked(channels, model, dialect, token);
        RoutePlan permitted = permitted(all, channels, token);
        RoutePlan plan = steered(permitted, steering);
        if (!plan.isEmpty()) {
            return plan;
        }
        if (!token.mayUse(model) ? isKnown(channels, model) : !all.isEmpty() && permitted.isEmpty()) {
            throw RouterException.of(
                            RouterErrorCode.MODEL_NOT_PERMITTED, "this key may not use the model '" + model + "'")
                    .param("model")
                    .build();
        }
        throw RouterException.of(
                        RouterErrorCode.MODEL_NOT_FOUND,
                        permitted.isEmpty()
                                ? "the model '" + model + "' does not exist or you do not have access to it"
                                : "no channel that the call leaves serves the model '" + model + "'")
                .param("model")
                .build();
    }

    /** The plan for a model that the caller did not name itself; empty if it cannot be used. */
    Optional<RoutePlan> find(ChannelSnapshot channels, String model, Dialect dialect, Token token, Steering steering) {
        ModelNames.check(model);
        RoutePlan plan = steered(permitted(ranked(channels, model, dialect, token), channels, token), steering);
        return plan.isEmpty() ? Optional.empty() : Optional.of(plan);
    }

    private RoutePlan ranked(ChannelSnapshot channels, String model, Dialect dialect, Token token) {
        return plans.get(new Key(channels.version(), model, dialect, token.groups()), key -> rank(channels, key));
    }

    private static RoutePlan permitted(RoutePlan plan, ChannelSnapshot channels, Token token) {
        return plan.keeping(candidate -> isPermitted(candidate, channels, token));
    }

    /**
     * Whether the key may use the model, also by the name it is mapped to: a pattern such as {@code gpt-*} must not open a
     * model that is listed under a name of its own. A key that lists the requested name exactly was meant to have it.
     */
    private static boolean isPermitted(Candidate candidate, ChannelSnapshot channels, Token token) {
        return isPermitted(candidate.model(), candidate.upstreamModel(), channels, token);
    }

    private static boolean isPermitted(String requested, String mapped, ChannelSnapshot channels, Token token) {
        if (!token.mayUse(requested)) {
            return false;
        }
        return mapped.equals(requested)
                || token.mayUse(mapped)
                || token.models().contains(ModelPattern.of(requested))
                || channels.channels().stream().noneMatch(channel -> lists(channel, mapped));
    }

    private static boolean lists(Channel channel, String model) {
        return channel.models().stream()
                .anyMatch(pattern -> pattern.isExact() && pattern.toString().equals(model));
    }

    /**
     * The channels that a caller's calls may go to, whatever they ask for.
     *
     * @throws RouterException PERMISSION_DENIED or INVALID_REQUEST for steering that the key may not do
     */
    public List<Channel> open(ChannelSnapshot channels, Token token, Steering steering) {
        SteeringRules.check(steering, channels, token);
        return channels.channels().stream()
                .filter(Channel::enabled)
                .filter(channel -> byType.containsKey(channel.type()))
                .filter(channel -> channel.groups().stream().anyMatch(token.groups()::contains))
                .filter(channel -> SteeringRules.refusal(steering, channel) == null)
                .toList();
    }

    /** Whether a caller may have a model by this name from one of its {@linkplain #open open} channels. */
    public boolean mayUse(ChannelSnapshot channels, Channel channel, String model, Token token) {
        return ModelNames.isValid(model)
                && channel.serves(model)
                && isPermitted(model, channel.upstreamModel(model), channels, token);
    }

    private static RoutePlan steered(RoutePlan plan, Steering steering) {
        return steering.isNone()
                ? plan
                : plan.keeping(candidate -> SteeringRules.refusal(steering, candidate.channel()) == null);
    }

    /** Every channel with the reason it is kept or refused. */
    public List<Explanation.Candidate> explain(ChannelSnapshot channels, String model, Dialect dialect, Token token) {
        return explain(channels, model, dialect, token, Steering.NONE, RoutePlan::ranked);
    }

    /**
     * As {@link #explain(ChannelSnapshot, String, Dialect, Token)}, over the channels that the caller leaves.
     *
     * @param order in which the candidates of the plan would be tried
     */
    public List<Explanation.Candidate> explain(
            ChannelSnapshot channels,
            String model,
            Dialect dialect,
            Token token,
            Steering steering,
            Function<RoutePlan, List<Candidate>> order) {
        ModelNames.check(model);
        List<Explanation.Candidate> explained = new ArrayList<>();
        RoutePlan plan = find(channels, model, dialect, token, steering).orElse(new RoutePlan(model, List.of()));
        for (Candidate candidate : order.apply(plan)) {
            Channel channel = candidate.channel();
            explained.add(new Explanation.Candidate(
                    channel.name(),
                    model,
                    candidate.pattern().toString(),
                    candidate.upstreamModel(),
                    candidate.dialect(),
                    channel.priority(),
                    channel.weight(),
                    channel.multiplier(),
                    null));
        }
        for (Channel channel : channels.channels()) {
            Optional<Candidate> candidate = candidate(channel, model, dialect);
            String refusal = refusal(channel, candidate, channels, model, dialect, token, steering);
            if (refusal != null) {
                explained.add(new Explanation.Candidate(
                        channel.name(),
                        model,
                        candidate.map(c -> c.pattern().toString()).orElse(null),
                        null,
                        null,
                        channel.priority(),
                        channel.weight(),
                        channel.multiplier(),
                        refusal));
            }
        }
        return explained;
    }

    private @Nullable String refusal(
            Channel channel,
            Optional<Candidate> candidate,
            ChannelSnapshot channels,
            String model,
            Dialect dialect,
            Token token,
            Steering steering) {
        if (!token.mayUse(model)) {
            return "the key may not use the model";
        }
        String refusal = refusal(channel, model, dialect, token.groups());
        if (refusal == null && candidate.isPresent() && !isPermitted(candidate.get(), channels, token)) {
            return "the key may not use the model that the channel maps it to";
        }
        return refusal == null ? SteeringRules.refusal(steering, channel) : refusal;
    }

    /** What a channel speaks, whichever model is asked for. */
    public Set<Dialect> dialects(Channel channel) {
        Spoken spoken = byType.get(channel.type());
        return spoken == null ? listed(channel, Set.of()) : spoken.by(channel);
    }

    /**
     * What a channel speaks for one of its models.
     *
     * @param upstreamModel the name that would be asked for
     */
    public Set<Dialect> dialects(Channel channel, String upstreamModel) {
        Spoken spoken = byType.get(channel.type());
        return spoken == null ? listed(channel, Set.of()) : spoken.by(channel, upstreamModel);
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
        if (!byType.containsKey(channel.type())) {
            return "no provider serves the channel type '" + channel.type() + "'";
        }
        if (channel.groups().stream().noneMatch(groups::contains)) {
            return "the key is in none of the channel's groups " + channel.groups();
        }
        if (!channel.serves(model)) {
            return "none of the channel's patterns matches the model";
        }
        if (LanePreference.of(dialect, dialects(channel)).isEmpty()) {
            return "the channel speaks no dialect that can carry a request in " + dialect;
        }
        if (LanePreference.of(dialect, dialects(channel, channel.upstreamModel(model)))
                .isEmpty()) {
            return "the channel speaks no dialect for this model that can carry a request in " + dialect;
        }
        return null;
    }

    private Optional<Candidate> candidate(Channel channel, String model, Dialect dialect) {
        Optional<ModelPattern> pattern = channel.bestPattern(model);
        if (pattern.isEmpty()) {
            return Optional.empty();
        }
        String upstreamModel = channel.upstreamModel(model);
        List<Dialect> spoken = LanePreference.of(dialect, dialects(channel, upstreamModel));
        return spoken.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Candidate(model, channel, pattern.get(), upstreamModel, spoken, !spoken.contains(dialect)));
    }

    private static boolean isKnown(ChannelSnapshot channels, String model) {
        return channels.channels().stream().anyMatch(channel -> channel.enabled() && channel.serves(model));
    }
}
