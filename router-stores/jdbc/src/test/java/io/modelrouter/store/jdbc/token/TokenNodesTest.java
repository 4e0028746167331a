package io.modelrouter.store.jdbc.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.modelrouter.auth.IssuedToken;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.Secret;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Servers;
import io.modelrouter.store.jdbc.TestDatabases;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Tokens of several nodes on one database")
@Tag("token-guessing")
class TokenNodesTest {
    private static final TestDatabases DATABASES = new TestDatabases();
    private static final String[] TABLES = {"modelrouter_token_key", "modelrouter_token"};

    private final ManualClock clock = new ManualClock();

    @AfterAll
    static void close() {
        DATABASES.close();
    }

    private JdbcTokenStore node(JdbcDatabase database) {
        return new JdbcTokenStore(database, clock, clock.nanoTime());
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("see each other's changes within 5 seconds, also of keys that nobody had")
    void seesChanges(Engine engine) {
        JdbcTokenStore here = node(DATABASES.emptied(engine, TABLES));
        JdbcTokenStore there = node(DATABASES.database(engine));
        TokenHash hash = TokenHash.of(Secret.of("sk-elsewhere"));
        IssuedToken issued = here.create(Token.builder("a").build());
        TokenHash known = TokenHash.of(issued.key());
        assertThat(there.find(hash)).isEmpty();
        assertThat(there.find(known)).isPresent();

        here.add(hash, Token.builder("b").build());
        here.update(Token.builder("a").enabled(false).build());
        assertThat(there.find(known)).as("of a moment ago").map(Token::enabled).hasValue(true);
        clock.advance(Duration.ofSeconds(5));

        assertThat(there.find(hash)).isPresent();
        assertThat(there.find(known)).map(Token::enabled).hasValue(false);

        here.remove("a");
        clock.advance(Duration.ofSeconds(5));
        assertThat(there.find(known)).isEmpty();
    }

    @Test
    @DisplayName("are remembered for less than 5 seconds, those that there are and those that there are not")
    void cacheAge() {
        HikariDataSource pool = Servers.migrated(Engine.H2);
        JdbcTokenStore store = node(JdbcDatabase.of(pool));
        TokenHash good = TokenHash.of(store.create(Token.builder("a").build()).key());
        TokenHash bad = TokenHash.of(Secret.of("sk-guessed"));
        store.find(good);
        store.find(bad);
        pool.close();

        clock.advance(Duration.ofMillis(3_999));
        assertThat(store.find(good)).as("without a database").isPresent();
        assertThat(store.find(bad)).as("without a database").isEmpty();

        clock.advance(Duration.ofMillis(1));
        assertThatThrownBy(() -> store.find(good)).isInstanceOf(LedgerUnavailableException.class);
        assertThatThrownBy(() -> store.find(bad)).isInstanceOf(LedgerUnavailableException.class);
        assertThatThrownBy(() -> store.find(bad))
                .as("a failure is not remembered as an answer")
                .isInstanceOf(LedgerUnavailableException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("that changed count at once on the node that changed them, whoever looks at the same time")
    void atOnce(Engine engine) throws Exception {
        JdbcTokenStore store = node(DATABASES.emptied(engine, TABLES));
        TokenHash hash = TokenHash.of(store.create(Token.builder("a").build()).key());
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> reading = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reading.add(readers.submit(() -> {
                    while (!over.get()) {
                        assertThat(store.find(hash)).isPresent();
                    }
                }));
            }
            for (int change = 1; change <= 20; change++) {
                store.update(Token.builder("a").requestsPerMinute(change).build());
                assertThat(store.find(hash).orElseThrow().requestsPerMinute()).hasValue(change);
            }
            over.set(true);
            for (Future<?> reader : reading) {
                reader.get();
            }
        } finally {
            over.set(true);
            readers.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @Tag("token-injection")
    @DisplayName("have names, accounts, models and groups as they were, whatever they are")
    void hostileNames(Engine engine) {
        JdbcTokenStore store = node(DATABASES.emptied(engine, TABLES));
        List<String> names = List.of(
                "';DROP/**/TABLE/**/modelrouter_token;--",
                "'||'1'='1",
                "\"",
                "\\",
                "%",
                "_",
                "${exact}",
                "?",
                "$1",
                ":n");
        for (String name : names) {
            Token token = Token.builder(name)
                    .models(name.replace("**", "*"))
                    .groups(List.of(name, "ümläut 日本 🚀"))
                    .build();
            IssuedToken issued = store.create(token);

            Token found = store.find(TokenHash.of(issued.key())).orElseThrow();

            assertThat(found.name()).isEqualTo(name);
            assertThat(found.accounts()).isEqualTo(token.accounts());
            assertThat(found.models()).isEqualTo(token.models());
            assertThat(found.groups()).isEqualTo(token.groups());
            assertThat(store.named(name)).isPresent();
        }
        assertThat(store.tokens(null, 100)).hasSize(names.size());
        assertThat(store.remove("%")).isTrue();
        assertThat(store.tokens(null, 100)).as("a name is not a pattern").hasSize(names.size() - 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("are kept without their keys: no column of any row has one, nor a part of it")
    void noKeys(Engine engine) {
        JdbcDatabase database = DATABASES.emptied(engine, TABLES);
        JdbcTokenStore store = node(database);
        String key = store.create(Token.builder("a").build()).key().reveal();
        String next = store.rotate("a", Duration.ofHours(1)).key().reveal();

        List<String> cells = new ArrayList<>();
        for (String table : TABLES) {
            database.statement(session -> session.query("SELECT * FROM " + table, row -> {
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    cells.add(String.valueOf(row.getString(i)));
                }
                return row;
            }));
        }

        assertThat(cells)
                .hasSizeGreaterThan(10)
                .noneMatch(cell -> cell.contains(key.substring(3, 11)) || cell.contains(next.substring(3, 11)));
        assertThat(cells)
                .contains(
                        TokenHash.of(Secret.of(key)).hex(),
                        TokenHash.of(Secret.of(next)).hex());
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("drop keys that have ended when the next one is made")
    void endedKeysGo(Engine engine) {
        JdbcDatabase database = DATABASES.emptied(engine, TABLES);
        JdbcTokenStore store = node(database);
        store.create(Token.builder("a").build());
        for (int i = 0; i < 5; i++) {
            store.rotate("a", Duration.ofMinutes(1));
            clock.advance(Duration.ofMinutes(1));
        }

        List<String> hashes = database.statement(
                session -> session.query("SELECT sha256 FROM modelrouter_token_key", row -> row.getString(1)));
        assertThat(hashes).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("that two nodes rotate at the same time have a good key of each")
    void rotatedTwice(Engine engine) throws Exception {
        List<JdbcTokenStore> nodes = List.of(node(DATABASES.emptied(engine, TABLES)), node(DATABASES.database(engine)));
        nodes.get(0).create(Token.builder("a").build());
        Random random = new Random(7);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<IssuedToken>> issued = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                JdbcTokenStore node = nodes.get(random.nextInt(2));
                issued.add(pool.submit(() -> node.rotate("a", Duration.ofHours(1))));
            }
            for (Future<IssuedToken> future : issued) {
                TokenHash hash = TokenHash.of(future.get().key());
                assertThat(nodes.get(0).find(hash)).isPresent();
                assertThat(nodes.get(1).find(hash)).isPresent();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
