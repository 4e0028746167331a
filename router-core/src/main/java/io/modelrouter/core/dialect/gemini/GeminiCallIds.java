package io.modelrouter.core.dialect.gemini;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which result answers which call. Most Gemini clients send no ids, and then the k-th response of a name answers the k-th
 * call of that name. Ids that are missing or come twice are made up from the call's number, so that they stay the same while
 * a conversation grows.
 */
final class GeminiCallIds {

    private static final class Call {
        private final @Nullable String told;
        private final String id;
        private final String name;
        private boolean answered;

        Call(@Nullable String told, String id, String name) {
            this.told = told;
            this.id = id;
            this.name = name;
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private final Set<String> used = new HashSet<>();

    /** The id of the next call. */
    String call(@Nullable String told, String name) {
        String id = told != null && !told.isEmpty() && used.add(told) ? told : invent(calls.size() + 1);
        calls.add(new Call(told, id, name));
        return id;
    }

    /** The id of the call that the next result answers. */
    String answer(@Nullable String told, String name) {
        Call call = find(told, name);
        if (call != null) {
            call.answered = true;
            return call.id;
        }
        return told != null && !told.isEmpty() ? told : invent(calls.size() + 1);
    }

    private @Nullable Call find(@Nullable String told, String name) {
        boolean toldAny = told != null && !told.isEmpty();
        if (told != null && toldAny) {
            for (Call call : calls) {
                if (!call.answered && told.equals(call.told)) {
                    return call;
                }
            }
        }
        for (Call call : calls) {
            boolean anonymous = call.told == null || call.told.isEmpty();
            if (!call.answered && call.name.equals(name) && (!toldAny || anonymous)) {
                return call;
            }
        }
        return null;
    }

    private String invent(int number) {
        String id = "call_" + number;
        while (!used.add(id)) {
            number++;
            id = "call_" + number;
        }
        return id;
    }
}
