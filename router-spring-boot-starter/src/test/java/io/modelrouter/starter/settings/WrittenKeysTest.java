package io.modelrouter.starter.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

@DisplayName("The key of a map")
class WrittenKeysTest {
    private static final ConfigurationPropertyName MAP =
            ConfigurationPropertyName.of("model-router.channels[1].model-mapping");

    @ParameterizedTest(name = "in {0} is {1}")
    @CsvSource({
        "model-router.channels[1].model-mapping.gpt-4o,       gpt-4o",
        "model-router.channels[1].model-mapping.gpt-4.1,      gpt-4.1",
        "model-router.channels[1].model-mapping.acme/*,       acme/*",
        "model-router.channels[1].model-mapping.*,            *",
        "model-router.channels[1].model-mapping.a.b[c],       a.b[c]",
        "model-router.channels[1].model-mapping[acme/*],      acme/*",
        "modelRouter.channels[1].modelMapping.x,              x",
        "model-router.channels[0].model-mapping.x,",
        "model-router.channels[1].models[0],",
        "model-router.channels[1].model-mapping,",
        "model-router.channels[1.model-mapping.x,",
        "other,",
    })
    void stays_as_it_was_written(String written, String key) {
        assertThat(WrittenKeys.keyBelow(MAP, written)).isEqualTo(key);
    }
}
