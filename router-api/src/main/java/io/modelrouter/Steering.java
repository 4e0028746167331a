package io.modelrouter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says of the channels for one call. It narrows what its token may use and never widens it. Immutable.
 *
 * @param pin the one channel to use, or null; needs the token's {@code pin} permission
 * @param exclude channels not to use; needs the same permission
 * @param prefer the channel to try first, or null; of no effect where it is not there or not well
 * @param group the one group of channels to use, one of the token's own, or null
 * @param tags what every channel must be tagged with
 */
public record Steering(
        @Nullable String pin,
        Set<String> exclude,
        @Nullable String prefer,
        @Nullable String group,
        Set<String> tags) {
    /** Leaves everything to the router. */
    public static final Steering NONE = new Steering(null, Set.of(), null, null, Set.of());

    /** Longest name of a channel, group or tag. */
    public static final int LONGEST_NAME = 64;

    private static final int MOST_NAMES = 16;
    private static final String IGNORE = "#ignore";

    /**
     * @throws IllegalArgumentException if a name has other than 1 to 64 letters, digits, {@code . _ -}, or there are more
     *     than 16 of a kind
     */
    public Steering {
        exclude = Set.copyOf(exclude);
        tags = Set.copyOf(tags);
        List<String> names = new ArrayList<>(exclude);
        names.addAll(tags);
        for (String name : new String[] {pin, prefer, group}) {
            if (name != null) {
                names.add(name);
            }
        }
        if (exclude.size() > MOST_NAMES
                || tags.size() > MOST_NAMES
                || !names.stream().allMatch(Steering::isName)) {
            throw new IllegalArgumentException(
                    "a channel, group or tag is named by 1 to 64 letters, digits, '.', '_' or '-', at most 16 of a kind");
        }
    }

    /** Whether nothing is said. */
    public boolean isNone() {
        return equals(NONE);
    }

    /** Whether it names channels in a way that needs the token's {@code pin} permission. */
    public boolean needsPermission() {
        return pin != null || !exclude.isEmpty();
    }

    /** The one channel that may be called; empty for any. */
    public Optional<String> pinned() {
        return Optional.ofNullable(pin);
    }

    /** The channel that is tried first; empty for none. */
    public Optional<String> preferred() {
        return Optional.ofNullable(prefer);
    }

    /**
     * Adds what is said after the first {@code #} of a key, or in a header: {@code channel} pins, {@code !channel} excludes,
     * {@code channel#ignore} prefers.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public Steering withChannel(String said) {
        if (said.startsWith("!")) {
            return without(said.substring(1));
        }
        return said.endsWith(IGNORE) ? preferring(said.substring(0, said.length() - IGNORE.length())) : withPin(said);
    }

    /** Calls this channel and no other. */
    public Steering withPin(String channel) {
        return new Steering(channel, exclude, prefer, group, tags);
    }

    /** Excludes one channel more. */
    public Steering without(String channel) {
        Set<String> more = new LinkedHashSet<>(exclude);
        more.add(channel);
        return new Steering(pin, more, prefer, group, tags);
    }

    /** Tries this channel first, and others where it cannot. */
    public Steering preferring(String channel) {
        return new Steering(pin, exclude, channel, group, tags);
    }

    /** Calls channels of this group alone; null for every group that the token may use. */
    public Steering withGroup(@Nullable String group) {
        return new Steering(pin, exclude, prefer, group, tags);
    }

    /** Replaces the tags. */
    public Steering withTags(Set<String> tags) {
        return new Steering(pin, exclude, prefer, group, tags);
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && name.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '.'
                                || c == '_'
                                || c == '-');
    }
}
