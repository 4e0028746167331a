package io.modelrouter.wire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replacements of single values in a JSON document whose other bytes stay where they are. Each path may be set once, and
 * no path may lie inside another. Not thread-safe.
 */
public final class JsonEdit {
    private final RawJson root;
    private final Change changes = new Change(null);

    /** A new value, or changes inside the value that is there. */
    private static final class Change {
        private final @Nullable RawJson value;
        private final Map<String, Change> members = new LinkedHashMap<>(4);

        private Change(@Nullable RawJson value) {
            this.value = value;
        }

        /** What stands where nothing stood before. */
        private RawJson made() {
            if (value != null) {
                return value;
            }
            Map<String, RawJson> made = new LinkedHashMap<>();
            members.forEach((name, change) -> made.put(name, change.made()));
            return RawJson.object(made);
        }
    }

    JsonEdit(RawJson root) {
        this.root = root;
    }

    /** As {@link #set(List, RawJson)}, for a member of the root. */
    public JsonEdit set(String name, RawJson value) {
        return set(List.of(name), value);
    }

    /**
     * Sets a member: replaced where it stands, else added at the end of its object. Objects on the way are made where
     * they are absent or null.
     *
     * @throws IllegalArgumentException if the path is empty, or the root or a step on the way is neither an object nor
     *     absent nor null
     * @throws IllegalStateException if this path, one that it lies in or one inside it is already set
     */
    public JsonEdit set(List<String> path, RawJson value) {
        check(path);
        Change parent = changes;
        for (String name : path.subList(0, path.size() - 1)) {
            parent = parent.members.computeIfAbsent(name, step -> new Change(null));
        }
        parent.members.put(path.get(path.size() - 1), new Change(value));
        return this;
    }

    private void check(List<String> path) {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a path needs at least one name");
        }
        RawJson at = root;
        for (int depth = 0; depth < path.size() && !(at.isNull() && depth > 0); depth++) {
            if (at.kind() != RawJson.Kind.OBJECT) {
                throw new IllegalArgumentException(dotted(path, depth) + " is not an object");
            }
            at = at.get(path.get(depth)).orElse(RawJson.ofNull());
        }
        Change known = changes;
        for (int depth = 0; depth < path.size(); depth++) {
            Change next = known.members.get(path.get(depth));
            if (next == null) {
                return;
            }
            if (next.value != null || depth == path.size() - 1) {
                throw new IllegalStateException(dotted(path, depth + 1) + " is already set");
            }
            known = next;
        }
    }

    private static String dotted(List<String> path, int depth) {
        return depth == 0 ? "the document" : "'" + String.join(".", path.subList(0, depth)) + "'";
    }

    public boolean isEmpty() {
        return changes.members.isEmpty();
    }

    /** The edited document as slices over the old bytes. */
    public WireBody toBody() {
        WireBody.Builder body = WireBody.builder();
        int at = splice(root, changes, body, root.documentStart());
        return body.add(root.buffer(), at, root.documentEnd()).build();
    }

    /** Writes what stands before the last change in an object, the changes included; returns where to go on. */
    private int splice(RawJson object, Change change, WireBody.Builder body, int from) {
        int at = from;
        for (Member member : known(object, change)) {
            RawJson old = member.value;
            if (member.change.value == null && !old.isNull()) {
                at = splice(old, member.change, body, at);
            } else {
                body.add(root.buffer(), at, old.start());
                add(body, member.change.made());
                at = old.end();
            }
        }
        boolean first = object.size() == 0;
        for (Map.Entry<String, Change> added : change.members.entrySet()) {
            if (object.get(added.getKey()).isEmpty()) {
                int close = object.end() - 1;
                JsonText.Writer name = new JsonText.Writer();
                if (!first) {
                    name.raw(',');
                }
                first = false;
                body.add(root.buffer(), at, close)
                        .add(name.raw(JsonText.quote(added.getKey())).raw(':').toBytes());
                add(body, added.getValue().made());
                at = close;
            }
        }
        return at;
    }

    private record Member(RawJson value, Change change) {}

    /** The changed members that are there, in the order of the document. */
    private static List<Member> known(RawJson object, Change change) {
        List<Member> known = new ArrayList<>(change.members.size());
        change.members.forEach((name, next) -> object.get(name).ifPresent(value -> known.add(new Member(value, next))));
        known.sort(Comparator.comparingInt(member -> member.value.start()));
        return known;
    }

    private static void add(WireBody.Builder body, RawJson value) {
        body.add(value.buffer(), value.start(), value.end());
    }

    /** The edited document. */
    public RawJson toJson() {
        if (isEmpty()) {
            return root;
        }
        byte[] bytes = toBody().toBytes();
        int start = root.start() - root.documentStart();
        int end = bytes.length - (root.documentEnd() - root.end());
        return RawJson.edited(bytes, start, end, root.isDocument());
    }
}
