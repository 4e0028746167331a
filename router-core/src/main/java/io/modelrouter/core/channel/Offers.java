package io.modelrouter.core.channel;

import io.modelrouter.OfferedModels;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Compares the names an upstream offers with those that a channel serves, mapped names included. Pure. */
public final class Offers {
    private Offers() {}

    /** What the upstream named, against the channel. */
    public static OfferedModels compare(Channel channel, Collection<String> offered) {
        Set<String> served = new TreeSet<>();
        Set<String> notServed = new TreeSet<>();
        for (String model : offered) {
            (isServed(channel, model) ? served : notServed).add(model);
        }
        Set<String> known = new HashSet<>(offered);
        List<String> notOffered = exactNames(channel)
                .filter(name -> !known.contains(channel.upstreamModel(name)))
                .distinct()
                .sorted()
                .toList();
        return new OfferedModels(
                channel.name(), OfferedModels.Source.UPSTREAM, List.copyOf(served), List.copyOf(notServed), notOffered);
    }

    /** For an upstream that names nothing: what the configuration names. */
    public static OfferedModels configured(Channel channel) {
        return new OfferedModels(
                channel.name(),
                OfferedModels.Source.CONFIGURATION,
                exactNames(channel)
                        .map(channel::upstreamModel)
                        .distinct()
                        .sorted()
                        .toList(),
                List.of(),
                List.of());
    }

    /** The names callers can use that are written out in the channel's settings, in their order. */
    public static Stream<String> exactNames(Channel channel) {
        return Stream.concat(channel.models().stream(), channel.modelMapping().keySet().stream())
                .filter(ModelPattern::isExact)
                .map(ModelPattern::toString)
                .filter(channel::serves);
    }

    /** Whether no list of names can say all that callers may ask the channel for. */
    public static boolean hasWildcards(Channel channel) {
        return channel.models().stream().anyMatch(pattern -> !pattern.isExact());
    }

    /**
     * The names by which callers can have what the upstream offers: its own name where a pattern of the channel covers that
     * and no mapping leads elsewhere, and the names of patterns that are mapped to it, such as {@code acme/x} by
     * {@code acme/*: *}.
     */
    public static Set<String> callerNames(Channel channel, Collection<String> offered) {
        Set<String> names = new TreeSet<>();
        for (String upstream : offered) {
            if (leadsTo(channel, upstream, upstream)) {
                names.add(upstream);
            }
            channel.modelMapping().forEach((requested, target) -> {
                // Where the target has fewer stars than the pattern, any number of names lead to it.
                if (isPattern(target) && ModelPattern.of(target).stars() == requested.stars()) {
                    ModelPattern.of(target)
                            .capture(upstream)
                            .map(captured -> ModelPattern.substitute(requested.toString(), captured))
                            .filter(name -> leadsTo(channel, name, upstream))
                            .ifPresent(names::add);
                }
            });
        }
        return names;
    }

    /** Whether some name that callers may use leads to this one. */
    private static boolean isServed(Channel channel, String upstream) {
        if (leadsTo(channel, upstream, upstream)) {
            return true;
        }
        for (Map.Entry<ModelPattern, String> mapping : channel.modelMapping().entrySet()) {
            String requested = mapping.getKey().toString();
            boolean found = isPattern(mapping.getValue())
                    && ModelPattern.of(mapping.getValue())
                            .capture(upstream)
                            .map(captured -> ModelPattern.substitute(requested, captured))
                            .filter(name -> leadsTo(channel, name, upstream))
                            .isPresent();
            if (found) {
                return true;
            }
        }
        return false;
    }

    /** An upstream's name may have what no pattern can. */
    private static boolean isPattern(String target) {
        return !target.isEmpty()
                && target.length() <= 256
                && !target.contains("**")
                && target.chars().noneMatch(c -> c <= ' ');
    }

    private static boolean leadsTo(Channel channel, String requested, String upstream) {
        return channel.serves(requested) && channel.upstreamModel(requested).equals(upstream);
    }
}
