package io.modelrouter.starter.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

@DisplayName("Names that are no setting")
class UnknownSettingsTest {

    private static List<String> found(String source, String... names) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(known -> environment.getPropertySources().remove(known.getName()));
        Map<String, Object> properties = new java.util.TreeMap<>();
        for (String name : names) {
            properties.put(name, "x");
        }
        environment.getPropertySources().addFirst(new MapPropertySource(source, properties));
        return UnknownSettings.find(environment).stream()
                .map(SettingProblem::path)
                .toList();
    }

    @Test
    void areFoundHoweverAFileSpellsThePrefix() {
        assertThat(found("a file", "model-router.qouta", "modelRouter.cooldwon", "other.qouta"))
                .containsExactlyInAnyOrder("model-router.qouta", "modelrouter.cooldwon");
    }

    @Test
    void areFoundAmongSystemPropertiesOnlyWhereThePrefixIsSpeltOut() {
        String system = StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME;

        assertThat(found(system, "model-router.qouta", "modelrouter.wire", "modelrouter.wire.required"))
                .containsExactly("model-router.qouta");
    }
}
