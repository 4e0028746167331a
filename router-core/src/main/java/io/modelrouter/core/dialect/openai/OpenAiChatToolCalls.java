package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The tool calls of one choice, put together from their deltas. Recordings have calls with gaps in their indices, without
 * an index, whole in one delta, several in one, and deltas that repeat the name or the id, or say {@code ""} or null there;
 * so a call is found by its index, else by its id, else it is the last one.
 */
final class OpenAiChatToolCalls {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final int choice;
    private final IntSupplier nextBlock;
    private final List<Call> calls = new ArrayList<>();
    private final Map<Integer, Call> byIndex = new HashMap<>();

    OpenAiChatToolCalls(int choice, IntSupplier nextBlock) {
        this.choice = choice;
        this.nextBlock = nextBlock;
    }

    boolean any() {
        return !calls.isEmpty();
    }

    /**
     * Takes one entry of {@code tool_calls}.
     *
     * @param whole whether the entry is a call of a whole answer, never a continuation
     * @return whether it is a call known here
     */
    boolean take(JsonNode entry, boolean whole, Consumer<ChatEvent> events) {
        JsonNode body = JsonTree.member(entry, "function");
        String argumentsName = "arguments";
        if (body == null) {
            // A custom tool takes free text.
            body = JsonTree.member(entry, "custom");
            argumentsName = "input";
        }
        if (body == null) {
            return false;
        }
        String id = nonEmpty(entry, "id");
        String name = nonEmpty(body, "name");
        Call call = whole ? added() : find(entry.get("index"), id, name);
        return call.take(id, name, arguments(body.get(argumentsName)), events);
    }

    /** Takes the old {@code function_call}, which has no id and no index; empty ones are none. */
    void takeLegacy(JsonNode functionCall, Consumer<ChatEvent> events) {
        String name = nonEmpty(functionCall, "name");
        String arguments = arguments(functionCall.get("arguments"));
        if (name != null || !arguments.isEmpty()) {
            byIndex.computeIfAbsent(-1, index -> added()).take(null, name, arguments, events);
        }
    }

    /** Ends every call that is still open. */
    void end(Consumer<ChatEvent> events) {
        for (Call call : calls) {
            call.end(events);
        }
    }

    private Call find(@Nullable JsonNode index, @Nullable String id, @Nullable String name) {
        if (index != null && index.isInt()) {
            Call known = byIndex.get(index.intValue());
            // Some count every parallel call as 0: another id with a name is another call.
            if (known == null || (id != null && name != null && known.id != null && !known.id.equals(id))) {
                known = added();
                byIndex.put(index.intValue(), known);
            }
            return known;
        }
        if (id != null) {
            for (Call call : calls) {
                if (id.equals(call.id)) {
                    return call;
                }
            }
        }
        boolean continues = id == null && name == null && !calls.isEmpty();
        return continues ? calls.get(calls.size() - 1) : added();
    }

    private Call added() {
        Call call = new Call();
        calls.add(call);
        return call;
    }

    private static String arguments(@Nullable JsonNode arguments) {
        if (arguments == null || arguments.isNull()) {
            return "";
        }
        // An object instead of its text breaks the dialect, but its meaning is plain.
        return arguments.isString()
                ? arguments.stringValue()
                : new String(JsonTree.bytes(arguments), StandardCharsets.UTF_8);
    }

    private static @Nullable String nonEmpty(JsonNode object, String name) {
        String text = JsonTree.text(object, name);
        return text == null || text.isEmpty() ? null : text;
    }

    private static String madeUpId() {
        StringBuilder id = new StringBuilder("call_");
        for (int i = 0; i < 24; i++) {
            id.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    /** One call; it starts when its name is known. */
    private final class Call {
        private @Nullable String id;
        private final StringBuilder waiting = new StringBuilder();
        private final ArgumentsEnd argumentsEnd = new ArgumentsEnd();
        private int block = -1;
        private boolean ended;

        boolean take(@Nullable String id, @Nullable String name, String arguments, Consumer<ChatEvent> events) {
            if (ended) {
                return arguments.isBlank();
            }
            if (this.id == null && block < 0) {
                this.id = id;
            }
            if (block < 0) {
                waiting.append(arguments);
                if (name != null) {
                    start(name, events);
                }
            } else {
                say(arguments, events);
            }
            return true;
        }

        private void start(String name, Consumer<ChatEvent> events) {
            for (Call call : calls) {
                // Whoever reads the events can then take one call after the other.
                if (call != this && call.block >= 0 && call.argumentsEnd.reached()) {
                    call.end(events);
                }
            }
            if (id == null) {
                id = madeUpId();
            }
            block = nextBlock.getAsInt();
            events.accept(new ChatEvent.ToolCallStarted(block, choice, id, name));
            say(waiting.toString(), events);
        }

        private void say(String arguments, Consumer<ChatEvent> events) {
            if (!arguments.isEmpty()) {
                argumentsEnd.take(arguments);
                events.accept(new ChatEvent.ToolArgumentsDelta(block, arguments));
            }
        }

        void end(Consumer<ChatEvent> events) {
            if (ended) {
                return;
            }
            if (block < 0) {
                start("", events);
            }
            ended = true;
            events.accept(new ChatEvent.BlockEnded(block));
        }
    }

    /** Follows the brackets of arguments as they come, to know when they are whole. */
    private static final class ArgumentsEnd {
        private int depth;
        private boolean begun;
        private boolean inString;
        private boolean escaped;

        void take(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (inString) {
                    inString = escaped || c != '"';
                    escaped = !escaped && c == '\\';
                } else if (c == '"') {
                    inString = true;
                } else if (c == '{' || c == '[') {
                    begun = true;
                    depth++;
                } else if (c == '}' || c == ']') {
                    depth--;
                }
            }
        }

        boolean reached() {
            return begun && depth == 0 && !inString;
        }
    }
}
