package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The parts of one turn, in the order they were added. Not thread-safe. */
final class PartList {
    private final List<RawJson> parts = new ArrayList<>();

    void add(RawJson part) {
        parts.add(JsonArguments.object(part, "part"));
    }

    void add(MemberTree part) {
        parts.add(part.toJson());
    }

    /** Adds a member to the part that was added last. */
    void mark(String name, RawJson value) {
        if (parts.isEmpty()) {
            throw new IllegalStateException(name + " belongs to a part: add the part first");
        }
        int last = parts.size() - 1;
        RawJson part = parts.get(last);
        if (part.get(name).isPresent()) {
            throw new IllegalStateException(name + " is already set on this part");
        }
        parts.set(last, part.with(name, Objects.requireNonNull(value, name)));
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    RawJson toJson() {
        if (parts.isEmpty()) {
            throw new IllegalStateException("a turn needs at least one part");
        }
        return RawJson.array(parts);
    }
}
