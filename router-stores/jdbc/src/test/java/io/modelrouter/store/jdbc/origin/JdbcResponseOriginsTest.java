package io.modelrouter.store.jdbc.origin;

import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.TestDatabases;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.ResponseOriginsContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("Origins of answers in a database")
class JdbcResponseOriginsTest {
    private static final TestDatabases DATABASES = new TestDatabases();

    @AfterAll
    static void close() {
        DATABASES.close();
    }

    abstract static class Origins extends ResponseOriginsContract {
        private final Engine engine;

        Origins(Engine engine) {
            this.engine = engine;
        }

        @Override
        protected ResponseOrigins newOrigins(ManualClock clock) {
            return new JdbcResponseOrigins(
                    DATABASES.emptied(engine, "modelrouter_response_origin"),
                    () -> clock.elapsed().toNanos() / 1_000);
        }
    }

    @Nested
    class H2 extends Origins {
        H2() {
            super(Engine.H2);
        }
    }

    @Nested
    class Postgres extends Origins {
        Postgres() {
            super(Engine.POSTGRESQL);
        }
    }

    @Nested
    class MariaDb extends Origins {
        MariaDb() {
            super(Engine.MARIADB);
        }
    }
}
