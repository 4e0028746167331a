package io.modelrouter.channel;

import java.util.List;
import java.util.Set;

/** Which members of an upstream's body a channel may set. */
final class OverrideRules {
    /** What routing, framing and metering rest on. */
    private static final Set<String> OURS = Set.of("model", "stream", "stream_options");

    private OverrideRules() {}

    static void check(String path, Set<String> others) {
        List<String> names = List.of(path.split("\\.", -1));
        if (path.length() > 256 || names.contains("")) {
            throw new IllegalArgumentException(
                    "'" + path + "' is no path; write names joined by dots, such as reasoning.effort");
        }
        if (OURS.contains(names.get(0))) {
            throw new IllegalArgumentException("'" + names.get(0) + "' is the router's own and cannot be overridden");
        }
        for (String other : others) {
            if (!other.equals(path) && (other.startsWith(path + ".") || path.startsWith(other + "."))) {
                throw new IllegalArgumentException("'" + path + "' and '" + other + "' lie in each other");
            }
        }
    }
}
