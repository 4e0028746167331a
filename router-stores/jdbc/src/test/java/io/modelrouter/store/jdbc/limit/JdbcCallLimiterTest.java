package io.modelrouter.store.jdbc.limit;

import io.modelrouter.limit.CallLimiter;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.TestDatabases;
import io.modelrouter.testkit.CallLimiterContract;
import io.modelrouter.testkit.ManualClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("Limits in a database")
class JdbcCallLimiterTest {
    private static final TestDatabases DATABASES = new TestDatabases();

    @AfterAll
    static void close() {
        DATABASES.close();
    }

    abstract static class Limits extends CallLimiterContract {
        private final Engine engine;

        Limits(Engine engine) {
            this.engine = engine;
        }

        @Override
        protected CallLimiter newLimiter(ManualClock clock) {
            return TestClock.limiter(DATABASES, engine, clock);
        }

        @Override
        protected int triesPerThread() {
            return 20;
        }
    }

    @Nested
    @DisplayName("PostgreSQL")
    class Postgres extends Limits {
        Postgres() {
            super(Engine.POSTGRESQL);
        }
    }

    @Nested
    @DisplayName("H2")
    class H2 extends Limits {
        H2() {
            super(Engine.H2);
        }
    }

    @Nested
    @DisplayName("MariaDB")
    class Maria extends Limits {
        Maria() {
            super(Engine.MARIADB);
        }
    }
}
