package io.modelrouter.core.pipeline;

import io.modelrouter.ModelInfo;
import io.modelrouter.Steering;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.core.channel.Offers;
import io.modelrouter.core.channel.UpstreamModels;
import io.modelrouter.core.quota.PriceTable;
import io.modelrouter.core.route.CallPlanner;
import io.modelrouter.core.route.RoutePlanner;
import io.modelrouter.core.route.RoutingSettings;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** The models that a caller may use, by the same rules by which its calls are routed. */
final class CallerModels {
    /** A list must not wait for a slow upstream longer than a person would. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

    private final ChannelRegistry registry;
    private final RoutePlanner routes;
    private final CallPlanner planner;
    private final UpstreamModels upstreams;
    private final ToLongFunction<String> contextSizes;

    CallerModels(
            ChannelRegistry registry,
            RoutePlanner routes,
            CallPlanner planner,
            UpstreamModels upstreams,
            ToLongFunction<String> contextSizes) {
        this.registry = registry;
        this.routes = routes;
        this.planner = planner;
        this.upstreams = upstreams;
        this.contextSizes = contextSizes;
    }

    /** Sorted by name. */
    List<ModelInfo> list(Token token, Steering steering) {
        ChannelSnapshot channels = registry.snapshot();
        List<Channel> open = routes.open(channels, token, steering);
        Map<String, List<String>> offered =
                upstreams.of(open.stream().filter(Offers::hasWildcards).toList(), FIRST_WAIT);
        Map<String, Draft> models = new TreeMap<>();
        for (Channel channel : open) {
            Set<String> names = new HashSet<>(Offers.exactNames(channel).toList());
            names.addAll(Offers.callerNames(channel, offered.getOrDefault(channel.name(), List.of())));
            for (String name : names) {
                if (routes.mayUse(channels, channel, name, token)) {
                    models.computeIfAbsent(name, missing -> new Draft()).add(channel, name);
                }
            }
        }
        Draft auto = auto(channels, open, token);
        if (!auto.isEmpty()) {
            models.put(RoutingSettings.AUTO, auto);
        }
        List<ModelInfo> list = new ArrayList<>(models.size());
        models.forEach((name, draft) -> list.add(draft.info(name)));
        return list;
    }

    /** Asks no upstream: a name that a wildcard covers can be called, whether its upstream lists it or not. */
    Optional<ModelInfo> find(String id, Token token, Steering steering) {
        ChannelSnapshot channels = registry.snapshot();
        List<Channel> open = routes.open(channels, token, steering);
        Draft draft = planner.isAuto(id) ? auto(channels, open, token) : draft(channels, open, id, token);
        return draft.isEmpty() ? Optional.empty() : Optional.of(draft.info(id));
    }

    private Draft auto(ChannelSnapshot channels, List<Channel> open, Token token) {
        Draft behind = new Draft();
        for (String model : planner.auto()) {
            behind.add(draft(channels, open, model, token));
        }
        return behind;
    }

    private Draft draft(ChannelSnapshot channels, List<Channel> open, String model, Token token) {
        Draft draft = new Draft();
        for (Channel channel : open) {
            if (routes.mayUse(channels, channel, model, token)) {
                draft.add(channel, model);
            }
        }
        return draft;
    }

    /** What the channels of one model come to. */
    private final class Draft {
        private final Set<String> types = new TreeSet<>();
        private final Set<Dialect> dialects = EnumSet.noneOf(Dialect.class);
        /** The least of them, so that what fits there fits everywhere. */
        private long contextSize = PriceTable.LARGEST_CONTEXT;

        void add(Channel channel, String model) {
            types.add(channel.type());
            dialects.addAll(routes.dialects(channel));
            contextSize = Math.min(contextSize, contextSizes.applyAsLong(channel.upstreamModel(model)));
        }

        void add(Draft other) {
            types.addAll(other.types);
            dialects.addAll(other.dialects);
            contextSize = Math.min(contextSize, other.contextSize);
        }

        boolean isEmpty() {
            return types.isEmpty();
        }

        ModelInfo info(String id) {
            boolean known = contextSize < PriceTable.LARGEST_CONTEXT;
            return new ModelInfo(id, types, dialects, known ? OptionalLong.of(contextSize) : OptionalLong.empty());
        }
    }
}
