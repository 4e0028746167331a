package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object under construction: members in the order they are first set, nested ones by path, each set once. Not
 * thread-safe.
 */
final class MemberTree {
    /** A value is {@link RawJson}, a {@link MemberTree} or an {@link Entries}; null keeps a place in the order. */
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /** An array under construction; an element is {@link RawJson} or a {@link MemberTree} that may still grow. */
    private static final class Entries {
        private final List<Object> values = new ArrayList<>();

        private RawJson toJson() {
            List<RawJson> elements = new ArrayList<>(values.size());
            for (Object value : values) {
                elements.add(value instanceof MemberTree tree ? tree.toJson() : (RawJson) value);
            }
            return RawJson.array(elements);
        }
    }

    /** An object whose first members are these, as far as they are set at all. */
    MemberTree(String... first) {
        for (String name : first) {
            members.put(name, null);
        }
    }

    /** The steps of a dotted path. */
    static List<String> path(String dotted) {
        List<String> steps = List.of(dotted.split("\\.", -1));
        if (steps.contains("")) {
            throw new IllegalArgumentException("the path '" + dotted + "' has an empty name in it");
        }
        return steps;
    }

    MemberTree set(String name, RawJson value) {
        return set(List.of(name), value);
    }

    MemberTree set(String name, String value) {
        return set(name, RawJson.of(Objects.requireNonNull(value, name)));
    }

    /** @throws IllegalStateException if the member, one that holds it, or one inside it is already set */
    MemberTree set(List<String> path, RawJson value) {
        Objects.requireNonNull(value, "value");
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a path needs at least one name");
        }
        MemberTree parent = this;
        for (int depth = 0; depth < path.size() - 1; depth++) {
            Object known = parent.members.get(path.get(depth));
            if (known == null) {
                known = new MemberTree();
                parent.members.put(path.get(depth), known);
            }
            if (!(known instanceof MemberTree nested)) {
                throw alreadySet(path.subList(0, depth + 1));
            }
            parent = nested;
        }
        String name = path.get(path.size() - 1);
        if (parent.members.get(name) != null) {
            throw alreadySet(path);
        }
        parent.members.put(name, value);
        return this;
    }

    /** Adds an element to an array, which is made by the first one. */
    MemberTree add(String name, RawJson element) {
        return addElement(name, element);
    }

    /** As {@link #add(String, RawJson)}, with an object that may still grow. */
    MemberTree add(String name, MemberTree element) {
        return addElement(name, element);
    }

    private MemberTree addElement(String name, Object element) {
        Objects.requireNonNull(element, name);
        Object known = members.get(name);
        if (known == null) {
            known = new Entries();
            members.put(name, known);
        }
        if (!(known instanceof Entries entries)) {
            throw alreadySet(List.of(name));
        }
        entries.values.add(element);
        return this;
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    /** Whether a member of a member is set, by {@link #set} or inside a value set as a whole. */
    boolean has(String name, String nested) {
        Object value = members.get(name);
        return value instanceof MemberTree tree && tree.has(nested)
                || value instanceof RawJson json && json.get(nested).isPresent();
    }

    /** Number of members that are set. */
    int size() {
        return (int) members.values().stream().filter(Objects::nonNull).count();
    }

    RawJson toJson() {
        Map<String, RawJson> values = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (value instanceof RawJson json) {
                values.put(name, json);
            } else if (value instanceof MemberTree nested) {
                values.put(name, nested.toJson());
            } else if (value instanceof Entries entries) {
                values.put(name, entries.toJson());
            }
        });
        return RawJson.object(values);
    }

    private static IllegalStateException alreadySet(List<String> path) {
        return new IllegalStateException(String.join(".", path) + " is already set");
    }
}
