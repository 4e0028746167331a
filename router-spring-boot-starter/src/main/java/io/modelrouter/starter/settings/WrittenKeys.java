package io.modelrouter.starter.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * Keys of maps as they were written. Spring's relaxed binding drops {@code /} and {@code *} from a key unless it stands in
 * brackets, and model names have both: {@code "acme/*": "*"} would become {@code acme: "*"}.
 */
final class WrittenKeys {
    private WrittenKeys() {}

    /** The raw entries below a map's name, in the order of the source. */
    static Map<String, Object> below(ConfigurationPropertyName map, EnumerablePropertySource<?> source) {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (String written : source.getPropertyNames()) {
            String key = keyBelow(map, written);
            Object value = key == null ? null : source.getProperty(written);
            if (key != null && value != null) {
                entries.put(key, value);
            }
        }
        return entries;
    }

    static @Nullable String keyBelow(ConfigurationPropertyName map, String written) {
        int end = endOfElements(written, map.getNumberOfElements());
        if (end < 0
                || end >= written.length() - 1
                || !ConfigurationPropertyName.adapt(written.substring(0, end), '.')
                        .equals(map)) {
            return null;
        }
        if (written.charAt(end) == '.') {
            return written.substring(end + 1);
        }
        return written.endsWith("]") ? written.substring(end + 1, written.length() - 1) : null;
    }

    /** Where the first {@code count} elements of a name end, or -1 if it has fewer. */
    private static int endOfElements(String name, int count) {
        int at = 0;
        for (int element = 0; element < count; element++) {
            if (at < name.length() && name.charAt(at) == '[') {
                at = name.indexOf(']', at) + 1;
                if (at == 0) {
                    return -1;
                }
                continue;
            }
            if (element > 0 && at < name.length() && name.charAt(at) == '.') {
                at++;
            }
            if (at >= name.length()) {
                return -1;
            }
            while (at < name.length() && name.charAt(at) != '.' && name.charAt(at) != '[') {
                at++;
            }
        }
        return at;
    }
}
