package io.modelrouter.starter.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints wrong settings as a list instead of a stack trace. */
final class InvalidSettingFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingException cause) {
        StringBuilder description = new StringBuilder(
                cause.problems().size() == 1
                        ? "A setting of the model router is wrong:\n"
                        : cause.problems().size() + " settings of the model router are wrong:\n");
        for (SettingProblem problem : cause.problems()) {
            description.append("\n    ").append(problem.path());
            if (problem.value() != null) {
                description.append(" = '").append(problem.value()).append('\'');
            }
            description.append("\n        ").append(problem.reason());
            if (problem.origin() != null) {
                description.append("\n        written in ").append(problem.origin());
            }
            description.append('\n');
        }
        return new FailureAnalysis(
                description.toString(),
                cause.problems().size() == 1 ? "Correct the setting and start again." : "Correct them and start again.",
                cause);
    }
}
