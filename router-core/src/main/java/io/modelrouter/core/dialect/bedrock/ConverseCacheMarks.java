package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes cache marks as {@code cachePoint} elements, which stand behind what they mark. Models without a cache refuse them;
 * Nova refuses them among tools; none takes one right behind a document or a film, so it stands before those.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html">AWS on prompt caching, 2026-11</a>
 */
final class ConverseCacheMarks {
    private static final String POINT = "cachePoint";
    private static final int MOST = 4;

    private final ConverseModel model;
    private final Losses losses;

    ConverseCacheMarks(ConverseModel model, Losses losses) {
        this.model = model;
        this.losses = losses;
    }

    /** Adds a mark behind the last element; null marks nothing. */
    void add(ArrayNode elements, @Nullable CacheMark mark, Source source) {
        if (mark == null) {
            return;
        }
        if (!model.caches()) {
            losses.cacheMark(source, "the model has no cache that is told what to keep");
            return;
        }
        int at = elements.size();
        while (at > 0 && isNotMarkable(elements.get(at - 1))) {
            at--;
        }
        if (at == 0) {
            losses.cacheMark(source, "the vendor takes no cache mark behind a document, and nothing stands before it");
        } else if (!elements.get(at - 1).has(POINT)) {
            elements.insert(at, point(mark));
        }
    }

    /** As {@link #add}, behind a tool. */
    void addToTools(ArrayNode tools, @Nullable CacheMark mark, Source source) {
        if (mark != null && model.isNova()) {
            losses.cacheMark(source, "the model keeps no tools in its cache");
        } else {
            add(tools, mark, source);
        }
    }

    /** A mark where the vendor takes none. */
    void leaveOut(@Nullable CacheMark mark, Source source) {
        if (mark != null) {
            losses.cacheMark(source, "the vendor takes no cache mark there");
        }
    }

    private static boolean isNotMarkable(JsonNode element) {
        return element.has("document") || element.has("video") || element.has("reasoningContent");
    }

    private static ObjectNode point(CacheMark mark) {
        ObjectNode point = JsonNodeFactory.instance.objectNode();
        ObjectNode written = point.putObject(POINT).put("type", "default");
        if ("1h".equals(mark.ttl())) {
            // The other lifetime is the vendor's default, and older models know no word for it.
            written.put("ttl", "1h");
        }
        return point;
    }

    /** The vendor takes four. Of more, the first two and the last two stay: they save the most. */
    void limit(ObjectNode body) {
        List<Runnable> removals = new ArrayList<>();
        List<ArrayNode> lists = new ArrayList<>();
        lists.add(body.path("toolConfig").path("tools") instanceof ArrayNode tools ? tools : empty());
        lists.add(body.path("system") instanceof ArrayNode system ? system : empty());
        for (JsonNode message : body.path("messages")) {
            lists.add(message.path("content") instanceof ArrayNode content ? content : empty());
        }
        for (ArrayNode list : lists) {
            for (JsonNode element : list) {
                if (element.has(POINT)) {
                    removals.add(() -> remove(list, element));
                }
            }
        }
        int surplus = removals.size() - MOST;
        for (int i = 0; i < surplus; i++) {
            removals.get(i + MOST / 2).run();
        }
        if (surplus > 0) {
            losses.hint("cache_control", "the vendor takes " + MOST + " cache marks");
        }
    }

    private static ArrayNode empty() {
        return JsonNodeFactory.instance.arrayNode();
    }

    @SuppressWarnings("ReferenceEquality") // this very element, not one that looks like it
    private static void remove(ArrayNode list, JsonNode element) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) == element) {
                list.remove(i);
                return;
            }
        }
    }

    static boolean isPoint(JsonNode element) {
        return JsonTree.member(element, POINT) != null;
    }
}
