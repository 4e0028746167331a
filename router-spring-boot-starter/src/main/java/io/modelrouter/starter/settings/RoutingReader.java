package io.modelrouter.starter.settings;

import io.modelrouter.core.route.FallbackCause;
import io.modelrouter.core.route.RoutingSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks {@code auto}, {@code fallbacks} and {@code affinity}. */
final class RoutingReader {
    private static final String FALLBACKS = ModelRouterProperties.PREFIX + ".fallbacks";

    /** {@code gpt-4.1.any[0]}, with the model in brackets or not, the list one by one or in one text with commas. */
    private static final Pattern ENTRY = Pattern.compile(
            "\\[?(?<model>.+?)]?\\.(?<cause>any|context-?length|content-?policy)(?:\\[(?<index>\\d{1,4})]?)?");

    private final Problems problems;

    RoutingReader(Problems problems) {
        this.problems = problems;
    }

    RoutingSettings read(ModelRouterProperties properties) {
        List<String> auto = properties.auto().models();
        boolean good = true;
        for (int i = 0; i < auto.size(); i++) {
            good &= check(ModelRouterProperties.PREFIX + ".auto.models[" + i + "]", auto.get(i), RoutingSettings.AUTO);
        }
        Map<String, Map<FallbackCause, TreeMap<Integer, String>>> found = new TreeMap<>();
        for (Map.Entry<String, String> entry : properties.fallbacks().entrySet()) {
            good &= read(entry.getKey(), entry.getValue(), found);
        }
        if (!good) {
            return RoutingSettings.DEFAULT;
        }
        RoutingSettings routing = RoutingSettings.DEFAULT.withAuto(auto).withAffinity(properties.affinity());
        for (var model : found.entrySet()) {
            for (var lists : model.getValue().entrySet()) {
                routing = routing.withFallback(
                        model.getKey(),
                        lists.getKey(),
                        new ArrayList<>(lists.getValue().values()));
            }
        }
        return routing;
    }

    private boolean read(String key, String value, Map<String, Map<FallbackCause, TreeMap<Integer, String>>> found) {
        Matcher entry = ENTRY.matcher(key);
        String path = FALLBACKS + "[" + key + "]";
        if (!entry.matches()) {
            problems.add(path, null, "below a model any, context-length or content-policy is expected, with a list");
            return false;
        }
        String model = entry.group("model");
        if (model.indexOf('*') >= 0 || model.equals(RoutingSettings.AUTO)) {
            problems.add(path, null, "the name of one real model is expected");
            return false;
        }
        TreeMap<Integer, String> list = found.computeIfAbsent(model, name -> new EnumMap<>(FallbackCause.class))
                .computeIfAbsent(cause(entry.group("cause")), cause -> new TreeMap<>());
        String index = entry.group("index");
        String[] others = index == null ? value.split(",", -1) : new String[] {value};
        int at = index == null ? 0 : Integer.parseInt(index);
        boolean good = true;
        for (String other : others) {
            good &= check(path, other.strip(), model);
            list.put(at++, other.strip());
        }
        return good;
    }

    private static FallbackCause cause(String name) {
        if (name.equals("any")) {
            return FallbackCause.ANY;
        }
        return name.startsWith("context") ? FallbackCause.CONTEXT_LENGTH : FallbackCause.CONTENT_POLICY;
    }

    private boolean check(String path, String model, String of) {
        boolean good =
                !model.isEmpty() && model.indexOf('*') < 0 && !model.equals(RoutingSettings.AUTO) && !model.equals(of);
        if (!good) {
            problems.add(path, model, "the name of one real model is expected");
        }
        return good;
    }
}
