package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to remember of an answered request, so that a later one can go on with it: everything said before, this input with
 * its references replaced, and the output.
 *
 * @param responseId the id that a later request names as {@code previous_response_id}
 * @param items in order; those that have an id can be referred to by it
 */
public record ResponsesConversation(String responseId, List<RawJson> items) {
    public ResponsesConversation {
        items = List.copyOf(items);
    }

    /**
     * The conversation as it stands after an answer; empty if the response has no id, or if the request refers to what is
     * not remembered.
     *
     * @param request the body that was asked
     * @param stored what is remembered of the caller's earlier answers
     * @param response the whole response object
     */
    public static Optional<ResponsesConversation> of(RawJson request, StoredItems stored, RawJson response) {
        Optional<String> id = response.get("id").flatMap(RawJson::asString);
        Optional<List<RawJson>> input = input(request, stored);
        if (id.isEmpty() || input.isEmpty()) {
            return Optional.empty();
        }
        List<RawJson> items = new ArrayList<>(input.get());
        items.addAll(response.get("output").map(RawJson::elements).orElse(List.of()));
        return Optional.of(new ResponsesConversation(id.get(), items));
    }

    /**
     * Whether the caller lets the answer be kept, as OpenAI does unless it is told not to.
     *
     * @param request the body that was asked
     */
    public static boolean isKept(RawJson request) {
        return request.get("store").flatMap(RawJson::asBoolean).orElse(true);
    }

    private static Optional<List<RawJson>> input(RawJson request, StoredItems stored) {
        List<RawJson> items = new ArrayList<>();
        String previous =
                request.get("previous_response_id").flatMap(RawJson::asString).orElse("");
        if (!previous.isEmpty()) {
            Optional<List<RawJson>> before = stored.conversation(previous);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            items.addAll(before.get());
        }
        Optional<RawJson> input = request.get("input");
        Optional<String> text = input.flatMap(RawJson::asString);
        if (text.isPresent()) {
            items.add(message(input.get()));
        }
        for (RawJson item : input.map(RawJson::elements).orElse(List.of())) {
            Optional<RawJson> meant =
                    ResponsesReference.isReference(item) ? ResponsesReference.resolve(item, stored) : Optional.of(item);
            if (meant.isEmpty()) {
                return Optional.empty();
            }
            items.add(meant.get());
        }
        return Optional.of(items);
    }

    private static RawJson message(RawJson text) {
        Map<String, RawJson> members = new LinkedHashMap<>();
        members.put("type", RawJson.of("message"));
        members.put("role", RawJson.of("user"));
        members.put("content", text);
        return RawJson.object(members);
    }
}
