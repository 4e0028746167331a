package io.modelrouter.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.CallContext;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The authenticator")
class AuthenticatorTest {
    private static final Token ANONYMOUS = Token.builder("anonymous").build();
    private static final Duration HOUR = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock();
    private final InMemoryTokenStore store = new InMemoryTokenStore();
    private final List<TokenHash> lookups = new ArrayList<>();
    private final TokenStore counting = hash -> {
        lookups.add(hash);
        return store.find(hash);
    };

    AuthenticatorTest() {
        add("sk-good", Token.builder("good").build());
        add("sk-disabled", Token.builder("disabled").enabled(false).build());
        add(
                "sk-expiring",
                Token.builder("expiring")
                        .expiresAt(ManualClock.START.plus(HOUR))
                        .build());
    }

    @Nested
    @DisplayName("where a key is required")
    class Required {
        private final Authenticator authenticator = authenticator(true);

        @Test
        void givesTheTokenOfAKey() {
            assertThat(authenticate("sk-good").name()).isEqualTo("good");
        }

        @Test
        void refusesEveryBadKeyWithTheSameWords() {
            clock.advance(HOUR);
            List<RouterException> refusals = new ArrayList<>();
            refusals.add(refusal(authenticator, CallContext.anonymous()));
            for (String key :
                    List.of("sk-unknown", "sk-disabled", "sk-expiring", "not a key", "x".repeat(257), "ключ")) {
                refusals.add(refusal(authenticator, CallContext.withKey(key)));
            }

            assertThat(refusals).allMatch(e -> e.code() == RouterErrorCode.UNAUTHENTICATED);
            assertThat(refusals)
                    .extracting(RouterException::getMessage)
                    .containsOnly("the API key is missing or not valid;"
                            + " send one as Authorization: Bearer, x-api-key or x-goog-api-key");
            assertThat(refusals).allMatch(e -> e.getCause() == null);
        }

        @Test
        void letsATokenExpireAtItsInstant() {
            clock.advance(HOUR.minusNanos(1));
            assertThat(authenticate("sk-expiring").name()).isEqualTo("expiring");

            clock.advance(Duration.ofNanos(1));
            refusal(authenticator, CallContext.withKey("sk-expiring"));
        }

        @Test
        void looksUpEveryKeySoThatChangesCountAtOnce() {
            refusal(authenticator, CallContext.withKey("sk-new"));
            add("sk-new", Token.builder("new").build());

            assertThat(authenticate("sk-new").name()).isEqualTo("new");

            store.remove(TokenHash.of(Secret.of("sk-new")));
            refusal(authenticator, CallContext.withKey("sk-new"));
            assertThat(lookups).hasSize(3);
        }

        @Test
        void neverLooksUpAKeyThatIsTooLong() {
            String longest = "k".repeat(256);
            add(longest, Token.builder("long").build());
            add(longest + "k", Token.builder("longer").build());

            assertThat(authenticate(longest).name()).isEqualTo("long");
            refusal(authenticator, CallContext.withKey(longest + "k"));

            assertThat(lookups).hasSize(1);
        }

        private Token authenticate(String key) {
            return authenticator.authenticate(CallContext.withKey(key));
        }
    }

    @Nested
    @DisplayName("where no key is required")
    class NotRequired {
        private final Authenticator authenticator = authenticator(false);

        @Test
        void takesACallWithoutAKeyForAnonymous() {
            assertThat(authenticator.authenticate(CallContext.anonymous())).isSameAs(ANONYMOUS);
        }

        @Test
        void takesAnyKeyOfNobodyForAnonymous() {
            assertThat(authenticator.authenticate(CallContext.withKey("sk-whatever")))
                    .isSameAs(ANONYMOUS);
            assertThat(authenticator.authenticate(CallContext.withKey("x".repeat(300))))
                    .isSameAs(ANONYMOUS);
        }

        @Test
        void stillKnowsItsTokens() {
            assertThat(authenticator
                            .authenticate(CallContext.withKey("sk-good"))
                            .name())
                    .isEqualTo("good");
        }

