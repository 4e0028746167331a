package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.store.jdbc.JdbcSession;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The time that the ledger goes by: the database's own, unless a test gives one. */
record StoreClock(@Nullable InstantSource replacement) {

    /** Microseconds since 1970; null for the database's clock. */
    @Nullable
    Long micros() {
        return replacement == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, replacement.instant());
    }

    /** The time now, asked from the database where need be. */
    long micros(JdbcSession session) throws SQLException {
        Long micros = micros();
        return micros != null
                ? micros
                : session.first("SELECT " + session.engine().nowMicros(), row -> row.getLong(1))
                        .orElseThrow();
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
