package io.modelrouter.providers.demo;

import io.modelrouter.providers.demo.DemoTurn.Call;
import io.modelrouter.providers.demo.DemoTurn.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Decides what the demo says. The same request always gets the same words. */
final class DemoScript {
    private static final int QUOTE_CODE_POINTS = 80;
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern PARALLEL = Pattern.compile("\\bparallel\\b", Pattern.CASE_INSENSITIVE);

    private static final String[] OPENINGS = {
        "Hello from the demo model of ModelRouter, answering as %s.",
        "This is the demo model of ModelRouter; you asked for %s.",
        "I am the demo model of ModelRouter, standing in for %s."
    };

    private static final String HOW_TO_GO_ON =
            " To reach a real model, add a channel with its type, API key and models under model-router.channels.";

    private DemoScript() {}

    /** The answers, as many as were asked for. */
    static List<DemoTurn> play(DemoAsk ask) {
        List<DemoTurn> turns = new ArrayList<>();
        for (int choice = 0; choice < ask.wish().choices(); choice++) {
            turns.add(turn(ask, choice));
        }
        return List.copyOf(turns);
    }

    private static DemoTurn turn(DemoAsk ask, int choice) {
        List<Call> calls = calls(ask);
        List<String> thought = ask.wish().thinking() ? TokenGuess.pieces(thought(ask, !calls.isEmpty())) : List.of();
        String text = calls.isEmpty() ? text(ask, choice) : "";
        return limited(ask.wish(), thought, text, calls);
    }

    /** Cuts at the first stop sequence, then at the token limit, in the order things would be said. */
    private static DemoTurn limited(DemoAsk.Wish wish, List<String> thought, String text, List<Call> calls) {
        String stop = null;
        int end = text.length();
        for (String candidate : wish.stops()) {
            int at = text.indexOf(candidate);
            if (at >= 0 && at < end) {
                end = at;
                stop = candidate;
            }
        }
        List<String> said = TokenGuess.pieces(text.substring(0, end));

        int left = wish.maxTokens();
        if (thought.size() > left) {
            return new DemoTurn(List.copyOf(thought.subList(0, left)), List.of(), List.of(), Ending.LENGTH, null);
        }
        left -= thought.size();
        if (said.size() > left) {
            return new DemoTurn(thought, List.copyOf(said.subList(0, left)), List.of(), Ending.LENGTH, null);
        }
        List<Call> fitting = new ArrayList<>();
        for (Call call : calls) {
            // Half a call is of no use to anybody: what does not fit is left out.
            left -= call.tokens();
            if (left < 0) {
                return new DemoTurn(thought, said, List.copyOf(fitting), Ending.LENGTH, null);
            }
            fitting.add(call);
        }
        Ending ending = stop != null ? Ending.STOP_SEQUENCE : fitting.isEmpty() ? Ending.DONE : Ending.TOOL_CALLS;
        return new DemoTurn(thought, said, List.copyOf(fitting), ending, stop);
    }

    private static List<Call> calls(DemoAsk ask) {
        DemoAsk.Tools tools = ask.tools();
        if (!tools.allowed()
                || tools.offered().isEmpty()
                || !ask.said().toolResults().isEmpty()) {
            return List.of();
        }
        List<DemoAsk.Tool> offered = tools.offered();
        DemoAsk.Tool first = Objects.requireNonNullElse(
                named(offered, tools.forced()),
                Objects.requireNonNullElse(mentioned(offered, ask.said().userText(), null), offered.get(0)));
        if (!tools.parallel() || !PARALLEL.matcher(ask.said().userText()).find()) {
            return List.of(call(first, ask, 0));
        }
        return List.of(call(first, ask, 0), call(second(tools, first, ask), ask, 1));
    }

    private static DemoAsk.Tool second(DemoAsk.Tools tools, DemoAsk.Tool first, DemoAsk ask) {
        if (tools.forced() != null) {
            return first;
        }
        DemoAsk.Tool mentioned = mentioned(tools.offered(), ask.said().userText(), first);
        if (mentioned != null) {
            return mentioned;
        }
        return tools.offered().stream()
                .filter(tool -> !tool.equals(first))
                .findFirst()
                .orElse(first);
    }

