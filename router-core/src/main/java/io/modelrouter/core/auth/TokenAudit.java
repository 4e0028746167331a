package io.modelrouter.core.auth;

import io.modelrouter.auth.TokenAct;
import io.modelrouter.auth.TokenAuditEntry;
import io.modelrouter.auth.TokenAuditEntry.Kind;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The newest 10,000 changes of all tokens together. Its owner's lock guards it. */
final class TokenAudit {
    private static final int MOST = 10_000;

    private final InstantSource clock;
    /** The newest first. */
    private final Deque<TokenAuditEntry> rows = new ArrayDeque<>();

    TokenAudit(InstantSource clock) {
        this.clock = clock;
    }

    void add(String token, Kind kind, TokenAct act, String details) {
        String id = UUID.randomUUID().toString();
        rows.addFirst(new TokenAuditEntry(id, token, kind, act, details, clock.instant()));
        if (rows.size() > MOST) {
            rows.removeLast();
        }
    }

    /** The rows of a token that are older than one of its rows, or all, newest first. */
    List<TokenAuditEntry> page(String token, @Nullable String before, int max) {
        List<TokenAuditEntry> page = new ArrayList<>();
        boolean begun = before == null;
        for (TokenAuditEntry row : rows) {
            if (!row.token().equals(token)) {
                continue;
            }
            if (begun) {
                page.add(row);
                if (page.size() == max) {
                    break;
                }
            }
            begun = begun || row.id().equals(before);
        }
        return List.copyOf(page);
    }
}
