package io.modelrouter.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.auth.IssuedToken;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.auth.TokenChangeException;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.Secret;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.TokenAdminContract;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tokens administrated in memory")
class InMemoryTokenAdminTest extends TokenAdminContract {
    private static final TokenHash CONFIGURED = TokenHash.of(Secret.of("sk-configured"));
    private static final Token FROM_FILE =
            Token.builder("from-file").requestsPerMinute(5).build();

    private final ManualClock clock = new ManualClock();
    private final InMemoryTokenStore store =
            new InMemoryTokenStore(Map.of(CONFIGURED, FROM_FILE), clock, new SecureRandom());

    @Override
    protected TokenAdmin newAdmin(ManualClock clock) {
        return new InMemoryTokenStore(Map.of(), clock, new SecureRandom());
    }

    @Test
    void outliveAReplacementOfTheConfiguredOnes() {
        IssuedToken issued = store.create(Token.builder("issued").build());

        store.replaceAll(Map.of());

        assertThat(store.find(CONFIGURED)).isEmpty();
        assertThat(store.find(TokenHash.of(issued.key()))).isPresent();
        assertThat(store.tokens(null, 10)).extracting(Token::name).containsExactly("issued");
    }

    @Test
    void standBesideTheConfiguredOnesWhichCannotBeChanged() {
        store.create(Token.builder("a").build());

        assertThat(store.tokens(null, 10)).extracting(Token::name).containsExactly("a", "from-file");
        assertThat(store.named("from-file")).containsSame(FROM_FILE);
        for (Runnable change : List.<Runnable>of(
                () -> store.update(Token.builder("from-file").build()),
                () -> store.rotate("from-file", Duration.ZERO),
                () -> store.remove("from-file"),
                () -> store.create(Token.builder("from-file").build()),
                () -> store.add(CONFIGURED, Token.builder("b").build()))) {
            assertThatThrownBy(change::run).isInstanceOf(TokenChangeException.class);
        }
        assertThat(store.find(CONFIGURED)).containsSame(FROM_FILE);
        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void canBeRemovedWhereTheConfigurationTookTheirNameLater() {
        IssuedToken issued = store.create(Token.builder("late").build());
        Token configured = Token.builder("late").build();
        store.put(CONFIGURED, configured);
        assertThat(store.named("late")).containsSame(issued.token());

        assertThat(store.remove("late")).isTrue();

        assertThat(store.find(TokenHash.of(issued.key()))).isEmpty();
        assertThat(store.named("late")).containsSame(configured);
    }

    @Test
    void forgetKeysThatHaveEndedWhenTheNextIsMade() {
        store.create(Token.builder("a").build());
        for (int i = 0; i < 50; i++) {
            store.rotate("a", Duration.ofMinutes(5));
            clock.advance(Duration.ofMinutes(4));
        }

        assertThat(store.size()).isEqualTo(1 + 3);
    }
}
