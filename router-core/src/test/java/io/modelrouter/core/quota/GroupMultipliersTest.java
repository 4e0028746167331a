package io.modelrouter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The group of a call on a channel")
class GroupMultipliersTest {
    private final GroupMultipliers factors = new GroupMultipliers(
            Map.of("vip", new BigDecimal("0.5"), "slow", new BigDecimal("0.50"), "gold", BigDecimal.TEN));

    @Test
    void isTheOneWithTheLowestMultiplierThatBothHave() {
        assertThat(factors.choose(Set.of("vip", "gold"), null, Set.of("gold", "vip")))
                .isEqualTo("vip");
        assertThat(factors.choose(Set.of("vip", "gold"), null, Set.of("gold"))).isEqualTo("gold");
        assertThat(factors.choose(Set.of("gold", "default"), null, Set.of("gold", "default")))
                .as("one that is not named has 1")
                .isEqualTo("default");
    }

    @Test
    void isTheFirstByNameAmongEquals() {
        assertThat(factors.choose(Set.of("vip", "slow"), null, Set.of("vip", "slow")))
                .isEqualTo("slow");
        assertThat(factors.choose(Set.of("b", "a", "c"), null, Set.of("c", "b", "a")))
                .isEqualTo("a");
    }

    @Test
    void isTheOneThatTheCallAsksFor() {
        assertThat(factors.choose(Set.of("vip", "gold"), "gold", Set.of("gold", "vip")))
                .isEqualTo("gold");
    }

    @Test
    void isNoneWhereTheyShareNone() {
        assertThat(factors.choose(Set.of("vip"), null, Set.of("gold"))).isNull();
        assertThat(factors.of(null)).isEqualByComparingTo("1");
    }

    @Test
    void hasAFactorThatIsNotNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GroupMultipliers(Map.of("vip", BigDecimal.ONE.negate())))
                .withMessageContaining("vip");
    }
}
