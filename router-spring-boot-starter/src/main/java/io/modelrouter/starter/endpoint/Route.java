package io.modelrouter.starter.endpoint;

import io.modelrouter.wire.Dialect;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint.
 *
 * @param method in upper case
 * @param path a template: {@code {version}} stands for one segment, {@code {model}} for one or more
 * @param operation what it does
 * @param dialect what it speaks, or null where the request's headers tell
 */
record Route(
        String method,
        String path,
        Operation operation,
        @Nullable Dialect dialect) {

    /** Whether the path has no variable part. */
    boolean isLiteral() {
        return path.indexOf('{') < 0;
    }

    /** Matches the whole raw path; its group {@code model} is the model as it was encoded. */
    Pattern pattern() {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        Matcher variable = Pattern.compile("\\{(version|model)}").matcher(path);
        while (variable.find()) {
            regex.append(Pattern.quote(path.substring(at, variable.start())));
            regex.append(variable.group(1).equals("version") ? "[^/]+" : "(?<model>[^/].*)");
            at = variable.end();
        }
        return Pattern.compile(regex.append(Pattern.quote(path.substring(at))).toString());
    }

    @Override
    public String toString() {
        return method + " " + path + " -> " + operation.name().toLowerCase(Locale.ROOT)
                + (dialect == null ? "" : " in " + dialect);
    }
}
