package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Effort and budget")
class ThinkingScaleTest {

    @ParameterizedTest
    @ValueSource(strings = {"none", "minimal", "low", "medium", "high"})
    void an_effort_comes_back_from_its_budget(String effort) {
        assertThat(ThinkingScale.effort(ThinkingScale.budget(effort))).isEqualTo(effort);
    }

    @Test
    void words_of_tomorrow_are_taken_for_the_middle() {
        assertThat(ThinkingScale.budget("heroic")).isEqualTo(ThinkingScale.budget("medium"));
        assertThat(ThinkingScale.budget("HIGH")).isEqualTo(ThinkingScale.budget("high"));
    }

    @Test
    void a_dynamic_budget_is_the_middle() {
        assertThat(ThinkingScale.effort(-1)).isEqualTo("medium");
    }
}
