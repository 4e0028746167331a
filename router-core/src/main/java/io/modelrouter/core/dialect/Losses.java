package io.modelrouter.core.dialect;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Source;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request writer could not carry. A writer takes every setting it says through {@link #take}; {@link #finish} reports
 * all others, so that nothing is dropped in silence. One for each written request; not thread-safe.
 */
public final class Losses {
    private final ChatRequest request;
    private final Dialect target;
    private final Set<Param<?>> taken = new HashSet<>();
    private final Set<String> takenExtras = new HashSet<>();
    private final Map<String, Loss> losses = new LinkedHashMap<>();
    private boolean cacheMarkTold;

    /**
     * @param target the dialect that is written
     */
    public Losses(ChatRequest request, Dialect target) {
        this.request = request;
        this.target = target;
    }

    /** The value of a setting, which counts as carried from now on; null where the caller did not set it. */
    public <T> @Nullable T take(Param<T> param) {
        taken.add(param);
        return request.get(param);
    }

    /** Takes the settings that stand at the value that every model has without them. */
    public void takeWhatSaysNothing() {
        Long choices = request.get(Param.CHOICES);
        if (choices != null && choices == 1) {
            take(Param.CHOICES);
        }
        for (Param<Boolean> flag : List.of(Param.LOGPROBS, Param.STORE)) {
            if (Boolean.FALSE.equals(request.get(flag))) {
                take(flag);
            }
        }
        for (Param<BigDecimal> penalty : List.of(Param.FREQUENCY_PENALTY, Param.PRESENCE_PENALTY)) {
            BigDecimal value = request.get(penalty);
            if (value != null && value.signum() == 0) {
                take(penalty);
            }
        }
        List<String> modalities = request.get(Param.MODALITIES);
        if (modalities != null && List.of("text").containsAll(modalities)) {
            take(Param.MODALITIES);
        }
    }

    /** A member of the caller's without a neutral word, which counts as carried from now on; null where there is none. */
    public @Nullable RawJson takeExtra(String path) {
        takenExtras.add(path);
        return request.extras().get(path);
    }

    /** Said in another way. */
    public void approximated(String field, String reason) {
        add(field, Loss.Severity.APPROXIMATED, reason);
    }

    /** Left out, and the answer is still an answer. */
    public void hint(String field, String reason) {
        add(field, Loss.Severity.HINT, reason);
    }

    /** Left out, and the answer would be to another request. */
    public void semantic(String field, String reason) {
        add(field, Loss.Severity.SEMANTIC, reason);
    }

    /**
     * As {@link #hint(String, String)}, for a member of a piece: the first of these that the caller wrote, else the piece;
     * the first where it is not known what the caller wrote.
     *
     * @param members names, inside of nested objects joined by dots
     */
    public void hint(Source source, String reason, String... members) {
        RawJson json = source.json();
        if (json == null) {
            hint(source.path() + "." + members[0], reason);
            return;
        }
        for (String member : members) {
            if (json.at(member.split("\\.")).isPresent()) {
                hint(source.path() + "." + member, reason);
                return;
            }
        }
        hint(source.path(), reason);
    }

    /** A cache mark is left out; told once, for the first piece that has one. */
    public void cacheMark(Source source, String reason) {
        if (!cacheMarkTold) {
            cacheMarkTold = true;
            hint(source, reason, "cache_control", "prompt_cache_breakpoint");
        }
    }

    /** As {@link #approximated(String, String)}, for a setting. */
    public void approximated(Param<?> param, String reason) {
        approximated(request.path(param), reason);
    }

    /** As {@link #hint(String, String)}, for a setting. */
    public void hint(Param<?> param, String reason) {
        hint(request.path(param), reason);
    }

    /** As {@link #semantic(String, String)}, for a setting. */
    public void semantic(Param<?> param, String reason) {
        semantic(request.path(param), reason);
    }

    /** Reports the members of a piece that only its own dialect understands; nothing where that is the one written. */
    public void unread(Source source) {
        if (source.dialect() != target) {
            for (String member : source.unread()) {
                hint(source.path() + "." + member, "has no counterpart in " + target);
            }
        }
    }

    /** Reports every setting that nobody took, and every member that only the caller's own dialect understands. */
    public List<Loss> finish() {
        for (Param<?> param : Param.all()) {
            if (request.has(param) && !taken.contains(param)) {
                add(request.path(param), param.severity(), "has no counterpart in " + target);
            }
        }
        if (request.dialect() != target) {
            for (String path : request.extras().keySet()) {
                Loss.Severity severity = request.severity(path);
                if (severity != null && !takenExtras.contains(path)) {
                    add(path, severity, "has no counterpart in " + target);
                }
            }
        }
        return new ArrayList<>(losses.values());
    }

    /** A field is named once, with the worst that befell it. */
    private void add(String field, Loss.Severity severity, String reason) {
        Loss known = losses.get(field);
        if (known == null || known.severity().compareTo(severity) < 0) {
            losses.put(field, new Loss(field, severity, reason));
        }
    }
}
