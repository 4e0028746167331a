package io.modelrouter.core.dialect.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which call a result answers. The old {@code function_call} has no ids: they are made up, always the same for the same
 * request, and the k-th result of a name answers the k-th call of that name.
 */
final class OpenAiChatCallIds {
    private final List<Call> unanswered = new ArrayList<>();
    private final Map<String, Call> byId = new HashMap<>();
    private int made;

    /** A call of the history; the name is empty where a result answers no call. */
    record Call(String id, String name, boolean custom) {}

    /** Notes a call and gives its id, which is made up where there is none. */
    String call(@Nullable String id, String name, boolean custom) {
        Call call = new Call(id == null || id.isEmpty() ? madeUp() : id, name, custom);
        unanswered.add(call);
        byId.put(call.id, call);
        return call.id;
    }

    /** Notes a call of the old kind. */
    String legacy(String name) {
        return call(null, name, false);
    }

    /** The call with this id; without an id the first unanswered of that name, or of any. */
    Call answered(@Nullable String id, @Nullable String name) {
        if (id == null || id.isEmpty()) {
            return name != null ? answeredByName(name) : next(unanswered, "");
        }
        Call call = byId.getOrDefault(id, new Call(id, "", false));
        unanswered.remove(call);
        return call;
    }

    /** The first unanswered call of that name. */
    Call answeredByName(String name) {
        return next(unanswered.stream().filter(call -> call.name.equals(name)).toList(), name);
    }

    private Call next(List<Call> candidates, String name) {
        if (candidates.isEmpty()) {
            return new Call(madeUp(), name, false);
        }
        Call call = candidates.get(0);
        unanswered.remove(call);
        return call;
    }

    private String madeUp() {
        made++;
        return "call_function_" + made;
    }
}
