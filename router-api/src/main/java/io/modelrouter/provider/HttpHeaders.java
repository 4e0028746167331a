package io.modelrouter.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Header fields in their order, names in lower case, a name as often as it came. Immutable. */
public final class HttpHeaders {
    public static final HttpHeaders EMPTY = new HttpHeaders(List.of());

    private final List<String> flat;

    private HttpHeaders(List<String> flat) {
        this.flat = flat;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The first value of a field. */
    public Optional<String> first(String name) {
        for (int i = 0; i < flat.size(); i += 2) {
            if (flat.get(i).equalsIgnoreCase(name)) {
                return Optional.of(flat.get(i + 1));
            }
        }
        return Optional.empty();
    }

    /** Name and value of each field, in the order they came. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < flat.size(); i += 2) {
            action.accept(flat.get(i), flat.get(i + 1));
        }
    }

    public boolean isEmpty() {
        return flat.isEmpty();
    }

    /** Names only. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        forEach((name, value) -> names.add(name));
        return names.toString();
    }

    /** Collects fields. Not thread-safe. */
    public static final class Builder {
        private final List<String> flat = new ArrayList<>();

        private Builder() {}

        public Builder add(String name, String value) {
            flat.add(name.toLowerCase(Locale.ROOT));
            flat.add(value);
            return this;
        }

        public HttpHeaders build() {
            return flat.isEmpty() ? EMPTY : new HttpHeaders(List.copyOf(flat));
        }
    }
}
