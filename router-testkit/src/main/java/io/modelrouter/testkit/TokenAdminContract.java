package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.modelrouter.auth.AddressRange;
import io.modelrouter.auth.IssuedToken;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenAct;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.auth.TokenAuditEntry;
import io.modelrouter.auth.TokenAuditEntry.Kind;
import io.modelrouter.auth.TokenChangeException;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.Secret;
import io.modelrouter.quota.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TokenAdmin} must do, and what the {@link TokenStore} beside it then finds. Extend it and give it an
 * empty store of yours.
 */
public abstract class TokenAdminContract {
    private static final Duration HOUR = Duration.ofHours(1);
    /** What a store may take for a few operations: its own clock goes on while a test runs. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private ManualClock clock = new ManualClock();
    private @Nullable TokenAdmin tokenAdmin;
    private TokenStore store = hash -> Optional.empty();

    /**
     * An empty store whose time is this clock's, or its own moved on by {@link ManualClock#elapsed()}. Called once for each
     * test; it may be the same store, emptied.
     */
    protected abstract TokenAdmin newAdmin(ManualClock clock);

    /** Whether the store keeps an audit; most do. */
    protected boolean keepsAudit() {
        return true;
    }

    /** Where the tokens are found that were administrated there; the same object unless you say otherwise. */
    protected TokenStore storeOf(TokenAdmin admin) {
        return (TokenStore) admin;
    }

    /** The time of day in the store; override it where that is not the clock's, such as {@code Instant.now()} and what elapsed. */
    protected Instant now(ManualClock clock) {
        return clock.instant();
    }

    @BeforeEach
    void openTheStore() {
        clock = new ManualClock();
        tokenAdmin = newAdmin(clock);
        store = storeOf(tokenAdmin);
    }

    @Nested
    @DisplayName("create")
    class Create {

        @Test
        @DisplayName("makes a key that finds the token by its hash, with everything it may do")
        void works() {
            Token token = full("team-search");

            IssuedToken issued = admin().create(token);

            assertSame(issued.token(), token);
            assertSame(find(issued.key()).orElseThrow(), token);
            assertSame(admin().named("team-search").orElseThrow(), token);
        }

        @Test
        @DisplayName("makes a key of at least 128 random bits, another for each token")
        void keysDiffer() {
            Set<String> keys = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                keys.add(admin().create(plain("t" + i)).key().reveal());
            }

            assertThat(keys).hasSize(20).allMatch(key -> key.startsWith("sk-") && key.length() >= 25);
        }

        @Test
        @DisplayName("of a name that is there is refused and changes nothing")
        void twice() {
            IssuedToken first = admin().create(full("a"));

            assertThatThrownBy(() -> admin().create(plain("a"))).isInstanceOf(TokenChangeException.class);

            assertSame(find(first.key()).orElseThrow(), full("a"));
            assertThat(admin().tokens(null, 10)).hasSize(1);
        }

        @Test
        @DisplayName("takes names apart that differ in their case alone")
        void caseMatters() {
            IssuedToken lower = admin().create(plain("team"));
            IssuedToken upper = admin().create(plain("TEAM"));

            assertThat(find(lower.key())).map(Token::name).hasValue("team");
            assertThat(find(upper.key())).map(Token::name).hasValue("TEAM");
        }