    private static DemoAsk.@Nullable Tool named(List<DemoAsk.Tool> tools, @Nullable String name) {
        return tools.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The tool with the longest name that stands in the text, but for one. */
    private static DemoAsk.@Nullable Tool mentioned(
            List<DemoAsk.Tool> tools, String text, DemoAsk.@Nullable Tool butFor) {
        String lower = text.toLowerCase(Locale.ROOT);
        DemoAsk.Tool best = null;
        for (DemoAsk.Tool tool : tools) {
            if (!tool.equals(butFor)
                    && lower.contains(tool.name().toLowerCase(Locale.ROOT))
                    && (best == null || tool.name().length() > best.name().length())) {
                best = tool;
            }
        }
        return best;
    }

    private static Call call(DemoAsk.Tool tool, DemoAsk ask, int variant) {
        if (tool.freeText()) {
            return new Call(
                    tool, JsonNodeFactory.instance.stringNode(quote(ask.said().userText())));
        }
        JsonNode arguments = SchemaSample.of(tool.schema(), variant);
        return new Call(tool, arguments.isObject() ? arguments : DemoJson.object());
    }

    private static String thought(DemoAsk ask, boolean callsTools) {
        String about = ask.said().userText().isBlank()
                ? "There is no question in the last turn."
                : "The question is: \"" + quote(ask.said().userText()) + "\".";
        String plan;
        if (callsTools) {
            plan = " A tool fits, so I call it before I answer.";
        } else if (!ask.said().toolResults().isEmpty()) {
            plan = " The tool has answered, so I pass that on.";
        } else {
            plan = " As the demo model I know nothing, so I say who I am and how to go on.";
        }
        return about + plan;
    }

    private static String text(DemoAsk ask, int choice) {
        JsonNode schema = ask.wish().schema();
        if (schema == null) {
            schema = PromptSchema.in(ask.said().userText());
        }
        if (schema != null) {
            return DemoJson.write(SchemaSample.of(schema, 0));
        }
        if (ask.wish().json()) {
            return json(ask);
        }
        int seed = (ask.model() + '\n' + ask.said().userText()).hashCode();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, OPENINGS[Math.floorMod(seed + choice, OPENINGS.length)], quote(ask.model())));
        if (ask.said().toolResults().isEmpty()) {
            text.append(
                    ask.said().userText().isBlank()
                            ? " Your last turn had no text."
                            : " You wrote: \"" + quote(ask.said().userText()) + "\".");
        } else {
            for (String result : ask.said().toolResults()) {
                text.append(" The tool answered: \"").append(quote(result)).append("\".");
            }
        }
        return text.append(HOW_TO_GO_ON).toString();
    }

    private static String json(DemoAsk ask) {
        ObjectNode answer = DemoJson.object();
        answer.put("from", "the demo model of ModelRouter");
        answer.put("model", ask.model());
        if (!ask.said().toolResults().isEmpty()) {
            answer.put("tool_answered", quote(ask.said().toolResults().get(0)));
        }
        answer.put("you_wrote", quote(ask.said().userText()));
        return DemoJson.write(answer);
    }

    /** One line of at most 80 code points, never half a surrogate pair. */
    static String quote(String text) {
        String line = BLANKS.matcher(text.substring(0, Math.min(text.length(), 4 * QUOTE_CODE_POINTS)))
                .replaceAll(" ")
                .strip();
        if (line.codePointCount(0, line.length()) <= QUOTE_CODE_POINTS) {
            return line.length() > 0 && Character.isHighSurrogate(line.charAt(line.length() - 1))
                    ? line.substring(0, line.length() - 1)
                    : line;
        }
        return line.substring(0, line.offsetByCodePoints(0, QUOTE_CODE_POINTS)).strip() + "…";
    }
}
