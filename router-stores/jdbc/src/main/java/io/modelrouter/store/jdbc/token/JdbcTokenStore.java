package io.modelrouter.store.jdbc.token;

import com.github.benmanes.caffeine.cache.Ticker;
import io.modelrouter.auth.IssuedToken;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenAct;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.auth.TokenAuditEntry;
import io.modelrouter.auth.TokenAuditEntry.Kind;
import io.modelrouter.auth.TokenChangeException;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenKeys;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.Secret;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.JdbcSession;
import io.modelrouter.store.jdbc.JdbcWork;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens in a database, by the SHA-256 of their keys. Keys themselves reach neither a statement nor a log.
 *
 * <p>In front of the database stands a cache of 10,000 answers, also of those that there is no such token, each at most 4
 * seconds old, so that with the time of a query no answer is older than 5. A change through this object counts at once here; on
 * other nodes, and where the database is changed by other means, within that time. A change inside a transaction of the host's
 * counts here once the transaction is over and the cache is older than it.
 *
 * <p>While a key is on its way out ({@link #rotate}), its token is given with the earlier of the key's end and its own as its
 * expiry. Ended keys are removed when the token's key is changed the next time. Expiry is kept to the microsecond.
 *
 * <p>Tokens that a configuration names are best kept beside these, in a store that is asked first, and not written into the
 * database: there they would outlive the configuration, and nodes with different ones would quarrel.
 *
 * <p>Each change leaves a row of audit in the same transaction, which nothing here removes.
 *
 * <p>Safe from any thread. Where the database cannot be reached, {@link io.modelrouter.quota.LedgerUnavailableException}.
 */
public final class JdbcTokenStore implements TokenStore, TokenAdmin {
    /** How old an answer of the cache may be. */
    public static final Duration CACHE_AGE = Duration.ofSeconds(4);

    private static final String FIND = "SELECT " + TokenRows.COLUMNS + ", k.valid_until, k.sha256 FROM"
            + " modelrouter_token_key k JOIN modelrouter_token t ON t.name = k.token WHERE k.sha256 = ?";
    private static final String NAMED = "SELECT " + TokenRows.COLUMNS + " FROM modelrouter_token t WHERE t.name = ?";
    private static final String LIST =
            "SELECT " + TokenRows.COLUMNS + " FROM modelrouter_token t WHERE t.name > ? ORDER BY t.name LIMIT ?";
    private static final String ADD = "INSERT INTO modelrouter_token (accounts, models, channel_groups, addresses,"
            + " requests_per_minute, tokens_per_minute, max_in_flight, expires_at, enabled, pin, changed_at, name,"
            + " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE modelrouter_token SET accounts = ?, models = ?, channel_groups = ?,"
            + " addresses = ?, requests_per_minute = ?, tokens_per_minute = ?, max_in_flight = ?, expires_at = ?,"
            + " enabled = ?, pin = ?, changed_at = ? WHERE name = ?";
    private static final String REMOVE = "DELETE FROM modelrouter_token WHERE name = ?";
    private static final String KEYS = "SELECT sha256 FROM modelrouter_token_key WHERE token = ?";
    private static final String ADD_KEY =
            "INSERT INTO modelrouter_token_key (sha256, token, valid_until, created_at) VALUES (?, ?, NULL, ?)";
    private static final String END_KEYS = "UPDATE modelrouter_token_key SET valid_until = ?"
            + " WHERE token = ? AND (valid_until IS NULL OR valid_until > ?)";
    private static final String DROP_ENDED = "DELETE FROM modelrouter_token_key WHERE token = ? AND valid_until <= ?";

    private final JdbcDatabase database;
    private final InstantSource clock;
    private final TokenKeys keys;
    private final TokenCache cache;
    private final TokenAct act;

    /** Tokens in the tables that the migrations made. */
    public JdbcTokenStore(JdbcDatabase database) {
        this(database, InstantSource.system(), Ticker.systemTicker()::read);
    }

    /**
     * The same by clocks of your own.
     *
     * @param clock by which keys end after a rotation
     * @param nanoTime by which the cache ages: nanoseconds that only go forward
     */
    public JdbcTokenStore(JdbcDatabase database, InstantSource clock, LongSupplier nanoTime) {
        this.database = Objects.requireNonNull(database, "database");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.keys = new TokenKeys(new SecureRandom());
        this.cache = new TokenCache(CACHE_AGE, nanoTime::getAsLong);
        this.act = TokenAct.APPLICATION;
    }

    private JdbcTokenStore(JdbcTokenStore same, TokenAct act) {
        this.database = same.database;
        this.clock = same.clock;
        this.keys = same.keys;
        this.cache = same.cache;
        this.act = act;
    }

    /** The same store, cache included. */
    @Override
    public JdbcTokenStore by(TokenAct other) {
        return new JdbcTokenStore(this, Objects.requireNonNull(other, "act"));
    }

    @Override
    public List<TokenAuditEntry> audit(String name, @Nullable String before, int max) {
        requirePage(max);
        return database.statement(session -> TokenAudit.page(session, name, before, max));
    }

    @Override
    public Optional<Token> find(TokenHash hash) {
        return cache.get(hash, this::query);
    }

    private Optional<Token> query(TokenHash hash) {
        return database.statement(session -> session.first(FIND, JdbcTokenStore::keyed, hash.hex()))
                .filter(found -> found.getKey().equals(hash))
                .map(Map.Entry::getValue);
    }

    /** The hash that the row has, and the token as that key is good for it. */
    private static Map.Entry<TokenHash, Token> keyed(ResultSet row) throws SQLException {
        Token token = TokenRows.read(row);
        Instant end = TokenRows.instant(row, 12);
        if (end != null && token.expiresAt().map(end::isBefore).orElse(true)) {
            token = token.toBuilder().expiresAt(end).build();
        }
        return Map.entry(TokenHash.ofHex(row.getString(13)), token);
    }

    @Override
    public IssuedToken create(Token token) {
        Secret key = keys.next();
        add(TokenHash.of(key), token);
        return new IssuedToken(token, key);
    }

    @Override
    public void add(TokenHash hash, Token token) {
        long now = now();
        List<@Nullable Object> row = TokenRows.permissions(token);
        row.add(now);
        row.add(token.name());
        row.add(now);
        change(List.of(hash), session -> {
            insert(session, "there is a token named '" + token.name() + "' already", ADD, row.toArray());
            insert(session, "there is a token with this key already", ADD_KEY, hash.hex(), token.name(), now);
            TokenAudit.add(session, token.name(), Kind.CREATED, act, TokenAuditEntry.changes(null, token), now);
            return token;
        });
    }

    /** Forgets what changed also where it is not known whether the change took effect. */
    private <T> T change(List<TokenHash> changed, JdbcWork<T> work) {
        try {
            return database.transaction(work);
        } finally {
            cache.forget(changed);
        }
    }

    private static void insert(JdbcSession session, String taken, String sql, @Nullable Object... row)
            throws SQLException {
        try {
            session.update(sql, row);
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("23")) {
                throw new TokenChangeException(taken);
            }
            throw e;
        }
    }

    @Override
    public IssuedToken rotate(String name, Duration overlap) {
        if (overlap.isNegative()) {
            throw new IllegalArgumentException("the overlap must not be negative");
        }
        Secret key = keys.next();
        TokenHash hash = TokenHash.of(key);
        long now = now();
        long end = end(overlap);
        List<TokenHash> changed = new ArrayList<>();
        Token token = change(changed, session -> {
            Token found =
                    session.first(NAMED + " FOR UPDATE", TokenRows::read, name).orElseThrow(() -> unknown(name));
            changed.addAll(hashes(session, name));
            session.update(DROP_ENDED, name, now);
            session.update(END_KEYS, end, name, end);
            session.update(ADD_KEY, hash.hex(), name, now);
            TokenAudit.add(session, name, Kind.ROTATED, act, "earlier keys stay good for " + overlap, now);
            return found;
        });
        return new IssuedToken(token, key);
    }

    @Override
    public void update(Token token) {
        List<@Nullable Object> row = TokenRows.permissions(token);
        long now = now();
        row.add(now);
        row.add(token.name());
        List<TokenHash> changed = new ArrayList<>();
        change(changed, session -> {
            Token before = session.first(NAMED + " FOR UPDATE", TokenRows::read, token.name())
                    .orElseThrow(() -> unknown(token.name()));
            session.update(UPDATE, row.toArray());
            String details = TokenAuditEntry.changes(before, token);
            TokenAudit.add(session, token.name(), Kind.UPDATED, act, details, now);
            // Behind the row's lock, so that no key comes in between.
            changed.addAll(hashes(session, token.name()));
            return token;
        });
    }

    @Override
    public boolean remove(String name) {
        List<TokenHash> changed = new ArrayList<>();
        long now = now();
        return change(changed, session -> {
            session.first(NAMED + " FOR UPDATE", TokenRows::read, name);
            changed.addAll(hashes(session, name));
            boolean removed = session.update(REMOVE, name) > 0;
            if (removed) {
                TokenAudit.add(session, name, Kind.REMOVED, act, "", now);
            }
            return removed;
        });
    }

    @Override
    public Optional<Token> named(String name) {
        return database.statement(session -> session.first(NAMED, TokenRows::read, name));
    }

    @Override
    public List<Token> tokens(@Nullable String after, int max) {
        requirePage(max);
        return database.statement(session -> session.query(LIST, TokenRows::read, after == null ? "" : after, max));
    }

    private static void requirePage(int max) {
        if (max < 1 || max > 1_000) {
            throw new IllegalArgumentException("max must be from 1 to 1000, not " + max);
        }
    }

    private static List<TokenHash> hashes(JdbcSession session, String name) throws SQLException {
        return session.query(KEYS, row -> TokenHash.ofHex(row.getString(1)), name);
    }

    private long now() {
        return TokenRows.micros(clock.instant());
    }

    /** When the overlap is over; very long ones have no end that anybody sees. */
    private long end(Duration overlap) {
        try {
            return TokenRows.micros(clock.instant().plus(overlap));
        } catch (DateTimeException | ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private static TokenChangeException unknown(String name) {
        return new TokenChangeException("there is no token named '" + name + "'");
    }
}
