package io.modelrouter.starter.settings;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting that is wrong.
 *
 * @param path the property, such as {@code model-router.channels[1].base-url}
 * @param value what was written, never a secret; null where nothing was written or it may hold one
 * @param reason what is wrong and what is allowed
 * @param origin where it was written, such as a file and line, or null
 */
public record SettingProblem(
        String path,
        @Nullable String value,
        String reason,
        @Nullable String origin) {
    private static final int SHOWN = 200;
    /** User and password in a URL, wherever somebody put one. */
    private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]+@");

    public SettingProblem {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(reason, "reason");
        value = value == null ? null : printable(value);
    }

    SettingProblem(String path, @Nullable String value, String reason) {
        this(path, value, reason, null);
    }

    private static String printable(String written) {
        String text = USER_INFO.matcher(written).replaceAll("//****@");
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(SHOWN, text.length()); i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.length() > SHOWN ? shown.append('…').toString() : shown.toString();
    }

    /** One line: path, value and reason. */
    @Override
    public String toString() {
        return path + (value == null ? "" : " = '" + value + "'") + ": " + reason
                + (origin == null ? "" : " (" + origin + ")");
    }
}
