package io.modelrouter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R6")
@DisplayName("Keys of tokens")
class TokenKeysTest {
    private final TokenKeys keys = new TokenKeys(new SecureRandom());

    @Test
    void haveOver256RandomBitsInLettersAndDigits() {
        String key = keys.next().reveal();

        assertThat(key).matches("sk-[A-Za-z0-9]{43}");
        assertThat(43 * Math.log(62) / Math.log(2)).isGreaterThan(256);
    }

    @Test
    void neverComeTwiceAndUseTheWholeAlphabet() {
        Set<String> seen = new HashSet<>();
        Set<Integer> letters = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String key = keys.next().reveal();
            seen.add(key);
            key.substring(3).chars().forEach(letters::add);
        }

        assertThat(seen).hasSize(1_000);
        assertThat(letters).hasSize(62);
    }

    @Test
    void areHiddenWhereTheyArePrinted() {
        IssuedToken issued = new IssuedToken(Token.builder("a").build(), keys.next());

        assertThat(issued.toString()).doesNotContain(issued.key().reveal());
    }
}
