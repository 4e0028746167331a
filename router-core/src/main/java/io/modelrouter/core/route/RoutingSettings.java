package io.modelrouter.core.route;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What decides where calls go, beside the channels. Immutable.
 *
 * @param auto the models that the name {@code auto} stands for, best first; empty where it is a name like any other
 * @param fallbacks for a model that is asked for, by cause, the models that are tried in its place, best first
 * @param affinity whether calls of one session find the same channel where several are equal
 */
public record RoutingSettings(
        List<String> auto, Map<String, Map<FallbackCause, List<String>>> fallbacks, boolean affinity) {
    /** The name that stands for the list of models. */
    public static final String AUTO = "auto";

    /** No list, no fallbacks, with affinity. */
    public static final RoutingSettings DEFAULT = new RoutingSettings(List.of(), Map.of(), true);

    /**
     * @throws IllegalArgumentException if an entry is no model's name, or a model is its own fallback
     */
    public RoutingSettings {
        auto = List.copyOf(auto);
        auto.forEach(model -> check(AUTO, model));
        Map<String, Map<FallbackCause, List<String>>> copy = new HashMap<>();
        fallbacks.forEach((model, byCause) -> {
            Map<FallbackCause, List<String>> lists = new EnumMap<>(FallbackCause.class);
            byCause.forEach((cause, models) -> {
                models.forEach(other -> check(model, other));
                lists.put(cause, List.copyOf(models));
            });
            copy.put(model, Map.copyOf(lists));
        });
        fallbacks = Map.copyOf(copy);
    }

    private static void check(String of, String model) {
        if (model.isEmpty() || model.indexOf('*') >= 0 || model.equals(AUTO) || model.equals(of)) {
            throw new IllegalArgumentException("the name of one real model is expected, not '" + model + "'");
        }
    }

    /** Replaces the list of models that {@code auto} stands for; empty where it is a name like any other. */
    public RoutingSettings withAuto(List<String> models) {
        return new RoutingSettings(models, fallbacks, affinity);
    }

    /** Replaces the list for this model and cause. */
    public RoutingSettings withFallback(String model, FallbackCause cause, List<String> models) {
        Map<String, Map<FallbackCause, List<String>>> more = new HashMap<>(fallbacks);
        Map<FallbackCause, List<String>> lists = new EnumMap<>(FallbackCause.class);
        lists.putAll(more.getOrDefault(model, Map.of()));
        lists.put(cause, models);
        more.put(model, lists);
        return new RoutingSettings(auto, more, affinity);
    }

    /** Whether calls of one session find the same channel where several are equal; default true. */
    public RoutingSettings withAffinity(boolean affinity) {
        return new RoutingSettings(auto, fallbacks, affinity);
    }
}
