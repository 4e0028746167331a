package io.modelrouter.wire;

import io.modelrouter.internal.json.JsonIndex;
import io.modelrouter.internal.json.JsonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Replacements of single values in a JSON document whose other bytes stay where they are. Each path may be set once, and
 * no path may lie inside another. Not thread-safe.
 */
public final class JsonEdit {
    private static final byte[] COMMA = {','};

    private final RawJson root;
    private final List<Change> changes = new ArrayList<>(4);

    private record Change(int start, int end, byte[] text) {}

    JsonEdit(RawJson root) {
        this.root = root;
    }

    public JsonEdit set(String name, RawJson value) {
        return set(List.of(name), value);
    }

    /**
     * Sets a member: replaced where it stands, else added at the end of its object. Objects on the way are made where
     * they are absent or null.
     *
     * @throws IllegalArgumentException if the root or a step on the way is neither an object nor absent nor null
     */
    public JsonEdit set(List<String> path, RawJson value) {
        RawJson parent = root;
        for (int depth = 0; ; depth++) {
            if (parent.kind() != RawJson.Kind.OBJECT) {
                throw new IllegalArgumentException(
                        "'" + String.join(".", path.subList(0, depth)) + "' is not an object");
            }
            JsonIndex members = parent.index();
            int at = members.find(path.get(depth));
            boolean last = depth == path.size() - 1;
            if (at < 0) {
                append(parent, path.get(depth), nest(path, depth + 1, value));
                return this;
            }
            if (last || parent.get(path.get(depth)).orElseThrow().isNull()) {
                changes.add(new Change(
                        members.start(at),
                        members.end(at),
                        nest(path, depth + 1, value).toBytes()));
                return this;
            }
            parent = parent.get(path.get(depth)).orElseThrow();
        }
    }

    private static RawJson nest(List<String> path, int from, RawJson value) {
        RawJson nested = value;
        for (int i = path.size() - 1; i >= from; i--) {
            nested = RawJson.object(java.util.Map.of(path.get(i), nested));
        }
        return nested;
    }

    private void append(RawJson object, String name, RawJson value) {
        int close = object.end() - 1;
        JsonText.Writer text = new JsonText.Writer();
        boolean first = object.size() == 0 && changes.stream().noneMatch(c -> c.start == close && c.end == close);
        if (!first) {
            text.raw(COMMA);
        }
        text.raw(JsonText.quote(name)).raw(':').raw(value.toBytes());
        changes.add(new Change(close, close, text.toBytes()));
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The edited document as slices over the old bytes. */
    public WireBody toBody() {
        List<Change> ordered = new ArrayList<>(changes);
        ordered.sort(Comparator.comparingInt(Change::start));
        WireBody.Builder body = WireBody.builder();
        int at = root.documentStart();
        for (Change change : ordered) {
            if (change.start < at) {
                throw new IllegalStateException("two edits overlap");
            }
            body.add(root.buffer(), at, change.start).add(change.text);
            at = change.end;
        }
        return body.add(root.buffer(), at, root.documentEnd()).build();
    }

    /** The edited document. */
    public RawJson toJson() {
        return changes.isEmpty() ? root : RawJson.parse(toBody().toBytes());
    }
}