        @Test
        void stillRefusesARevokedToken() {
            clock.advance(HOUR);

            refusal(authenticator, CallContext.withKey("sk-disabled"));
            refusal(authenticator, CallContext.withKey("sk-expiring"));
        }
    }

    @Nested
    @DisplayName("with a caller whom the host has made sure of")
    class Caller {
        private final Authenticator authenticator = authenticator(true);
        private final Token.Builder host = Token.builder("host-user");

        @Test
        void takesItWithoutAKeyAndWithoutALookUp() {
            Token caller = host.build();

            assertThat(authenticator.authenticate(
                            CallContext.builder().caller(caller).build()))
                    .isSameAs(caller);
            assertThat(lookups).isEmpty();
        }

        @Test
        void doesNotLookAtAKeyThatCameToo() {
            Token caller = host.build();

            assertThat(authenticator.authenticate(CallContext.builder()
                            .key(Secret.of("sk-disabled"))
                            .caller(caller)
                            .build()))
                    .isSameAs(caller);
            assertThat(lookups).isEmpty();
        }

        @Test
        void refusesItWhereItIsDisabledOrExpired() {
            for (Token caller : List.of(
                    host.enabled(false).build(),
                    host.enabled(true).expiresAt(ManualClock.START).build())) {
                RouterException refusal = refusal(
                        authenticator, CallContext.builder().caller(caller).build());
                assertThat(refusal.code()).isEqualTo(RouterErrorCode.UNAUTHENTICATED);
            }
        }

        @Test
        void holdsItToItsAddresses() {
            Token caller = host.addresses("10.0.0.0/8").build();

            assertThat(authenticator.authenticate(CallContext.builder()
                            .caller(caller)
                            .remoteAddress("10.9.8.7")
                            .build()))
                    .isSameAs(caller);
            refusal(authenticator, CallContext.builder().caller(caller).build());
        }
    }

    @Nested
    @DisplayName("with a token that is bound to addresses")
    class Addresses {
        private final Authenticator authenticator = authenticator(true);

        Addresses() {
            add(
                    "sk-bound",
                    Token.builder("bound")
                            .addresses("10.1.0.0/16", "2001:db8::/32")
                            .build());
        }

        @Test
        void takesItFromThere() {
            for (String address : List.of("10.1.255.3", "::ffff:10.1.2.3", "2001:db8::1")) {
                assertThat(authenticator.authenticate(from(address)).name())
                        .as(address)
                        .isEqualTo("bound");
            }
        }

        @Test
        void refusesItFromElsewhereWithTheWordsForAnyBadKey() {
            RouterException unknown = refusal(authenticator, CallContext.withKey("sk-unknown"));
            for (String address : List.of("10.2.0.1", "2001:db9::1", "localhost", "")) {
                RouterException refusal = refusal(authenticator, from(address));

                assertThat(refusal.code()).as(address).isEqualTo(RouterErrorCode.UNAUTHENTICATED);
                assertThat(refusal).hasMessage(unknown.getMessage());
            }
        }

        @Test
        void refusesItWhereNobodyKnowsTheAddress() {
            assertThat(refusal(authenticator, CallContext.withKey("sk-bound")).code())
                    .isEqualTo(RouterErrorCode.UNAUTHENTICATED);
        }

        @Test
        void refusesItFromElsewhereAlsoWhereNoKeyIsRequired() {
            refusal(authenticator(false), from("10.2.0.1"));
        }

        private CallContext from(String address) {
            return CallContext.builder()
                    .key(Secret.of("sk-bound"))
                    .remoteAddress(address)
                    .build();
        }
    }

    private void add(String key, Token token) {
        store.put(TokenHash.of(Secret.of(key)), token);
    }

    private Authenticator authenticator(boolean required) {
        return new Authenticator(counting, clock, required, ANONYMOUS, new BadKeys(30, clock.nanoTime()));
    }

    private static RouterException refusal(Authenticator authenticator, CallContext context) {
        RouterException refusal =
                catchThrowableOfType(RouterException.class, () -> authenticator.authenticate(context));
        assertThat(refusal).as("refused").isNotNull();
        return refusal;
    }
}
