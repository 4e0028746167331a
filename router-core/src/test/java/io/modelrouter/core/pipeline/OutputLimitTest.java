package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.Price;
import java.math.BigDecimal;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R1.9")
@DisplayName("The output that is held for")
class OutputLimitTest {
    private static final Price PLAIN = Price.of(BigDecimal.ONE, BigDecimal.ONE);
    private static final Price LIMITED =
            Price.builder(BigDecimal.ONE, BigDecimal.ONE).maxOutput(8_192).build();

    @Test
    void isWhatTheRequestSaysForEachOfItsChoices() {
        assertThat(new OutputLimit(OptionalLong.of(100), 3, 4_096).tokens(LIMITED))
                .isEqualTo("300");
    }

    @Test
    void isTheMostThatTheModelWritesWhereTheRequestSaysNothing() {
        assertThat(new OutputLimit(OptionalLong.empty(), 2, 4_096).tokens(LIMITED))
                .isEqualTo("16384");
    }

    @Test
    void isTheDefaultWhereNothingIsKnownOfTheModelEither() {
        assertThat(new OutputLimit(OptionalLong.empty(), 1, 4_096).tokens(PLAIN))
                .isEqualTo("4096");
    }
}
