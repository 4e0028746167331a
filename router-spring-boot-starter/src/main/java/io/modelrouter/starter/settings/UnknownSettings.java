package io.modelrouter.starter.settings;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds names under {@code model-router} that are no setting: a typo would silently leave a default in force, such as a
 * limit that somebody believes to be set. Environment variables are left out, since their names cannot be told apart.
 */
final class UnknownSettings {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(ModelRouterProperties.PREFIX);

    private UnknownSettings() {}

    static List<SettingProblem> find(ConfigurableEnvironment environment) {
        Map<String, SettingProblem> problems = new LinkedHashMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable
                    && !(source instanceof SystemEnvironmentPropertySource)) {
                for (String written : enumerable.getPropertyNames()) {
                    SettingProblem problem = check(written, source);
                    if (problem != null) {
                        problems.putIfAbsent(problem.path(), problem);
                    }
                }
            }
        }
        return new ArrayList<>(problems.values());
    }

    private static @Nullable SettingProblem check(String written, PropertySource<?> source) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(written, '.');
        if (!PREFIX.isAncestorOf(name) || isSomebodyElses(written, source)) {
            return null;
        }
        ResolvableType type = ResolvableType.forClass(ModelRouterProperties.class);
        for (int i = PREFIX.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
            Class<?> raw = type.resolve(Object.class);
            if (raw == Map.class) {
                return null;
            }
            ResolvableType next = raw == List.class
                    ? (name.isNumericIndex(i) ? type.getGeneric(0) : null)
                    : (raw.isRecord() ? component(raw, name.getElement(i, Form.UNIFORM)) : null);
            if (next == null) {
                Origin origin = OriginLookup.getOrigin(source, written);
                return new SettingProblem(
                        name.chop(i + 1).toString(),
                        null,
                        reason(raw, name.getElement(i, Form.DASHED)),
                        origin == null ? null : origin.toString());
            }
            type = next;
        }
        return null;
    }

    /** A whole process shares its system properties, and {@code modelrouter.} may be the prefix of another part of it. */
    private static boolean isSomebodyElses(String written, PropertySource<?> source) {
        return source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)
                && !written.startsWith(ModelRouterProperties.PREFIX);
    }

    private static @Nullable ResolvableType component(Class<?> type, String uniform) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getName().toLowerCase(Locale.ROOT).equals(uniform)) {
                return ResolvableType.forMethodReturnType(component.getAccessor());
            }
        }
        return null;
    }

    private static String reason(Class<?> parent, String written) {
        if (parent == List.class) {
            return "a list is expected here, not names";
        }
        if (!parent.isRecord()) {
            return "the setting above it is a single value and has nothing below it";
        }
        List<String> known = new ArrayList<>();
        for (RecordComponent component : parent.getRecordComponents()) {
            known.add(dashed(component.getName()));
        }
        String nearest = null;
        int least = Math.max(2, written.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(written, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest != null
                ? "there is no such setting; did you mean '" + nearest + "'?"
                : "there is no such setting; known here are " + String.join(", ", known);
    }

    static String dashed(String name) {
        StringBuilder dashed = new StringBuilder();
        for (char c : name.toCharArray()) {
            if (Character.isUpperCase(c)) {
                dashed.append('-').append(Character.toLowerCase(c));
            } else {
                dashed.append(c);
            }
        }
        return dashed.toString();
    }

    /** Levenshtein's: insertions, deletions and replacements from one to the other. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
