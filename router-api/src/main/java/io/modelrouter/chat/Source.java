package io.modelrouter.chat;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a piece of a request stood and how it was written there, so that losses can name it and its own dialect can have it
 * back unchanged. It is no part of what the piece says: any two sources are equal.
 */
public final class Source {
    private final Dialect dialect;
    private final String path;
    private final @Nullable RawJson json;
    private final List<String> unread;

    private Source(Dialect dialect, String path, @Nullable RawJson json, List<String> unread) {
        this.dialect = Objects.requireNonNull(dialect, "dialect");
        this.path = Objects.requireNonNull(path, "path");
        this.json = json;
        this.unread = List.copyOf(unread);
    }

    /** A piece that no JSON value stands for alone. */
    public static Source of(Dialect dialect, String path) {
        return new Source(dialect, path, null, List.of());
    }

    /**
     * A piece with the JSON value it was read from.
     *
     * @param path from the root of the body, members and positions joined by dots: {@code messages.2.content.0}
     * @param unread members of the value that have no word in the neutral model and say something
     */
    public static Source of(Dialect dialect, String path, RawJson json, List<String> unread) {
        return new Source(dialect, path, json, unread);
    }

    /** The dialect it was written in. */
    public Dialect dialect() {
        return dialect;
    }

    /** Members and positions from the root of the body, joined by dots. */
    public String path() {
        return path;
    }

    /** What was read, or null where it has no value of its own. */
    public @Nullable RawJson json() {
        return json;
    }

    /** Members that only the piece's own dialect understands. */
    public List<String> unread() {
        return unread;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Source;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return dialect + " " + path;
    }
}
