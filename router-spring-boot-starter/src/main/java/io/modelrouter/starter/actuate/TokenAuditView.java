package io.modelrouter.starter.actuate;

import io.modelrouter.auth.TokenAuditEntry;

/** A row of a token's audit as the endpoint writes it. */
record TokenAuditView(String id, String time, String kind, String actor, String reason, String details) {

    static TokenAuditView of(TokenAuditEntry entry) {
        return new TokenAuditView(
                entry.id(),
                entry.time().toString(),
                Words.of(entry.kind()),
                entry.act().actor(),
                entry.act().reason(),
                entry.details());
    }
}
