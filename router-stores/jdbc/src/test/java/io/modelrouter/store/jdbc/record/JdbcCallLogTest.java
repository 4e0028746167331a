package io.modelrouter.store.jdbc.record;

import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.TestDatabases;
import io.modelrouter.testkit.CallHistoryContract;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("Records in a database")
class JdbcCallLogTest {
    private static final TestDatabases DATABASES = new TestDatabases();
    private static final String[] TABLES = {
        "modelrouter_call",
        "modelrouter_call_account",
        "modelrouter_daily",
        "modelrouter_daily_latency",
        "modelrouter_payers"
    };

    @AfterAll
    static void close() {
        DATABASES.close();
    }

    abstract static class History extends CallHistoryContract {
        private final Engine engine;

        History(Engine engine) {
            this.engine = engine;
        }

        @Override
        protected Store newStore(ZoneId zone) {
            return Store.of(new JdbcCallLog(DATABASES.emptied(engine, TABLES), zone));
        }

        @Override
        protected int histories() {
            return Integer.getInteger("modelrouter.histories", 2);
        }
    }

    @Nested
    @DisplayName("PostgreSQL")
    class Postgres extends History {
        Postgres() {
            super(Engine.POSTGRESQL);
        }
    }

    @Nested
    @DisplayName("H2")
    class H2 extends History {
        H2() {
            super(Engine.H2);
        }
    }

    @Nested
    @DisplayName("MariaDB")
    class Maria extends History {
        Maria() {
            super(Engine.MARIADB);
        }
    }
}
