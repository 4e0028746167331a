package io.modelrouter.starter.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Finds settings whose placeholder stands for nothing. Spring leaves such a text as it is: {@code key: ${TEAM_KEY}} would make
 * the very words <code>${TEAM_KEY}</code> a good key wherever somebody forgot to set the variable.
 */
final class MissingPlaceholders {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(ModelRouterProperties.PREFIX);

    private MissingPlaceholders() {}

    static List<SettingProblem> find(ConfigurableEnvironment environment) {
        Map<String, SettingProblem> problems = new LinkedHashMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                for (String written : enumerable.getPropertyNames()) {
                    ConfigurationPropertyName name = ConfigurationPropertyName.adapt(written, '.');
                    String missing = PREFIX.isAncestorOf(name)
                            ? missing(String.valueOf(source.getProperty(written)), environment)
                            : "";
                    if (!missing.isEmpty()) {
                        Origin origin = OriginLookup.getOrigin(source, written);
                        problems.putIfAbsent(
                                name.toString(),
                                new SettingProblem(
                                        name.toString(),
                                        null,
                                        "the placeholder " + missing
                                                + " has no value; set it, or give a default behind a colon",
                                        origin == null ? null : origin.toString()));
                    }
                }
            }
        }
        return new ArrayList<>(problems.values());
    }

    private static String missing(String value, ConfigurableEnvironment environment) {
        if (!value.contains("${")) {
            return "";
        }
        try {
            environment.resolveRequiredPlaceholders(value);
            return "";
        } catch (PlaceholderResolutionException e) {
            // Its message quotes the whole value, which may hold a secret beside the placeholder.
            return "'" + e.getPlaceholder() + "'";
        } catch (IllegalArgumentException e) {
            return "in it";
        }
    }
}
