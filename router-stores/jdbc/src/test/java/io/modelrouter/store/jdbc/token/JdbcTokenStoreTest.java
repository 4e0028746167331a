package io.modelrouter.store.jdbc.token;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.TestDatabases;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.TokenAdminContract;
import io.modelrouter.testkit.TokenStoreContract;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("Tokens in a database")
class JdbcTokenStoreTest {
    private static final TestDatabases DATABASES = new TestDatabases();

    @AfterAll
    static void close() {
        DATABASES.close();
    }

    private static JdbcTokenStore empty(Engine engine, ManualClock clock) {
        return new JdbcTokenStore(
                DATABASES.emptied(engine, "modelrouter_token_audit", "modelrouter_token_key", "modelrouter_token"),
                clock,
                clock.nanoTime());
    }

    abstract static class Store extends TokenStoreContract {
        private final Engine engine;
        private final Map<TokenHash, String> names = new ConcurrentHashMap<>();

        Store(Engine engine) {
            this.engine = engine;
        }

        @Override
        protected TokenStore newStore(ManualClock clock) {
            return empty(engine, clock);
        }

        @Override
        protected int changesWhileRead() {
            return 20;
        }

        @Override
        protected void put(TokenStore store, TokenHash hash, Token token) {
            JdbcTokenStore admin = (JdbcTokenStore) store;
            if (names.put(hash, token.name()) == null) {
                admin.add(hash, token);
            } else {
                admin.update(token);
            }
        }

        @Override
        protected void remove(TokenStore store, TokenHash hash) {
            String name = names.remove(hash);
            if (name != null) {
                ((JdbcTokenStore) store).remove(name);
            }
        }
    }

    abstract static class Admin extends TokenAdminContract {
        private final Engine engine;

        Admin(Engine engine) {
            this.engine = engine;
        }

        @Override
        protected TokenAdmin newAdmin(ManualClock clock) {
            return empty(engine, clock);
        }
    }

    @Nested
    @DisplayName("PostgreSQL: found")
    class PostgresStore extends Store {
        PostgresStore() {
            super(Engine.POSTGRESQL);
        }
    }

    @Nested
    @DisplayName("PostgreSQL: administrated")
    class PostgresAdmin extends Admin {
        PostgresAdmin() {
            super(Engine.POSTGRESQL);
        }
    }

    @Nested
    @DisplayName("H2: found")
    class H2Store extends Store {
        H2Store() {
            super(Engine.H2);
        }
    }

    @Nested
    @DisplayName("H2: administrated")
    class H2Admin extends Admin {
        H2Admin() {
            super(Engine.H2);
        }
    }

    @Nested
    @DisplayName("MariaDB: found")
    class MariaStore extends Store {
        MariaStore() {
            super(Engine.MARIADB);
        }
    }

    @Nested
    @DisplayName("MariaDB: administrated")
    class MariaAdmin extends Admin {
        MariaAdmin() {
            super(Engine.MARIADB);
        }
    }
}