        @Test
        @DisplayName("of one name by many at once lets one of them have it")
        void race() throws Exception {
            List<Optional<IssuedToken>> issued = atOnce(8, () -> {
                try {
                    return Optional.of(admin().create(plain("wanted")));
                } catch (TokenChangeException e) {
                    return Optional.empty();
                }
            });

            assertThat(issued).filteredOn(Optional::isPresent).hasSize(1);
            assertThat(admin().tokens(null, 10)).hasSize(1);
        }
    }

    @Nested
    @DisplayName("the audit of a token")
    class Audit {
        private final TokenAct alice = new TokenAct("alice", "she joined");

        @BeforeEach
        void isKept() {
            assumeTrue(keepsAudit(), "this store keeps no audit");
        }

        @Test
        @DisplayName("says who did what, when and why, the newest first, and stays when the token goes")
        void whole() {
            TokenAdmin acting = admin().by(alice);
            acting.create(plain("a"));
            acting.rotate("a", HOUR);
            acting.update(plain("a").toBuilder().enabled(false).maxInFlight(7).build());
            admin().remove("a");

            List<TokenAuditEntry> rows = admin().audit("a", null, 10);

            assertThat(rows)
                    .extracting(TokenAuditEntry::kind)
                    .containsExactly(Kind.REMOVED, Kind.UPDATED, Kind.ROTATED, Kind.CREATED);
            assertThat(rows)
                    .extracting(TokenAuditEntry::act)
                    .containsExactly(TokenAct.APPLICATION, alice, alice, alice);
            assertThat(rows).extracting(TokenAuditEntry::token).containsOnly("a");
            assertThat(rows).extracting(TokenAuditEntry::id).doesNotHaveDuplicates();
            assertThat(rows)
                    .allSatisfy(row -> assertThat(row.time())
                            .isBetween(now(clock).minus(SLACK), now(clock).plus(SLACK)));
            assertThat(rows.get(1).details()).isEqualTo("max-in-flight: none -> 7; enabled: true -> false");
            assertThat(rows.get(2).details()).contains("PT1H");
            assertThat(rows.get(3).details()).contains("enabled: true").contains("models: [");
        }

        @Test
        @DisplayName("has no key and no hash of one")
        void noSecret() {
            String key = admin().create(plain("a")).key().reveal();
            String next = admin().rotate("a", HOUR).key().reveal();

            assertThat(admin().audit("a", null, 10).toString())
                    .doesNotContain(key)
                    .doesNotContain(next)
                    .doesNotContain(TokenHash.of(Secret.of(key)).hex());
        }

        @Test
        @DisplayName("has no row of what was refused or changed nothing")
        void nothing() {
            assertThatThrownBy(() -> admin().rotate("a", HOUR)).isInstanceOf(TokenChangeException.class);
            assertThatThrownBy(() -> admin().update(plain("a"))).isInstanceOf(TokenChangeException.class);
            assertThat(admin().remove("a")).isFalse();
            admin().create(plain("b"));
            assertThatThrownBy(() -> admin().create(plain("b"))).isInstanceOf(TokenChangeException.class);

            assertThat(admin().audit("a", null, 10)).isEmpty();
            assertThat(admin().audit("b", null, 10)).hasSize(1);
        }

        @Test
        @DisplayName("comes in pages, of each token by itself")
        void pages() {
            admin().create(plain("a"));
            admin().create(plain("b"));
            for (int i = 1; i <= 4; i++) {
                admin().update(plain("a").toBuilder().maxInFlight(i).build());
            }
            List<TokenAuditEntry> all = admin().audit("a", null, 10);
            List<TokenAuditEntry> first = admin().audit("a", null, 3);

            assertThat(all).hasSize(5);
            assertThat(first).isEqualTo(all.subList(0, 3));
            assertThat(admin().audit("a", first.get(2).id(), 3)).isEqualTo(all.subList(3, 5));
            assertThat(admin().audit("b", first.get(2).id(), 3)).isEmpty();
            assertThat(admin().audit("a", "no such row", 3)).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> admin().audit("a", null, 0));
            assertThatIllegalArgumentException().isThrownBy(() -> admin().audit("a", null, 1_001));
        }
    }

    @Nested
    @DisplayName("add")
    class Add {
        private final TokenHash hash = TokenHash.of(Secret.of("sk-made-elsewhere"));

        @Test
        @DisplayName("gives a token a key by its hash")
        void works() {
            admin().add(hash, full("a"));

            assertSame(find(Secret.of("sk-made-elsewhere")).orElseThrow(), full("a"));
        }

        @Test
        @DisplayName("of a name that is there is refused and changes nothing")
        void name() {
            admin().create(full("a"));

            assertThatThrownBy(() -> admin().add(hash, plain("a"))).isInstanceOf(TokenChangeException.class);

            assertThat(store.find(hash)).isEmpty();
            assertSame(admin().named("a").orElseThrow(), full("a"));
        }

        @Test
        @DisplayName("of a hash that is there is refused and changes nothing")
        void hash() {
            admin().add(hash, full("a"));

            assertThatThrownBy(() -> admin().add(hash, plain("b"))).isInstanceOf(TokenChangeException.class);

            assertThat(admin().named("b")).isEmpty();
            assertSame(store.find(hash).orElseThrow(), full("a"));
        }
    }

    @Nested
    @DisplayName("rotate")
    class Rotate {

        @Test
        @DisplayName("makes another key, and the earlier one stays good for the overlap")
        void overlap() {
            IssuedToken first = admin().create(full("a"));

            IssuedToken second = admin().rotate("a", HOUR);

            assertThat(second.key().reveal()).isNotEqualTo(first.key().reveal());
            assertSame(second.token(), full("a"));
            assertGood(first);
            clock.advance(HOUR.minus(SLACK));
            assertGood(first);
            clock.advance(SLACK);
            assertBad(first);
            assertGood(second);
            assertSame(find(second.key()).orElseThrow(), full("a"));
        }

        @Test
        @DisplayName("without overlap ends the earlier key at once")
        void atOnce() {
            IssuedToken first = admin().create(plain("a"));

            IssuedToken second = admin().rotate("a", Duration.ZERO);

            assertBad(first);
            assertGood(second);
        }

        @Test
        @DisplayName("never makes an earlier key last longer")
        void neverLonger() {
            IssuedToken first = admin().create(plain("a"));
            IssuedToken second = admin().rotate("a", HOUR);

            IssuedToken third = admin().rotate("a", HOUR.multipliedBy(5));

            clock.advance(HOUR);
            assertBad(first);
            assertGood(second);
            clock.advance(HOUR.multipliedBy(4));
            assertBad(second);
            assertGood(third);
        }

        @Test
        @DisplayName("ends all earlier keys after the overlap")
        void allEarlier() {
            IssuedToken first = admin().create(plain("a"));
            IssuedToken second = admin().rotate("a", HOUR);

            IssuedToken third = admin().rotate("a", Duration.ZERO);

            assertBad(first);
            assertBad(second);
            assertGood(third);
        }

        @Test
        @DisplayName("shows the earlier of both ends as the expiry of what an earlier key finds")
        void expiry() {
            Instant end = now(clock).plus(HOUR.multipliedBy(10)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
            IssuedToken first =
                    admin().create(plain("a").toBuilder().expiresAt(end).build());

            admin().rotate("a", HOUR);
            assertThat(find(first.key()).orElseThrow().expiresAt().orElseThrow())
                    .isBetween(now(clock).plus(HOUR).minus(SLACK), now(clock).plus(HOUR));

            IssuedToken other =
                    admin().create(plain("b").toBuilder().expiresAt(end).build());
            admin().rotate("b", HOUR.multipliedBy(100));
            assertThat(find(other.key()).orElseThrow().expiresAt()).hasValue(end);
        }

        @Test
        @DisplayName("leaves what the token may do, and its own expiry")
        void leavesTheToken() {
            admin().create(full("a"));

            admin().rotate("a", HOUR);

            assertSame(admin().named("a").orElseThrow(), full("a"));
            assertThat(admin().tokens(null, 10)).hasSize(1);
        }

        @Test
        @DisplayName("of a name that is not there, or back in time, is refused")
        void refused() {
            assertThatThrownBy(() -> admin().rotate("nobody", HOUR)).isInstanceOf(TokenChangeException.class);

            IssuedToken issued = admin().create(plain("a"));
            assertThatIllegalArgumentException().isThrownBy(() -> admin().rotate("a", Duration.ofMillis(-1)));
            assertGood(issued);
        }

        @Test
        @DisplayName("by many at once makes a good key for each")
        void race() throws Exception {
            IssuedToken first = admin().create(plain("a"));

            List<IssuedToken> issued = TokenAdminContract.this.atOnce(8, () -> admin().rotate("a", HOUR));

            assertGood(first);
            assertThat(issued).allSatisfy(TokenAdminContract.this::assertGood);
        }
    }

    @Nested
    @DisplayName("update")
    class Update {

        @Test
        @DisplayName("replaces what the token may do, under all its keys")
        void works() {
            IssuedToken first = admin().create(full("a"));
            IssuedToken second = admin().rotate("a", HOUR);

            admin().update(plain("a"));

            assertSame(admin().named("a").orElseThrow(), plain("a"));
            assertSame(find(second.key()).orElseThrow(), plain("a"));
            assertThat(find(first.key()).orElseThrow().requestsPerMinute()).isEmpty();
            assertGood(first);
        }

        @Test
        @DisplayName("counts at once, also for a key that was looked up before")
        void atOnce() {
            IssuedToken issued = admin().create(plain("a"));
            assertGood(issued);

            admin().update(plain("a").toBuilder().enabled(false).build());

            assertThat(find(issued.key())).map(Token::enabled).hasValue(false);
        }

        @Test
        @DisplayName("leaves the end of earlier keys where it is")
        void keepsEnds() {
            IssuedToken first = admin().create(plain("a"));
            admin().rotate("a", HOUR);

            admin().update(plain("a").toBuilder()
                    .expiresAt(now(clock).plus(Duration.ofDays(9)))
                    .build());

            clock.advance(HOUR);
            assertBad(first);
        }

        @Test
        @DisplayName("leaves other tokens alone")
        void others() {
            IssuedToken other = admin().create(full("b"));
            admin().create(full("a"));

            admin().update(plain("a"));

            assertSame(find(other.key()).orElseThrow(), full("b"));
        }

        @Test
        @DisplayName("of a name that is not there is refused and adds nothing")
        void refused() {
            assertThatThrownBy(() -> admin().update(plain("nobody"))).isInstanceOf(TokenChangeException.class);

            assertThat(admin().named("nobody")).isEmpty();
        }
    }

    @Nested
    @DisplayName("remove")
    class Remove {

        @Test
        @DisplayName("ends all keys of the token at once, and tells whether there was one")
        void works() {
            IssuedToken first = admin().create(plain("a"));
            IssuedToken second = admin().rotate("a", HOUR);
            IssuedToken other = admin().create(plain("b"));

            assertThat(admin().remove("a")).isTrue();

            assertThat(find(first.key())).isEmpty();
            assertThat(find(second.key())).isEmpty();
            assertThat(admin().named("a")).isEmpty();
            assertThat(admin().remove("a")).isFalse();
            assertGood(other);
        }

        @Test
        @DisplayName("leaves the name to another token, for which the old keys are no good")
        void nameIsFree() {
            IssuedToken old = admin().create(plain("a"));
            admin().remove("a");

            IssuedToken fresh = admin().create(plain("a"));

            assertThat(find(old.key())).isEmpty();
            assertGood(fresh);
        }
    }

    @Nested
    @DisplayName("tokens")
    class Tokens {

        @Test
        @DisplayName("come in the order of their names' characters, page by page, disabled and expired ones too")
        void pages() {
            List<String> names = List.of("B", "Z", "a", "a-1", "a.b", "a1", "aB", "ab", "b", "~");
            for (String name : List.of("b", "a1", "~", "Z", "ab", "a", "aB", "B", "a.b", "a-1")) {
                admin().create(plain(name).toBuilder()
                        .enabled(!name.equals("b"))
                        .expiresAt(name.equals("a") ? now(clock).minus(HOUR) : null)
                        .build());
            }

            List<String> seen = new ArrayList<>();
            String last = null;
            List<Token> page;
            while (!(page = admin().tokens(last, 3)).isEmpty()) {
                assertThat(page).hasSizeLessThanOrEqualTo(3);
                page.forEach(token -> seen.add(token.name()));
                last = seen.get(seen.size() - 1);
                assertThat(seen).hasSizeLessThanOrEqualTo(names.size());
            }

            assertThat(seen).isEqualTo(names);
            assertThat(admin().tokens("a.z", 1_000))
                    .extracting(Token::name)
                    .containsExactly("a1", "aB", "ab", "b", "~");
        }

        @Test
        @DisplayName("are one for each token, however many keys it has, with everything it may do")
        void whole() {
            admin().create(full("a"));
            admin().rotate("a", HOUR);

            assertThat(admin().tokens(null, 1_000)).singleElement().satisfies(token -> assertSame(token, full("a")));
        }

        @Test
        @DisplayName("are none in an empty store")
        void none() {
            assertThat(admin().tokens(null, 1)).isEmpty();
            assertThat(admin().named("a")).isEmpty();
        }

        @Test
        @DisplayName("are asked for 1 to 1,000 at a time")
        void bounds() {
            assertThatIllegalArgumentException().isThrownBy(() -> admin().tokens(null, 0));
            assertThatIllegalArgumentException().isThrownBy(() -> admin().tokens(null, 1_001));
        }
    }

    private TokenAdmin admin() {
        if (tokenAdmin == null) {
            throw new IllegalStateException("newAdmin() gave nothing");
        }
        return tokenAdmin;
    }

    private Optional<Token> find(Secret key) {
        return store.find(TokenHash.of(key));
    }

    /** As the router judges it. */
    private boolean isGood(IssuedToken issued) {
        return find(issued.key())
                .filter(Token::enabled)
                .filter(token ->
                        token.expiresAt().map(end -> now(clock).isBefore(end)).orElse(true))
                .isPresent();
    }

    private void assertGood(IssuedToken issued) {
        assertThat(isGood(issued)).as("the key of %s is good", issued.token()).isTrue();
    }

    private void assertBad(IssuedToken issued) {
        assertThat(isGood(issued)).as("the key of %s is good", issued.token()).isFalse();
    }

    private static Token plain(String name) {
        return Token.builder(name).build();
    }

    /** A token with something of everything. */
    private static Token full(String name) {
        return Token.builder(name)
                .accounts(new AccountId("token:" + name), new AccountId("team:search"), new AccountId("org:all"))
                .models("gpt-*", "o3")
                .groups(List.of("default", "gold"))
                .requestsPerMinute(60)
                .tokensPerMinute(9_000_000_000L)
                .maxInFlight(7)
                .addresses("10.1.0.0/16", "2001:db8::/32", "192.0.2.7")
                .expiresAt(Instant.parse("2099-12-31T23:59:59.123Z"))
                .pin(true)
                .build();
    }

    private static void assertSame(Token actual, Token expected) {
        assertThat(actual.name()).isEqualTo(expected.name());
        assertThat(actual.accounts()).isEqualTo(expected.accounts());
        assertThat(actual.models()).isEqualTo(expected.models());
        assertThat(actual.groups()).isEqualTo(expected.groups());
        assertThat(actual.requestsPerMinute()).isEqualTo(expected.requestsPerMinute());
        assertThat(actual.tokensPerMinute()).isEqualTo(expected.tokensPerMinute());
        assertThat(actual.maxInFlight()).isEqualTo(expected.maxInFlight());
        assertThat(actual.addresses()).isEqualTo(expected.addresses());
        assertThat(actual.addresses())
                .extracting(AddressRange::toString)
                .isEqualTo(expected.addresses().stream()
                        .map(AddressRange::toString)
                        .toList());
        assertThat(actual.expiresAt()).isEqualTo(expected.expiresAt());
        assertThat(actual.enabled()).isEqualTo(expected.enabled());
        assertThat(actual.pin()).isEqualTo(expected.pin());
    }

    private <T> List<T> atOnce(int threads, Callable<T> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(task);
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
