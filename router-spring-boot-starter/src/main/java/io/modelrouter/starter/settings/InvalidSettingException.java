package io.modelrouter.starter.settings;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Settings under {@code model-router} are wrong, so the application does not start. Names all of them at once. */
public final class InvalidSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<SettingProblem> problems;

    public InvalidSettingException(List<SettingProblem> problems) {
        super(problems.stream()
                .map(problem -> "\n  " + problem)
                .collect(Collectors.joining("", "the settings of the model router are wrong:", "")));
        this.problems = List.copyOf(problems);
    }

    private InvalidSettingException(SettingProblem problem, Throwable cause) {
        this(List.of(problem));
        initCause(cause);
    }

    /** One setting is wrong, by itself or where it stands. */
    public static InvalidSettingException of(String path, @Nullable String value, String reason) {
        return new InvalidSettingException(List.of(new SettingProblem(path, value, reason)));
    }

    /** The same, seen by a failure. */
    public static InvalidSettingException of(String path, @Nullable String value, String reason, Throwable cause) {
        return new InvalidSettingException(new SettingProblem(path, value, reason), cause);
    }

    /** At least one, by name. */
    public List<SettingProblem> problems() {
        return problems;
    }
}
