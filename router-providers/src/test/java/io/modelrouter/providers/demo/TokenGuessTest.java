package io.modelrouter.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Tokens are guessed")
class TokenGuessTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a",
                "one two  three\n\nfour ",
                "supercalifragilistic",
                "你好世界",
                "🚀🚀🚀",
                "a🚀b 🚀",
                "{\"a\":1}"
            })
    void without_losing_or_halving_a_character(String text) {
        assertThat(String.join("", TokenGuess.pieces(text))).isEqualTo(text);
        assertThat(TokenGuess.pieces(text)).allMatch(piece -> !Character.isLowSurrogate(piece.charAt(0)));
        for (int size = 1; size < 4; size++) {
            int counted = TokenGuess.grouped(TokenGuess.pieces(text), size).stream()
                    .mapToInt(TokenGuess::count)
                    .sum();
            assertThat(counted).isEqualTo(TokenGuess.count(text));
        }
    }

    @Test
    void about_one_for_a_short_word() {
        assertThat(TokenGuess.pieces("one two supercali")).containsExactly("one", " two", " superc", "ali");
    }

    @Test
    void in_a_prompt_without_counting_media() {
        String media = "{\"input\":[{\"type\":\"image\",\"data\":\"" + "A".repeat(40_000) + "\"},{\"text\":\""
                + "word ".repeat(80) + "\"}]}";
        assertThat(TokenGuess.prompt(AskedOf.JSON.readTree(media))).isBetween(90, 130);
    }
}
