package io.modelrouter.starter.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

@DisplayName("A placeholder in a setting")
class MissingPlaceholdersTest {

    private static List<SettingProblem> found(Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("a file", properties));
        return MissingPlaceholders.find(environment);
    }

    @Test
    void thatStandsForNothingStopsTheStartAndIsNamedWithoutTheRestOfTheValue() {
        assertThat(found(Map.of("model-router.tokens[0].key", "sk-secret-${NOBODY_SET_THIS}")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("model-router.tokens[0].key");
                    assertThat(problem.reason()).contains("NOBODY_SET_THIS").doesNotContain("sk-secret");
                    assertThat(problem.value()).isNull();
                });
    }

    @Test
    void thatHasAValueOrADefaultIsNoProblem() {
        assertThat(found(Map.of(
                        "model-router.tokens[0].key", "${a.key}",
                        "a.key", "sk-1",
                        "model-router.channels[0].base-url", "${NOBODY_SET_THIS:https://example.com}")))
                .isEmpty();
    }

    @Test
    void ofSomebodyElseIsNotLookedAt() {
        assertThat(found(Map.of("other.key", "${NOBODY_SET_THIS}"))).isEmpty();
    }
}
