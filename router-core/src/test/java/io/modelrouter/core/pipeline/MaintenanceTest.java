package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Holds are looked after")
class MaintenanceTest {

    @ParameterizedTest(name = "of {0}: every {1}")
    @Tag("R1.8")
    @DisplayName("at a third of a short hold time, so that no other node expires what this one still needs")
    @CsvSource({"PT10M, PT10S", "PT30S, PT10S", "PT6S, PT2S", "PT0.3S, PT0.1S", "PT0.001S, PT0.1S"})
    void period(Duration holdTime, Duration period) {
        assertThat(Maintenance.period(holdTime)).isEqualTo(period);
    }
}
