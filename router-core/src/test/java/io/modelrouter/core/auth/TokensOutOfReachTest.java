package io.modelrouter.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.CallContext;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.LedgerUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("Where the store of tokens cannot be reached")
class TokensOutOfReachTest {
    @Test
    @Tag("R1.10")
    void a_call_is_refused_for_now_and_not_told_that_its_key_is_bad() {
        TokenStore away = hash -> {
            throw new LedgerUnavailableException("away", null);
        };
        Authenticator authenticator = new Authenticator(
                away,
                InstantSource.system(),
                true,
                Token.builder("anonymous").build(),
                new BadKeys(30, System::nanoTime));

        RouterException refusal = catchThrowableOfType(
                RouterException.class, () -> authenticator.authenticate(CallContext.withKey("sk-good")));

        assertThat(refusal.code()).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
    }
}
