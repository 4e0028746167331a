package io.modelrouter.chat;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A chat request in no vendor's words: what every dialect's request is read into and written from when the caller and the
 * channel do not speak the same. It keeps explicit zeros and falses, the order of everything, and where each piece stood.
 * Immutable.
 *
 * <p>What the model has no word for stays in {@link #extras()} and in each piece's {@link Source}, so that its own dialect
 * gets it back and any other dialect reports it as a {@link Loss}.
 */
public final class ChatRequest {
    private final Dialect dialect;
    private final String model;
    private final boolean stream;
    private final List<Turn> turns;
    private final List<Tool> tools;
    private final Map<Param<?>, Object> params;
    private final Map<Param<?>, String> paths;
    private final Map<String, RawJson> extras;
    private final Map<String, Loss.Severity> severities;

    private ChatRequest(Builder builder) {
        this.dialect = builder.dialect;
        this.model = builder.model;
        this.stream = builder.stream;
        this.turns = List.copyOf(builder.turns);
        this.tools = List.copyOf(builder.tools);
        this.params = Map.copyOf(builder.params);
        this.paths = Map.copyOf(builder.paths);
        this.extras = Collections.unmodifiableMap(new LinkedHashMap<>(builder.extras));
        this.severities = Map.copyOf(builder.severities);
    }

    /** Starts a request that was written in this dialect. */
    public static Builder builder(Dialect dialect, String model) {
        return new Builder(dialect, model);
    }

    /** The dialect it was written in. */
    public Dialect dialect() {
        return dialect;
    }

    /** The model as the caller asked for it. */
    public String model() {
        return model;
    }

    public boolean stream() {
        return stream;
    }

    public List<Turn> turns() {
        return turns;
    }

    public List<Tool> tools() {
        return tools;
    }

    /** The value of a setting, or null where the caller did not set it. */
    @SuppressWarnings("unchecked") // Builder.set lets nothing else in
    public <T> @Nullable T get(Param<T> param) {
        return (T) params.get(param);
    }

    public boolean has(Param<?> param) {
        return params.containsKey(param);
    }

    /** Where the setting stood in the caller's body; our own word for it where it is not set. */
    public String path(Param<?> param) {
        return paths.getOrDefault(param, param.label());
    }

    /** Members of the body without a word here, by path in the caller's body; only their own dialect understands them. */
    public Map<String, RawJson> extras() {
        return extras;
    }

    /**
     * What it means for the call if an extra is left out; null where nobody misses it, because it asks for what happens
     * anyway or is said by a setting as well.
     */
    public Loss.@Nullable Severity severity(String extra) {
        return severities.get(extra);
    }

    /** A builder with everything of this request. */
    public Builder toBuilder() {
        Builder builder = new Builder(dialect, model).stream(stream);
        builder.turns.addAll(turns);
        builder.tools.addAll(tools);
        builder.params.putAll(params);
        builder.paths.putAll(paths);
        builder.extras.putAll(extras);
        builder.severities.putAll(severities);
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChatRequest request
                && model.equals(request.model)
                && stream == request.stream
                && turns.equals(request.turns)
                && tools.equals(request.tools)
                && params.equals(request.params);
    }

    @Override
    public int hashCode() {
        return Objects.hash(model, stream, turns, tools, params);
    }

    /** The sizes, never the content. */
    @Override
    public String toString() {
        return "ChatRequest[" + dialect + ", " + turns.size() + " turns, " + tools.size() + " tools]";
    }

    /** Collects a request. Not thread-safe. */
    public static final class Builder {
        private final Dialect dialect;
        private final String model;
        private boolean stream;
        private final List<Turn> turns = new ArrayList<>();
        private final List<Tool> tools = new ArrayList<>();
        private final Map<Param<?>, Object> params = new HashMap<>();
        private final Map<Param<?>, String> paths = new HashMap<>();
        private final Map<String, RawJson> extras = new LinkedHashMap<>();
        private final Map<String, Loss.Severity> severities = new HashMap<>();

        private Builder(Dialect dialect, String model) {
            this.dialect = Objects.requireNonNull(dialect, "dialect");
            this.model = Objects.requireNonNull(model, "model");
        }

        public Builder stream(boolean stream) {
            this.stream = stream;
            return this;
        }

        public Builder turn(Turn turn) {
            turns.add(turn);
            return this;
        }

        /** Puts these in the place of all turns so far. */
        public Builder turns(List<Turn> all) {
            List<Turn> copy = List.copyOf(all);
            turns.clear();
            turns.addAll(copy);
            return this;
        }

        public Builder tool(Tool tool) {
            tools.add(tool);
            return this;
        }

        /**
         * Sets a parameter; null sets nothing.
         *
         * @param path where it stands in the caller's body
         */
        public <T> Builder set(Param<T> param, @Nullable T value, String path) {
            if (value != null) {
                params.put(param, value);
                paths.put(param, path);
            }
            return this;
        }

        /** Takes a parameter away. */
        public Builder unset(Param<?> param) {
            params.remove(param);
            return this;
        }

        /**
         * Keeps a member that has no word here; other dialects leave it out as a HINT.
         *
         * @param path where it stands in the caller's body, joined by dots
         */
        public Builder extra(String path, RawJson value) {
            return extra(path, value, Loss.Severity.HINT);
        }

        /**
         * As {@link #extra(String, RawJson)}.
         *
         * @param severity what it means to leave it out; null if nobody misses it
         */
        public Builder extra(String path, RawJson value, Loss.@Nullable Severity severity) {
            extras.put(path, value);
            if (severity == null) {
                severities.remove(path);
            } else {
                severities.put(path, severity);
            }
            return this;
        }

        public ChatRequest build() {
            return new ChatRequest(this);
        }
    }
}
