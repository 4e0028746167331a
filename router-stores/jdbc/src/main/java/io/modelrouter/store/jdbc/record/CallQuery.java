package io.modelrouter.store.jdbc.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conditions of a query and their parameters, which are bound, never written into it. For one thread. */
final class CallQuery {
    private final List<String> conditions = new ArrayList<>();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    CallQuery and(String condition, Object... values) {
        conditions.add(condition);
        parameters.addAll(List.of(values));
        return this;
    }

    /** The condition, where there is such a name; a longer one was cut when it was written. */
    CallQuery andName(String condition, Optional<String> name, int max) {
        name.ifPresent(text -> and(condition, Fit.text(text, max)));
        return this;
    }

    String where() {
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    /** The parameters of the conditions, then these. */
    @Nullable
    Object[] parameters(Object... more) {
        List<@Nullable Object> all = new ArrayList<>(parameters);
        all.addAll(List.of(more));
        return all.toArray();
    }
}
