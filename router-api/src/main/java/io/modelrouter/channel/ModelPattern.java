package io.modelrouter.channel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A literal model name in which each {@code *} stands for any run of characters, also none. It matches whole names only,
 * with upper and lower case told apart, in time linear in the name for each star; there are no regular expressions.
 *
 * <p>The order of patterns, best first: a name without a star, then the one with the most literal characters, then the one
 * with fewer stars, then by text. That order is total, so ties are never left to chance.
 */
public final class ModelPattern implements Comparable<ModelPattern> {
    /** The pattern that matches every name. */
    public static final ModelPattern ANY = new ModelPattern("*");

    private static final Comparator<ModelPattern> ORDER = Comparator.comparing((ModelPattern p) -> !p.isExact())
            .thenComparing(p -> -p.literals())
            .thenComparing(p -> p.stars)
            .thenComparing(p -> p.text);

    private final String text;
    private final int stars;

    private ModelPattern(String text) {
        this.text = text;
        this.stars = (int) text.chars().filter(c -> c == '*').count();
    }

    /**
     * @throws IllegalArgumentException if the text is empty, over 256 characters, has two stars in a row or white space
     */
    public static ModelPattern of(String text) {
        Objects.requireNonNull(text, "text");
        if (text.isEmpty() || text.length() > 256) {
            throw new IllegalArgumentException("a model pattern has 1 to 256 characters");
        }
        if (text.contains("**")) {
            throw new IllegalArgumentException("'" + text + "' has two stars in a row; one means the same");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ') {
                throw new IllegalArgumentException("a model pattern has no white space");
            }
        }
        return text.equals("*") ? ANY : new ModelPattern(text);
    }

    /** Whether it has no star. */
    public boolean isExact() {
        return stars == 0;
    }

    /** Number of characters that are not stars. */
    public int literals() {
        return text.length() - stars;
    }

    public int stars() {
        return stars;
    }

    public boolean matches(String model) {
        return capture(model).isPresent();
    }

    /**
     * What each star stood for, in order; empty if the name does not match. Earlier stars take as little as they can.
     */
    public Optional<List<String>> capture(String model) {
        if (isExact()) {
            return text.equals(model) ? Optional.of(List.of()) : Optional.empty();
        }
        int firstStar = text.indexOf('*');
        int lastStar = text.lastIndexOf('*');
        String head = text.substring(0, firstStar);
        String tail = text.substring(lastStar + 1);
        if (model.length() < head.length() + tail.length() || !model.startsWith(head) || !model.endsWith(tail)) {
            return Optional.empty();
        }
        List<String> captured = new ArrayList<>(stars);
        int at = head.length();
        int limit = model.length() - tail.length();
        int star = firstStar;
        while (star < lastStar) {
            int next = text.indexOf('*', star + 1);
            String middle = text.substring(star + 1, next);
            int found = model.indexOf(middle, at);
            if (found < 0 || found + middle.length() > limit) {
                return Optional.empty();
            }
            captured.add(model.substring(at, found));
            at = found + middle.length();
            star = next;
        }
        captured.add(model.substring(at, limit));
        return Optional.of(captured);
    }

    /** Whether every name that the other matches is matched by this one too. */
    public boolean covers(ModelPattern other) {
        // The other's stars stand for anything, also for a letter that occurs nowhere here: only a star can take them.
        return matches(other.text);
    }

    /** Whether some name is matched by both. */
    public boolean overlaps(ModelPattern other) {
        String a = text;
        String b = other.text;
        // meets[j]: what is left of this one and b from j on match a common name
        boolean[] meets = new boolean[b.length() + 1];
        for (int i = a.length(); i >= 0; i--) {
            boolean[] now = new boolean[b.length() + 1];
            for (int j = b.length(); j >= 0; j--) {
                boolean starA = i < a.length() && a.charAt(i) == '*';
                boolean starB = j < b.length() && b.charAt(j) == '*';
                if (i == a.length() && j == b.length()) {
                    now[j] = true;
                } else if (starA || starB) {
                    // A star takes nothing more, or one more of what stands against it.
                    now[j] = i < a.length() && meets[j] || j < b.length() && now[j + 1];
                } else {
                    now[j] = i < a.length() && j < b.length() && a.charAt(i) == b.charAt(j) && meets[j + 1];
                }
            }
            meets = now;
        }
        return meets[0];
    }

    /** The target with its stars replaced, in order, by what was captured; a star too many stays empty. */
    public static String substitute(String target, List<String> captured) {
        if (target.indexOf('*') < 0) {
            return target;
        }
        StringBuilder name = new StringBuilder();
        int used = 0;
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) != '*') {
                name.append(target.charAt(i));
            } else if (used < captured.size()) {
                name.append(captured.get(used++));
            }
        }
        return name.toString();
    }

    @Override
    public int compareTo(ModelPattern other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelPattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
