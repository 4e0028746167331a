package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.core.dialect.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the readers of requests ask of JSON objects. */
final class OpenAiChatMembers {
    private OpenAiChatMembers() {}

    /** Members that are not known and say something. */
    static List<String> unread(JsonNode object, Set<String> known) {
        List<String> unread = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!known.contains(member.getKey()) && JsonTree.saysSomething(member.getValue())) {
                unread.add(member.getKey());
            }
        }
        return unread;
    }

    /** OpenRouter's way to mark what shall be cached, which is Claude's; null where there is no mark. */
    static @Nullable CacheMark cacheMark(JsonNode object) {
        JsonNode mark = object.path("cache_control");
        return mark.isObject() ? new CacheMark(JsonTree.text(mark, "ttl")) : null;
    }

    /** A whole number that fits a long; null for anything else. */
    static @Nullable Long wholeNumber(JsonNode node) {
        if (!node.isNumber()) {
            return null;
        }
        try {
            return node.decimalValue().longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** Members of an object that is a part of a string; the text of anything else is its JSON. */
    static String words(JsonNode node) {
        return node.isString() ? node.stringValue() : node.toString();
    }
}
