package io.modelrouter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelrouter.quota.Price;
import io.modelrouter.quota.Price.Rate;
import java.time.LocalDate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The price table")
class PriceTableTest {
    private static final String HEADER = "models,price,context,source,read\n";

    @Test
    void thatIsShippedHasASourceAndADayForEveryPrice() {
        assertThat(PriceTable.shipped().entries()).hasSizeGreaterThan(100).allSatisfy(entry -> {
            assertThat(entry.source()).startsWith("https://");
            assertThat(entry.read()).isBetween(LocalDate.parse("2025-01-01"), LocalDate.parse("2026-11-21"));
            assertThat(entry.contextSize()).isBetween(1_000L, PriceTable.LARGEST_CONTEXT);
            assertThat(entry.price().rate(Rate.CACHED_INPUT))
                    .as("%s", entry.model())
                    .isLessThanOrEqualTo(entry.price().rate(Rate.INPUT));
            entry.price()
                    .tiers()
                    .forEach(tier -> assertThat(tier.price().rate(Rate.INPUT))
                            .as("%s", entry.model())
                            .isGreaterThan(entry.price().rate(Rate.INPUT)));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o",
                "gpt-4o-mini",
                "gpt-5",
                "gpt-5-2025-08-07",
                "o3",
                "claude-sonnet-4-5",
                "claude-sonnet-4-5-20250929",
                "claude-sonnet-4-20250514",
                "claude-opus-5-5",
                "gemini-2.5-flash",
                "gemini-2.5-pro",
                "deepseek-v4-pro",
                "grok-4",
                "kimi-k2.5",
                "glm-5.3",
                "command-r-08-2024",
                "llama-3.3-70b-versatile"
            })
    void thatIsShippedKnowsTheCommonModelsAlsoByTheirDatedNames(String model) {
        assertThat(PriceTable.shipped().price(model)).isPresent();
        assertThat(PriceTable.shipped().entry(model)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o-audio-preview",
                "gpt-5-unheard-of",
                "claude-sonnet-9",
                "claude-sonnet-5-9",
                "my-model",
                ""
            })
    void thatIsShippedGuessesNoPrice(String model) {
        assertThat(PriceTable.shipped().price(model)).isEmpty();
        assertThat(PriceTable.shipped().contextSize(model)).isEqualTo(PriceTable.LARGEST_CONTEXT);
    }

    @Test
    void tellsLongPromptsApart() {
        Price price = PriceTable.shipped().price("gemini-2.5-pro").orElseThrow();

        assertThat(price.forPrompt(200_000).rate(Rate.OUTPUT)).isEqualByComparingTo("10");
        assertThat(price.forPrompt(200_001).rate(Rate.OUTPUT)).isEqualByComparingTo("15");
        assertThat(PriceTable.shipped().contextSize("gpt-4o-mini")).isEqualTo(128_000);
    }

    @Test
    void isReadFromLinesWithRemarks() {
        PriceTable table = PriceTable.parse("# remark\n" + HEADER
                + "\na b*, input=1 output=2 ,1000,here,2026-01-02\r\n#\nc,input=3 output=4,,there,2026-01-03\n");

        assertThat(table.prices()).hasSize(3);
        assertThat(table.price("bee")).contains(Price.parse("input=1 output=2"));
        assertThat(table.entry("c")).hasValueSatisfying(entry -> {
            assertThat(entry.source()).isEqualTo("there");
            assertThat(entry.contextSize()).isEqualTo(PriceTable.LARGEST_CONTEXT);
        });
    }

    @Test
    void givesWayToABookThatIsPutBeforeIt() {
        Price own = Price.parse("input=7 output=7");

        assertThat(new InMemoryPriceBook(java.util.Map.of(io.modelrouter.channel.ModelPattern.of("gpt-4o"), own))
                        .or(PriceTable.shipped())
                        .price("gpt-4o"))
                .contains(own);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,input=1 output=2,1,here",
                "a,input=1,1,here,2026-01-02",
                "a,input=1 output=2,x,here,2026-01-02",
                "a,input=1 output=2,1,here,yesterday",
                "a**,input=1 output=2,1,here,2026-01-02",
                ",input=1 output=2,1,here,2026-01-02",
                "a a,input=1 output=2,1,here,2026-01-02"
            })
    void namesTheLineThatCannotBeRead(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriceTable.parse(HEADER + line))
                .withMessageStartingWith("line 2 of the price table: ");
    }
}
