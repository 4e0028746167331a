package io.modelrouter.core.dialect.embed;

import io.modelrouter.chat.Loss;
import io.modelrouter.core.dialect.EmbeddingAsk;
import io.modelrouter.core.dialect.EmbeddingAsk.Input;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a writer could not carry; of a kind that all entries of a batch have, only the first is told. Not thread-safe. */
final class EmbedLosses {
    private final Map<String, Loss> losses = new LinkedHashMap<>();

    /** Begins with what no other dialect can say: leftovers, tokens, pictures. */
    EmbedLosses(EmbeddingAsk ask) {
        ask.leftovers().forEach(field -> add(field, field, Loss.Severity.HINT, "only the caller's dialect has it"));
        for (Input input : ask.inputs()) {
            if (input.tokens() != null) {
                semantic(
                        "tokens",
                        input.path(),
                        "it is in tokens, which mean nothing to another vendor's model; send the text itself");
            }
            String foreign = input.foreign();
            if (foreign != null) {
                semantic("foreign", foreign, "only text can be carried");
            }
            if (input.joined()) {
                add("joined", input.path(), Loss.Severity.APPROXIMATED, "the texts of its parts become one text");
            }
        }
    }

    void hint(String kind, String field, String reason) {
        add(kind, field, Loss.Severity.HINT, reason);
    }

    void approximated(String kind, String field, String reason) {
        add(kind, field, Loss.Severity.APPROXIMATED, reason);
    }

    void semantic(String kind, String field, String reason) {
        add(kind, field, Loss.Severity.SEMANTIC, reason);
    }

    /** What is for one kind of model only. */
    void title(Input input) {
        if (input.settings().title() != null) {
            hint("title", input.settings().titleField(), "a text has no title here");
        }
    }

    private void add(String kind, String field, Loss.Severity severity, String reason) {
        losses.putIfAbsent(kind + severity, new Loss(field, severity, reason));
    }

    List<Loss> list() {
        return List.copyOf(losses.values());
    }
}
