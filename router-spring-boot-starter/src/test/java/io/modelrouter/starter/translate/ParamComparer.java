package io.modelrouter.starter.translate;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Thinking;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.ToolChoice;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Finds settings that a request lost, won or changed in silence. */
final class ParamComparer {
    /** What a dialect demands and the others do not, or a router has to say where a caller said nothing. */
    private static final Set<Param<?>> ADDED = Set.of(Param.MAX_OUTPUT_TOKENS, Param.STORE);

    private static final Set<Param<?>> PENALTIES = Set.of(Param.FREQUENCY_PENALTY, Param.PRESENCE_PENALTY);

    private ParamComparer() {}

    static void compare(
            ChatRequest from,
            ChatRequest to,
            Dialect target,
            ToolNames names,
            LossCover cover,
            List<String> differences) {
        for (Param<?> param : Param.all()) {
            Object value = from.get(param);
            Object other = to.get(param);
            if (value == null) {
                if (other != null && !ADDED.contains(param) && !isDefault(param, other, target)) {
                    differences.add(param + " was added: " + other);
                }
                continue;
            }
            if (!same(value, other, from, names) && !isDefault(param, value, target) && !cover.near(from.path(param))) {
                differences.add(from.path(param) + " (" + param + ") was " + value + " and is " + other);
            }
        }
    }

    /** What every dialect does where nothing is said. */
    private static boolean isDefault(Param<?> param, Object value, Dialect target) {
        boolean openAi = target.family() == Dialect.Family.OPENAI;
        return param == Param.MODALITIES && value.equals(List.of("text"))
                || param == Param.CHOICES && value.equals(1L)
                || param == Param.LOGPROBS && value.equals(false)
                || param == Param.STORE && value.equals(false)
                || param == Param.PARALLEL_TOOL_CALLS && value.equals(true)
                || param == Param.OUTPUT_FORMAT && ((OutputFormat) value).kind() == OutputFormat.Kind.TEXT
                || param == Param.TOOL_CHOICE && value.equals(ToolChoice.AUTO)
                || param == Param.SERVICE_TIER && value.equals("auto")
                || value instanceof BigDecimal number && number.signum() == 0 && PENALTIES.contains(param)
                || value instanceof Thinking thinking && isDefault(thinking, openAi, target);
    }

    /** Claude thinks only where it is asked to; models of OpenAI decide at each turn by themselves. */
    private static boolean isDefault(Thinking thinking, boolean openAi, Dialect target) {
        boolean plain = thinking.effort() == null && thinking.budget() == null;
        return plain && openAi && thinking.mode() == Thinking.Mode.ADAPTIVE
                || target == Dialect.CLAUDE_MESSAGES && thinking.mode() == Thinking.Mode.OFF;
    }

    private static boolean same(Object value, Object other, ChatRequest from, ToolNames names) {
        if (other == null) {
            return false;
        }
        if (value instanceof BigDecimal number) {
            return number.compareTo((BigDecimal) other) == 0;
        }
        if (value instanceof RawJson json) {
            return canonical(json).equals(canonical((RawJson) other));
        }
        if (value instanceof ToolChoice choice) {
            ToolChoice there = (ToolChoice) other;
            return choice.mode() == there.mode()
                    && (choice.names().equals(there.names())
                            || written(choice.names(), from, names).equals(there.names()));
        }
        if (value instanceof OutputFormat format) {
            OutputFormat there = (OutputFormat) other;
            // A schema's name says nothing to a model, and vendors without the word enforce every schema.
            return format.kind() == there.kind()
                    && canonical(format.schema()).equals(canonical(there.schema()))
                    && (format.description() == null || format.description().equals(there.description()));
        }
        if (value instanceof Thinking thinking) {
            Thinking there = (Thinking) other;
            boolean off = thinking.mode() == Thinking.Mode.OFF;
            if (off || there.mode() == Thinking.Mode.OFF) {
                return off && there.mode() == Thinking.Mode.OFF;
            }
            boolean plain = thinking.effort() == null && thinking.budget() == null;
            return (thinking.mode() == there.mode()
                            || thinking.budget() != null
                            || plain && there.mode() == Thinking.Mode.ADAPTIVE)
                    && Objects.equals(thinking.effort(), there.effort())
                    && Objects.equals(thinking.budget(), there.budget())
                    && (thinking.visible() == null || thinking.visible().equals(there.visible()));
        }
        return value.equals(other);
    }

    private static List<String> written(List<String> all, ChatRequest from, ToolNames names) {
        return all.stream()
                .map(name -> names.written(namespace(from, name), name))
                .toList();
    }

    private static String namespace(ChatRequest from, String name) {
        for (Tool tool : from.tools()) {
            if (tool.name().equals(name)) {
                return tool instanceof Tool.Function function
                        ? function.namespace()
                        : tool instanceof Tool.Custom custom ? custom.namespace() : null;
            }
        }
        return null;
    }

    private static String canonical(RawJson json) {
        return json == null ? "none" : Canonical.of(Corpus.json(json.toBytes()));
    }
}
