package io.modelrouter.starter.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;

/** Collects what is wrong, so that all of it can be told at once. Not thread-safe. */
final class Problems {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

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

    /** In the order of the properties' names, each as it was written and where. */
    void throwIfAny(ConfigurableEnvironment environment) {
        if (!found.isEmpty()) {
            throw new InvalidSettingException(found.stream()
                    .sorted(Comparator.comparing(problem -> ordered(problem.path())))
                    .map(problem -> asWritten(problem, environment))
                    .toList());
        }
    }

    /** So that [2] comes before [10]. */
    private static String ordered(String path) {
        return NUMBER.matcher(path)
                .replaceAll(match -> "0".repeat(10 - match.group().length()) + match.group());
    }

    private static SettingProblem asWritten(SettingProblem problem, ConfigurableEnvironment environment) {
        if (problem.origin() != null || !ConfigurationPropertyName.isValid(problem.path())) {
            return problem;
        }
        ConfigurationPropertyName name = ConfigurationPropertyName.of(problem.path());
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                Origin origin = property.getOrigin();
                return new SettingProblem(
                        problem.path(),
                        problem.value() == null ? null : String.valueOf(property.getValue()),
                        problem.reason(),
                        origin == null ? null : origin.toString());
            }
        }
        return problem;
    }
}
