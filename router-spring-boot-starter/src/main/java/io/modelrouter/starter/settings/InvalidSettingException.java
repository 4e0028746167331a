package io.modelrouter.starter.settings;

import java.util.List;
import java.util.stream.Collectors;

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

    /** At least one, by name. */
    public List<SettingProblem> problems() {
        return problems;
    }
}
