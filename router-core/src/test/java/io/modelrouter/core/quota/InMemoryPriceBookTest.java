package io.modelrouter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.ModelPattern;
import io.modelrouter.quota.Price;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The in-memory price book")
class InMemoryPriceBookTest {
    private static final Price ONE = price(1);
    private static final Price TWO = price(2);
    private static final Price THREE = price(3);

    @Test
    void prefersAnExactNameThenTheMostLiteralPattern() {
        InMemoryPriceBook book = book(Map.of("gpt-4o", ONE, "gpt-4o*", TWO, "gpt-*", THREE));

        assertThat(book.price("gpt-4o")).contains(ONE);
        assertThat(book.price("gpt-4o-mini")).contains(TWO);
        assertThat(book.price("gpt-5")).contains(THREE);
        assertThat(book.price("claude")).isEmpty();
        assertThat(book.price("GPT-5")).as("case tells names apart").isEmpty();
    }

    @Test
    void givesTheSameAnswerWhenAskedAgain() {
        InMemoryPriceBook book = book(Map.of("gpt-*", THREE));

        assertThat(book.price("gpt-5")).isEqualTo(book.price("gpt-5")).contains(THREE);
        assertThat(book.price("none")).isEqualTo(book.price("none")).isEmpty();
    }

    @Test
    void forgetsEveryOldPriceWhenTheyAreReplaced() {
        InMemoryPriceBook book = book(Map.of("gpt-*", ONE, "o3", ONE));
        assertThat(book.price("gpt-5")).contains(ONE);

        book.replace(Map.of(ModelPattern.of("gpt-*"), TWO));

        assertThat(book.price("gpt-5")).contains(TWO);
        assertThat(book.price("o3")).isEmpty();
    }

    @Test
    void answersForNamesOfAnyLength() {
        InMemoryPriceBook book = book(Map.of("*", ONE));

        assertThat(book.price("x".repeat(10_000))).contains(ONE);
        assertThat(book.price("")).contains(ONE);
        assertThat(book(Map.of()).price("x")).isEmpty();
    }

    private static InMemoryPriceBook book(Map<String, Price> prices) {
        Map<ModelPattern, Price> patterns = new HashMap<>();
        prices.forEach((pattern, price) -> patterns.put(ModelPattern.of(pattern), price));
        return new InMemoryPriceBook(patterns);
    }

    private static Price price(int input) {
        return Price.of(BigDecimal.valueOf(input), BigDecimal.TEN);
    }
}
