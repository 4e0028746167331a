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
 * @param path a template: {@code {version}} and {@code {id}} stand for one segment, {@code {model}} for one or more
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

    /** Matches the whole raw path; its group {@code model} is the model or the id as it was encoded. */
    Pattern pattern() {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        Matcher variable = Pattern.compile("\\{(version|model|id)}").matcher(path);
        while (variable.find()) {
            regex.append(Pattern.quote(path.substring(at, variable.start())));
            switch (variable.group(1)) {
                case "version" -> regex.append("[^/]+");
                case "id" -> regex.append("(?<model>[^/]+)");
                default -> regex.append("(?<model>[^/].*)");
            }
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
