package io.modelrouter.core.route;

import io.modelrouter.Steering;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.Task;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans calls: what the requested name stands for, what comes in its place when it fails, and what the caller says of the
 * channels. A key's models are checked for every real model. Thread-safe.
 */
public final class CallPlanner {
    private final RoutePlanner planner;
    private final RoutingSettings settings;

    public CallPlanner(RoutePlanner planner, RoutingSettings settings) {
        this.planner = planner;
        this.settings = settings;
    }

    /**
     * @throws RouterException as {@link RoutePlanner#plan}, and PERMISSION_DENIED or INVALID_REQUEST for steering that the
     *     key may not do
     */
    public CallPlan plan(ChannelSnapshot channels, String model, Dialect dialect, Token token, Steering steering) {
        SteeringRules.check(steering, channels, token);
        if (dialect.task() == Task.EMBEDDING) {
            return ofOneModel(channels, model, dialect, token, steering);
        }
        if (isAuto(model)) {
            return auto(channels, dialect, token, steering);
        }
        Map<FallbackCause, List<RoutePlan>> fallbacks = fallbacks(channels, model, dialect, token, steering);
        if (!fallbacks.getOrDefault(FallbackCause.ANY, List.of()).isEmpty() && token.mayUse(model)) {
            List<RoutePlan> own = planner.find(channels, model, dialect, token, steering).stream()
                    .toList();
            return new CallPlan(model, own, fallbacks, steering.prefer());
        }
        return new CallPlan(
                model, List.of(planner.plan(channels, model, dialect, token, steering)), fallbacks, steering.prefer());
    }

    /**
     * Vectors of two models cannot be compared, so that nothing may come in the place of the model that was named, and a name
     * that stands for several means nothing.
     */
    private CallPlan ofOneModel(
            ChannelSnapshot channels, String model, Dialect dialect, Token token, Steering steering) {
        if (isAuto(model)) {
            throw RouterException.of(
                            RouterErrorCode.INVALID_REQUEST,
                            "embeddings need the name of one model: vectors of two cannot be compared")
                    .param("model")
                    .build();
        }
        return new CallPlan(
                model, List.of(planner.plan(channels, model, dialect, token, steering)), Map.of(), steering.prefer());
    }

    /** Whether the name stands for the list. */
    public boolean isAuto(String model) {
        return model.equals(RoutingSettings.AUTO) && !settings.auto().isEmpty();
    }

    /** The models that the name {@code auto} stands for. */
    public List<String> auto() {
        return settings.auto();
    }

    /** The models that may come in the place of this one. */
    public Map<FallbackCause, List<String>> fallbacks(String model) {
        return settings.fallbacks().getOrDefault(model, Map.of());
    }

    private CallPlan auto(ChannelSnapshot channels, Dialect dialect, Token token, Steering steering) {
        List<RoutePlan> usable = all(settings.auto(), channels, dialect, token, steering);
        if (usable.isEmpty()) {
            boolean permitted = settings.auto().stream().anyMatch(token::mayUse);
            throw RouterException.of(
                            permitted ? RouterErrorCode.MODEL_NOT_FOUND : RouterErrorCode.MODEL_NOT_PERMITTED,
                            permitted
                                    ? "no channel of this key serves any of the models that 'auto' stands for"
                                    : "this key may use none of the models that 'auto' stands for")
                    .param("model")
                    .build();
        }
        return new CallPlan(RoutingSettings.AUTO, usable, Map.of(), steering.prefer());
    }

    private Map<FallbackCause, List<RoutePlan>> fallbacks(
            ChannelSnapshot channels, String model, Dialect dialect, Token token, Steering steering) {
        Map<FallbackCause, List<String>> named = fallbacks(model);
        if (named.isEmpty()) {
            return Map.of();
        }
        Map<FallbackCause, List<RoutePlan>> plans = new EnumMap<>(FallbackCause.class);
        named.forEach((cause, models) -> plans.put(cause, all(models, channels, dialect, token, steering)));
        return plans;
    }

    private List<RoutePlan> all(
            List<String> models, ChannelSnapshot channels, Dialect dialect, Token token, Steering steering) {
        return models.stream()
                .map(model -> planner.find(channels, model, dialect, token, steering))
                .flatMap(Optional::stream)
                .toList();
    }
}
