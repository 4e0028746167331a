package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The way from chunks, or from one whole answer, to events. Not thread-safe. */
final class OpenAiChatEvents {
    private static final int MAX_CHOICES = 1024;
    /** Members of a chunk that are read, or that say nothing: {@code p} and {@code obfuscation} are padding. */
    private static final Set<String> KNOWN =
            Set.of("id", "object", "created", "model", "choices", "usage", "obfuscation", "p");

    private static final Set<String> KNOWN_IN_CHOICE = Set.of("index", "delta", "message", "finish_reason");

    private final boolean whole;
    private final OpenAiChatThinkTags thinkTags;
    private final Map<Integer, OpenAiChatChoice> choices = new TreeMap<>();
    private final OpenAiChatUsage counts = new OpenAiChatUsage();
    private final OpenAiChatSources sources = new OpenAiChatSources();
    private final Map<String, JsonNode> lastUnknown = new HashMap<>();
    /** What came before the answer had a name; Azure judges the prompt first. */
    private final List<ChatEvent> held = new ArrayList<>();

    private Usage usage = Usage.NONE;
    private @Nullable JsonNode lastUsage;
    private @Nullable String id;
    private @Nullable String model;
    private int blocks;
    private boolean started;
    private boolean finished;

    /**
     * @param whole whether the answer comes in one piece, with {@code message} where chunks have {@code delta}
     * @param thinkTags whether thinking stands in the text
     */
    OpenAiChatEvents(boolean whole, OpenAiChatThinkTags thinkTags) {
        this.whole = whole;
        this.thinkTags = thinkTags;
    }

    void take(JsonNode chunk, Consumer<ChatEvent> events) {
        if (finished || !chunk.isObject()) {
            return;
        }
        id = firstNonEmpty(id, JsonTree.text(chunk, "id"));
        model = firstNonEmpty(model, JsonTree.text(chunk, "model"));
        JsonNode list = chunk.path("choices");
        if (list.isArray() && !list.isEmpty()) {
            start(events);
        }
        sources.read(chunk);
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        for (JsonNode choice : list) {
            choice(choice, rest, events);
        }
        unknown("", chunk, KNOWN, rest);
        if (!rest.isEmpty()) {
            emit(new ChatEvent.Unmapped(Dialect.OPENAI_CHAT, JsonTree.raw(rest)), events);
        }
        usage(chunk, events);
    }

    /** The answer is over: what is open ends, and the usage has its last word. */
    void end(Consumer<ChatEvent> events) {
        if (finished) {
            return;
        }
        start(events);
        finished = true;
        List<FinishReason> reasons = new ArrayList<>();
        List<Citation> told = sources.citations();
        choices.forEach((index, choice) -> {
            while (reasons.size() < index) {
                reasons.add(OpenAiChatFinish.of(null, false, false));
            }
            reasons.add(choice.end(told, events));
        });
        if (reasons.isEmpty()) {
            reasons.add(OpenAiChatFinish.of(null, false, false));
        }
        if (lastUsage != null) {
            ObjectNode beside = JsonNodeFactory.instance.objectNode();
            unknown("usage.", lastUsage, OpenAiChatUsage.KNOWN, beside);
            if (!beside.isEmpty()) {
                ObjectNode rest = JsonNodeFactory.instance.objectNode();
                rest.set("usage", beside);
                events.accept(new ChatEvent.Unmapped(Dialect.OPENAI_CHAT, JsonTree.raw(rest)));
            }
        }
        events.accept(new ChatEvent.Finished(reasons, usage));
    }

    private void choice(JsonNode json, ObjectNode rest, Consumer<ChatEvent> events) {
        JsonNode at = json.path("index");
        int index = at.isInt() && at.intValue() >= 0 && at.intValue() < MAX_CHOICES ? at.intValue() : 0;
        OpenAiChatChoice choice =
                choices.computeIfAbsent(index, i -> new OpenAiChatChoice(i, thinkTags, () -> blocks++));
        String name = spokenIn(json);
        ObjectNode restOfChoice = JsonNodeFactory.instance.objectNode();
        ObjectNode restOfWords = JsonNodeFactory.instance.objectNode();
        JsonNode words = json.path(name);
        choice.take(words, whole, restOfWords, events);
        unknown(index + "." + name + ".", words, OpenAiChatChoice.KNOWN, restOfWords);
        if (!restOfWords.isEmpty()) {
            restOfChoice.set(name, restOfWords);
        }
        unknown(index + ".", json, KNOWN_IN_CHOICE, restOfChoice);
        if (!restOfChoice.isEmpty()) {
            ObjectNode entry = JsonNodeFactory.instance.objectNode().put("index", index);
            restOfChoice.properties().forEach(member -> entry.set(member.getKey(), member.getValue()));
            rest.withArrayProperty("choices").add(entry);
        }
        String reason = JsonTree.text(json, "finish_reason");
        if (reason != null && !reason.isEmpty()) {
            choice.finish(reason);
        }
    }

    /** Perplexity has both in both: chunks repeat the message so far, answers have an empty delta. */
    private String spokenIn(JsonNode choice) {
        String spoken = whole ? "message" : "delta";
        String elsewhere = whole ? "delta" : "message";
        return choice.path(spoken).isObject() || !choice.path(elsewhere).isObject() ? spoken : elsewhere;
    }

    private void usage(JsonNode chunk, Consumer<ChatEvent> events) {
        JsonNode told = chunk.path("usage");
        if (told.isObject()) {
            lastUsage = told;
        }
        counts.read(told);
        counts.read(chunk.path("x_groq").path("usage"));
        if (counts.reported() && !counts.toUsage().equals(usage)) {
            usage = counts.toUsage();
            emit(new ChatEvent.UsageUpdated(usage), events);
        }
    }

    /**
     * Copies members that nobody reads and that say something. One that says the same as the last time is left out, because
     * some vendors repeat theirs in every chunk.
     */
    private void unknown(String scope, JsonNode object, Set<String> known, ObjectNode rest) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (!known.contains(member.getKey())
                    && JsonTree.saysSomething(value)
                    && !value.equals(lastUnknown.put(scope + member.getKey(), value))) {
                rest.set(member.getKey(), value);
            }
        }
    }

    private void start(Consumer<ChatEvent> events) {
        if (!started) {
            started = true;
            events.accept(new ChatEvent.MessageStarted(id, model));
            held.forEach(events);
            held.clear();
        }
    }

    private void emit(ChatEvent event, Consumer<ChatEvent> events) {
        if (started) {
            events.accept(event);
        } else {
            held.add(event);
        }
    }

    private static @Nullable String firstNonEmpty(@Nullable String known, @Nullable String told) {
        return known == null && told != null && !told.isEmpty() ? told : known;
    }
}
