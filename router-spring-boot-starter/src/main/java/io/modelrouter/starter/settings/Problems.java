package io.modelrouter.starter.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, so that all of it can be told at once. Not thread-safe. */
final class Problems {
    private final List<SettingProblem> found = new ArrayList<>();

    void add(SettingProblem problem) {
        boolean known = found.stream().anyMatch(other -> other.path().equals(problem.path()));
        if (!known) {
            found.add(problem);
        }
    }

    void add(String path, @Nullable Object value, String reason) {
        add(new SettingProblem(path, value == null ? null : String.valueOf(value), reason));
    }

    /** Whether something at or below this path is wrong. */
    boolean has(String path) {
        return found.stream()
                .anyMatch(problem -> problem.path().equals(path)
                        || problem.path().startsWith(path + ".")
                        || problem.path().startsWith(path + "["));
    }

    /** Gives the value to a setter of the router's own types and keeps what it complains about. */
    <T> void set(String path, @Nullable T value, Consumer<T> setter) {
        set(path, value, value, setter);
    }

    /** The same for a value that must not be shown. */
    <T> void setSecret(String path, @Nullable T value, Consumer<T> setter) {
        set(path, value, null, setter);
    }

    private <T> void set(String path, @Nullable T value, @Nullable Object shown, Consumer<T> setter) {
        if (value == null) {
            return;
        }
        try {
            setter.accept(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            add(path, shown, String.valueOf(e.getMessage()));
        }
    }

    void atLeast(String path, long least, long value) {
        if (value < least) {
            add(path, value, "it must be at least " + least);
        }
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidSettingException(found);
        }
    }
}
