package io.modelrouter.core.route;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What an operator should know of a configuration's patterns. A channel of lower priority is never shadowed for good, since
 * it is tried when the others fail or rest; that is told as news. What nothing can ever reach is told as a warning.
 */
public final class RouteReport {
    private static final int MOST = 50;

    private RouteReport() {}

    /**
     * One thing to know.
     *
     * @param warning whether something is of no use as it stands
     */
    public record Finding(boolean warning, String text) {}

    /** Warnings first, at most 50 findings. */
    public static List<Finding> of(List<Channel> channels) {
        List<Finding> findings = new ArrayList<>();
        channels.forEach(channel -> inside(channel, findings));
        for (Channel channel : channels) {
            for (Channel above : channels) {
                if (above.enabled() && channel.enabled() && above.priority() > channel.priority()) {
                    between(channel, above, findings);
                }
            }
        }
        findings.sort(Comparator.comparing(finding -> !finding.warning()));
        return List.copyOf(findings.subList(0, Math.min(MOST, findings.size())));
    }

    private static void inside(Channel channel, List<Finding> findings) {
        List<ModelPattern> models = channel.models();
        for (int i = 0; i < models.size(); i++) {
            if (models.indexOf(models.get(i)) < i) {
                findings.add(new Finding(true, named(channel) + " lists '" + models.get(i) + "' twice"));
            }
        }
        for (ModelPattern mapping : channel.modelMapping().keySet()) {
            if (models.stream().noneMatch(mapping::overlaps)) {
                findings.add(new Finding(
                        true,
                        named(channel) + " maps '" + mapping
                                + "', which none of its models matches, so that nobody can ask for it"));
            }
        }
    }

    private static void between(Channel channel, Channel above, List<Finding> findings) {
        if (above.groups().stream().noneMatch(channel.groups()::contains)) {
            return;
        }
        List<ModelPattern> covered = channel.models().stream()
                .filter(pattern -> above.models().stream().anyMatch(other -> other.covers(pattern)))
                .toList();
        List<ModelPattern> shared = channel.models().stream()
                .filter(pattern -> !covered.contains(pattern))
                .filter(pattern -> above.models().stream().anyMatch(pattern::overlaps))
                .toList();
        boolean allGroups = above.groups().containsAll(channel.groups());
        if (!covered.isEmpty()) {
            findings.add(new Finding(
                    false,
                    named(channel) + " is asked for " + covered + " only when '" + above.name()
                            + "', whose priority is higher, fails or rests"
                            + (allGroups ? "" : ", for callers of the groups that both have")));
        }
        if (!shared.isEmpty()) {
            findings.add(new Finding(
                    false,
                    named(channel) + " comes after '" + above.name() + "', whose priority is higher, for a part of "
                            + shared));
        }
    }

    private static String named(Channel channel) {
        return "The channel '" + channel.name() + "'";
    }
}
