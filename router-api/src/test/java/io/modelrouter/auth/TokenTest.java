package io.modelrouter.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelrouter.quota.AccountId;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A token")
class TokenTest {

    @Test
    void mayByDefaultUseEveryModelOfTheDefaultGroupFromAnywhereWithoutLimits() {
        Token token = Token.builder("a").build();

        assertThat(token.accounts()).containsExactly(AccountId.token("a"));
        assertThat(token.mayUse("anything")).isTrue();
        assertThat(token.groups()).containsExactly("default");
        assertThat(token.requestsPerMinute()).isEmpty();
        assertThat(token.tokensPerMinute()).isEmpty();
        assertThat(token.maxInFlight()).isEmpty();
        assertThat(token.addresses()).isEmpty();
        assertThat(token.expiresAt()).isEmpty();
        assertThat(token.enabled()).isTrue();
        assertThat(token.pin()).isFalse();
    }

    @Test
    void isTheSameAgainFromItsOwnBuilder() throws IllegalAccessException {
        Token token = Token.builder("a")
                .accounts(new AccountId("x"), new AccountId("b"))
                .models("gpt-*", "o3")
                .groups(List.of("gold", "default", "silver"))
                .requestsPerMinute(1)
                .tokensPerMinute(2)
                .maxInFlight(3)
                .addresses("10.0.0.0/8")
                .expiresAt(Instant.EPOCH)
                .enabled(false)
                .pin(true)
                .build();
        Token plain = Token.builder("b").build();

        Token again = token.toBuilder().build();

        for (Field field : Token.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                assertThat(field.get(again)).as(field.getName()).isEqualTo(field.get(token));
                assertThat(field.get(plain))
                        .as("the test sets %s to something of its own", field.getName())
                        .isNotEqualTo(field.get(token));
            }
        }
    }

    @Test
    void keepsItsGroupsInTheirOrder() {
        List<String> groups = List.of("zulu", "alpha", "mike", "bravo", "yankee", "charlie");

        assertThat(Token.builder("a").groups(groups).build().groups()).containsExactlyElementsOf(groups);
        assertThat(Token.builder("a").groups(groups).build().toBuilder().build().groups())
                .containsExactlyElementsOf(groups);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "tab\t", "ümlaut", "new\nline"})
    void hasAVisibleAsciiName(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Token.builder(name));
        assertThatIllegalArgumentException().isThrownBy(() -> Token.builder("n".repeat(65)));
    }

    @Test
    void hasLimitsOfAtLeastOneAndAnAccount() {
        Token.Builder token = Token.builder("a");

        assertThatIllegalArgumentException().isThrownBy(() -> token.requestsPerMinute(0));
        assertThatIllegalArgumentException().isThrownBy(() -> token.tokensPerMinute(0));
        assertThatIllegalArgumentException().isThrownBy(() -> token.maxInFlight(-1));
        assertThatIllegalArgumentException().isThrownBy(token::accounts);
        assertThatIllegalArgumentException().isThrownBy(() -> token.addresses("somewhere"));
    }

    @Test
    void showsItsNameAlone() {
        assertThat(Token.builder("a").build()).hasToString("Token[a]");
    }
}
