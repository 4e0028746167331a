package io.modelrouter.core.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that may become of a call: the models it may be served by, each with its candidates.
 *
 * @param requested the model as the caller wrote it
 * @param models tried in this order; one alone unless the caller asked for {@code auto}
 * @param fallbacks tried in their order where those failed for this cause
 * @param preferred the channel to be tried before all others, or null
 */
public record CallPlan(
        String requested,
        List<RoutePlan> models,
        Map<FallbackCause, List<RoutePlan>> fallbacks,
        @Nullable String preferred) {
    public CallPlan {
        models = List.copyOf(models);
        fallbacks = Map.copyOf(fallbacks);
    }

    /** The models for one cause; empty where there are none. */
    public List<RoutePlan> fallbacks(FallbackCause cause) {
        return fallbacks.getOrDefault(cause, List.of());
    }

    /** All that may be paid for. */
    public List<RoutePlan> all() {
        List<RoutePlan> all = new ArrayList<>(models);
        fallbacks.values().forEach(all::addAll);
        return all;
    }

    /** The upstream's name of the model that will most likely serve; the requested one where nobody can. */
    public String likelyModel() {
        for (RoutePlan plan : models) {
            for (List<Candidate> rank : plan.ranks()) {
                if (!rank.isEmpty()) {
                    return rank.get(0).upstreamModel();
                }
            }
        }
        return requested;
    }

    /** How many candidates there are in all. */
    public int size() {
        return all().stream().mapToInt(RoutePlan::size).sum();
    }

    /** Whether one channel and one model is all there is. */
    public boolean isSole() {
        return models.stream().mapToInt(RoutePlan::size).sum() == 1
                && fallbacks(FallbackCause.ANY).isEmpty();
    }

    /** The same without the candidates that do not pass, and without models that have none left. */
    public CallPlan keeping(Predicate<Candidate> test) {
        return new CallPlan(
                requested,
                keeping(models, test),
                fallbacks.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> keeping(entry.getValue(), test))),
                preferred);
    }

    private static List<RoutePlan> keeping(List<RoutePlan> plans, Predicate<Candidate> test) {
        return plans.stream()
                .map(plan -> plan.keeping(test))
                .filter(plan -> !plan.isEmpty())
                .toList();
    }
}
