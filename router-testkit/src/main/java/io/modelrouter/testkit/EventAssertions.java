package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.event.EventGrammar;
import io.modelrouter.event.IllegalEventException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on the events of one answer.
 *
 * <pre>
 * assertThatEvents(events).legal().text("Hello").finishedWith(FinishReason.Kind.STOP);
 * </pre>
 *
 * Texts and tool calls are those of all choices, in the order their blocks began.
 */
public final class EventAssertions extends AbstractAssert<EventAssertions, List<ChatEvent>> {

    private EventAssertions(List<ChatEvent> events) {
        super(events, EventAssertions.class);
    }

    public static EventAssertions assertThatEvents(List<? extends ChatEvent> events) {
        return new EventAssertions(List.copyOf(events));
    }

    /** The events obey {@link EventGrammar}, to the end. */
    public EventAssertions legal() {
        EventGrammar grammar = prefix();
        if (!grammar.isFinished()) {
            throw failure("the events do not end with Finished:%n%s", listing());
        }
        return this;
    }

    /** The events obey {@link EventGrammar} as far as they go, as those of a stream that broke. */
    public EventAssertions legalPrefix() {
        prefix();
        return this;
    }

    /** The visible text, without reasoning and refusals. */
    public EventAssertions text(String expected) {
        assertThat(textOf(BlockKind.TEXT)).as("text").isEqualTo(expected);
        return this;
    }

    /** The visible thinking. */
    public EventAssertions reasoning(String expected) {
        StringBuilder thinking = new StringBuilder();
        for (ChatEvent event : actual) {
            if (event instanceof ChatEvent.ReasoningDelta delta) {
                thinking.append(delta.text());
            }
        }
        assertThat(thinking.toString()).as("reasoning").isEqualTo(expected);
        return this;
    }

    public EventAssertions refusal(String expected) {
        assertThat(textOf(BlockKind.REFUSAL)).as("refusal").isEqualTo(expected);
        return this;
    }

    /** The tool calls, each as {@code name(arguments)} with the arguments as the model wrote them. */
    public EventAssertions toolCalls(String... expected) {
        Map<Integer, StringBuilder> arguments = new HashMap<>();
        List<ChatEvent.ToolCallStarted> calls = new ArrayList<>();
        for (ChatEvent event : actual) {
            if (event instanceof ChatEvent.ToolCallStarted call) {
                calls.add(call);
                arguments.put(call.index(), new StringBuilder());
            } else if (event instanceof ChatEvent.ToolArgumentsDelta delta) {
                arguments
                        .computeIfAbsent(delta.index(), index -> new StringBuilder())
                        .append(delta.json());
            }
        }
        assertThat(calls.stream()
                        .map(call -> call.name() + "(" + arguments.get(call.index()) + ")")
                        .toList())
                .as("tool calls")
                .containsExactly(expected);
        return this;
    }

    /** The last word on the usage: that of {@code Finished}, or of the last update where the stream broke. */
    public EventAssertions usage(Usage expected) {
        Usage last = Usage.NONE;
        for (ChatEvent event : actual) {
            if (event instanceof ChatEvent.UsageUpdated updated) {
                last = updated.usage();
            } else if (event instanceof ChatEvent.Finished finished) {
                last = finished.usage();
            }
        }
        assertThat(last).as("usage").isEqualTo(expected);
        return this;
    }

    /** Why each choice ended, by choice. */
    public EventAssertions finishedWith(FinishReason.Kind... expected) {
        assertThat(finished().reasons().stream().map(FinishReason::kind).toList())
                .as("finish reasons")
                .containsExactly(expected);
        return this;
    }

    /** Why the first choice ended, in the provider's own word. */
    public EventAssertions finishedWithRaw(String expected) {
        assertThat(finished().reason().raw()).as("the provider's finish reason").isEqualTo(expected);
        return this;
    }

    /** There are events of exactly these types, in this order, repeats in a row counted once. */
    public EventAssertions sequence(Class<?>... expected) {
        List<Class<?>> types = new ArrayList<>();
        for (ChatEvent event : actual) {
            if (types.isEmpty() || !types.get(types.size() - 1).equals(event.getClass())) {
                types.add(event.getClass());
            }
        }
        assertThat(types).containsExactly(expected);
        return this;
    }

    private EventGrammar prefix() {
        EventGrammar grammar = new EventGrammar();
        for (int i = 0; i < actual.size(); i++) {
            try {
                grammar.accept(actual.get(i));
            } catch (IllegalEventException e) {
                throw failure("event %s is illegal: %s%n%s", i, e.getMessage(), listing());
            }
        }
        return grammar;
    }

    private ChatEvent.Finished finished() {
        for (ChatEvent event : actual) {
            if (event instanceof ChatEvent.Finished finished) {
                return finished;
            }
        }
        throw failure("there is no Finished among%n%s", listing());
    }

    private String textOf(BlockKind kind) {
        Map<Integer, StringBuilder> blocks = new LinkedHashMap<>();
        for (ChatEvent event : actual) {
            if (event instanceof ChatEvent.BlockStarted started && started.kind() == kind) {
                blocks.put(started.index(), new StringBuilder());
            } else if (event instanceof ChatEvent.TextDelta delta && blocks.containsKey(delta.index())) {
                blocks.get(delta.index()).append(delta.text());
            }
        }
        return String.join("", blocks.values());
    }

    private String listing() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < actual.size(); i++) {
            lines.append(i).append(": ").append(actual.get(i)).append('\n');
        }
        return lines.toString();
    }
}
