package io.modelrouter.starter.translate;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Finds what an answer lost on its way into another dialect, beyond what that dialect cannot say. */
final class AnswerComparer {
    private final Dialect target;
    private final List<String> differences = new ArrayList<>();

    private AnswerComparer(Dialect target) {
        this.target = target;
    }

    static List<String> differences(AnswerMeaning original, AnswerMeaning written, Dialect target) {
        AnswerComparer comparer = new AnswerComparer(target);
        comparer.compare(original, written);
        return comparer.differences;
    }

    /** Only these two know alternatives. */
    private boolean hasChoices() {
        return target == Dialect.OPENAI_CHAT || target == Dialect.GEMINI_GENERATE;
    }

    /** Claude answers with text alone, chat with nothing but spoken media. */
    private boolean hasMedia() {
        return target == Dialect.OPENAI_RESPONSES || target == Dialect.GEMINI_GENERATE;
    }

    /** Claude and Gemini have arguments as an object. */
    private boolean hasBrokenArguments() {
        return target == Dialect.OPENAI_CHAT || target == Dialect.OPENAI_RESPONSES;
    }

    private void compare(AnswerMeaning original, AnswerMeaning written) {
        int expected = hasChoices() ? original.choices().size() : 1;
        same("number of choices", expected, written.choices().size());
        for (int i = 0; i < Math.min(expected, written.choices().size()); i++) {
            compare(original.choices().get(i), written.choices().get(i));
        }
        same("prompt tokens", original.prompt(), Math.max(0, written.prompt()));
        same("cached tokens", original.cacheRead(), Math.max(0, written.cacheRead()));
        if (written.cacheWrite() > 0 || target != Dialect.GEMINI_GENERATE && original.cacheWrite() > 0) {
            same("tokens written to the cache", original.cacheWrite(), written.cacheWrite());
        }
        same("output tokens", original.output(), Math.max(0, written.output()));
        same("reasoning tokens", original.reasoning(), Math.max(0, written.reasoning()));
    }

    private void compare(AnswerMeaning.Choice original, AnswerMeaning.Choice written) {
        same("text", original.said(), written.said());
        same("reasoning", squeezed(original.thought()), squeezed(written.thought()));
        if (hasMedia()) {
            same("media", original.media().size(), written.media().size());
        }
        same("number of calls", original.calls().size(), written.calls().size());
        TreeSet<String> ids = new TreeSet<>();
        for (int i = 0; i < Math.min(original.calls().size(), written.calls().size()); i++) {
            AnswerMeaning.Call from = original.calls().get(i);
            AnswerMeaning.Call to = written.calls().get(i);
            same("name of call " + i, from.name(), to.name());
            compareArguments(i, from.arguments(), to.arguments());
            if (!to.id().isEmpty() && !ids.add(to.id())) {
                differences.add("two calls have the id " + to.id());
            }
            if (to.id().isEmpty() && target != Dialect.GEMINI_GENERATE) {
                differences.add("call " + i + " has no id");
            }
            if (target == Dialect.CLAUDE_MESSAGES && !to.id().matches("[a-zA-Z0-9_-]+")) {
                differences.add("Claude does not allow the call id " + to.id());
            }
        }
        FinishReason.Kind kind = original.finish().iterator().next();
        if (!written.finish().contains(kind)) {
            differences.add("finish reason: " + kind + " became one of " + written.finish());
        }
    }

    private void compareArguments(int call, JsonNode from, JsonNode to) {
        if (from.isObject() || hasBrokenArguments()) {
            same("arguments of call " + call, numbersEqual(from), numbersEqual(to));
        } else if (!to.isObject()) {
            differences.add("arguments of call " + call + " are no object: " + to);
        }
    }

    /** 1.0 and 1 are the same number. */
    private static String numbersEqual(JsonNode json) {
        return Canonical.of(json);
    }

    /** Parts of a summary are set apart by blank lines where they become one text. */
    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }

    private void same(String what, Object from, Object to) {
        if (!Objects.equals(from, to)) {
            differences.add(what + ": " + brief(from) + " became " + brief(to));
        }
    }

    private static String brief(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 120 ? text : text.substring(0, 120) + "... (" + text.length() + ")";
    }
}
