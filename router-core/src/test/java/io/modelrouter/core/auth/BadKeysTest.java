package io.modelrouter.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.CallContext;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R6")
@DisplayName("After 30 bad keys in a minute from one address")
class BadKeysTest {
    private static final String ATTACKER = "192.0.2.7";

    private final ManualClock clock = new ManualClock();
    private final InMemoryTokenStore store = new InMemoryTokenStore();
    private final List<TokenHash> lookups = new ArrayList<>();
    private final Authenticator authenticator = authenticator(true, 30);

    BadKeysTest() {
        store.put(TokenHash.of(Secret.of("sk-good")), Token.builder("good").build());
    }

    @Test
    void furtherUnknownKeysAreRefusedWithoutALookUp() {
        guess(30, ATTACKER);
        assertThat(lookups).hasSize(30);

        RouterException refusal = refusal("sk-31", ATTACKER);

        assertThat(refusal.code()).isEqualTo(RouterErrorCode.RATE_LIMITED);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(refusal.getMessage()).doesNotContain("sk-");
        assertThat(lookups).hasSize(30);
    }

    @Test
    void aKeyIsLookedAtAgainAfterTheTimeThatWasTold() {
        guess(30, ATTACKER);
        Duration wait = refusal("sk-31", ATTACKER).retryAfter().orElseThrow();

        clock.advance(wait);

        assertThat(refusal("sk-31", ATTACKER).code()).isEqualTo(RouterErrorCode.UNAUTHENTICATED);
        assertThat(refusal("sk-32", ATTACKER).code()).isEqualTo(RouterErrorCode.RATE_LIMITED);
    }

    @Test
    void keysThatWereGoodLatelyStillPass() {
        call("sk-good", ATTACKER);

        guess(30, ATTACKER);

        assertThat(call("sk-good", ATTACKER).name()).isEqualTo("good");
    }

    @Test
    void aKeyThatWasGoodLongAgoWaitsLikeAnyOther() {
        call("sk-good", ATTACKER);
        clock.advance(Duration.ofMinutes(5));
        guess(30, ATTACKER);

        assertThat(refusal("sk-good", ATTACKER).code()).isEqualTo(RouterErrorCode.RATE_LIMITED);
    }

    @Test
    void aKeyThatIsUsedAllTheTimeNeverWaits() {
        for (int i = 0; i < 10; i++) {
            call("sk-good", ATTACKER);
            clock.advance(Duration.ofMinutes(4));
        }
        guess(30, ATTACKER);

        assertThat(call("sk-good", ATTACKER).name()).isEqualTo("good");
    }

    @Test
    void aKeyThatWasRevokedLosesItsPassAndItsFailuresCount() {
        call("sk-good", ATTACKER);
        store.remove(TokenHash.of(Secret.of("sk-good")));
        guess(29, ATTACKER);

        assertThat(refusal("sk-good", ATTACKER).code()).isEqualTo(RouterErrorCode.UNAUTHENTICATED);
        assertThat(refusal("sk-good", ATTACKER).code()).isEqualTo(RouterErrorCode.RATE_LIMITED);
    }

    @Test
    void otherAddressesAreNotTouched() {
        guess(30, ATTACKER);

        assertThat(refusal("sk-x", "192.0.2.8").code()).isEqualTo(RouterErrorCode.UNAUTHENTICATED);
        assertThat(call("sk-good", "192.0.2.8").name()).isEqualTo("good");
    }

    @Test
    void allAddressesOfTheSameSixtyFourBitsOfIpv6Wait() {
        for (int i = 0; i < 30; i++) {
            refusal("sk-" + i, "2001:db8:1:2::" + Integer.toHexString(i));
        }

        assertThat(refusal("sk-x", "2001:db8:1:2:ffff::1").code()).isEqualTo(RouterErrorCode.RATE_LIMITED);
        assertThat(refusal("sk-x", "2001:db8:1:3::1").code()).isEqualTo(RouterErrorCode.UNAUTHENTICATED);
    }

    @Test
    void anAddressIsTheSameInEveryWayOfWritingIt() {
        guess(15, ATTACKER);
        guess(15, "::ffff:192.0.2.7");

        assertThat(refusal("sk-x", ATTACKER).code()).isEqualTo(RouterErrorCode.RATE_LIMITED);
    }

    @Test
    void whatIsNoAddressCountsAsItIsWritten() {
        guess(30, "a host behind a socket");

        assertThat(refusal("sk-x", "a host behind a socket").code()).isEqualTo(RouterErrorCode.RATE_LIMITED);
        assertThat(refusal("sk-x", "another").code()).isEqualTo(RouterErrorCode.UNAUTHENTICATED);
    }

    @Test
    void callsWithoutAnAddressAreNotLimited() {
        guess(100, null);

        assertThat(lookups).hasSize(100);
    }

    @Test
    void callsWithoutAKeyAreRefusedAsEverAndCountForNothing() {
        CallContext nobody = CallContext.builder().remoteAddress(ATTACKER).build();
        for (int i = 0; i < 100; i++) {
            assertThat(catchThrowableOfType(RouterException.class, () -> authenticator.authenticate(nobody))
                            .code())
                    .isEqualTo(RouterErrorCode.UNAUTHENTICATED);
        }

        assertThat(call("sk-good", ATTACKER).name()).isEqualTo("good");
    }

    @Test
    void nobodyWaitsWhereTheLimitIsOff() {
        Authenticator off = authenticator(true, 0);
        for (int i = 0; i < 100; i++) {
            CallContext context = context("sk-" + i, ATTACKER);
            assertThat(catchThrowableOfType(RouterException.class, () -> off.authenticate(context))
                            .code())
                    .isEqualTo(RouterErrorCode.UNAUTHENTICATED);
        }
    }

    @Test
    void nobodyWaitsWhereNoKeyIsRequired() {
        Authenticator open = authenticator(false, 30);
        for (int i = 0; i < 100; i++) {
            assertThat(open.authenticate(context("sk-placeholder", ATTACKER)).name())
                    .isEqualTo("anonymous");
        }
    }

    private Authenticator authenticator(boolean required, int badKeys) {
        return new Authenticator(
                hash -> {
                    lookups.add(hash);
                    return store.find(hash);
                },
                clock,
                required,
                Token.builder("anonymous").build(),
                new BadKeys(badKeys, clock.nanoTime()));
    }

    /** So many keys that nobody has, all refused after a look. */
    private void guess(int times, @Nullable String address) {
        for (int i = 0; i < times; i++) {
            assertThat(refusal("sk-guess-" + i, address).code()).isEqualTo(RouterErrorCode.UNAUTHENTICATED);
        }
    }

    private Token call(String key, String address) {
        return authenticator.authenticate(context(key, address));
    }

    private RouterException refusal(String key, @Nullable String address) {
        RouterException refusal =
                catchThrowableOfType(RouterException.class, () -> authenticator.authenticate(context(key, address)));
        assertThat(refusal).as("refused").isNotNull();
        return refusal;
    }

    private static CallContext context(String key, @Nullable String address) {
        return CallContext.builder().key(Secret.of(key)).remoteAddress(address).build();
    }
}
