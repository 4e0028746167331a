package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.provider.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Retry-After")
@Tag("R2.5")
class RetryAfterTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));

    private static Duration of(String name, String value) {
        return RetryAfter.of(HttpHeaders.builder().add(name, value).build(), CLOCK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    retry-after    | 7                             | 7000
                    retry-after    | 0                             | 0
                    retry-after    | 0.25                          | 250
                    retry-after    | -5                            | 0
                    retry-after    | 3600                          | 3600000
                    retry-after    | 99999999999999999999          | 3600000
                    retry-after    | 1e400                         | 3600000
                    retry-after    | 1e-999999999                  | 0
                    retry-after    | Sat, 21 Nov 2026 10:01:30 GMT | 90000
                    retry-after    | Sat, 21 Nov 2026 09:00:00 GMT | 0
                    retry-after    | Sun, 22 Nov 2026 10:00:00 GMT | 3600000
                    retry-after-ms | 1500                          | 1500
                    retry-after-ms | 36000000                      | 3600000
                    """)
    void isReadAndClamped(String name, String value, long millis) {
        assertThat(of(name, value)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "NaN", "Infinity", "21 Nov 2026", "12345678901234567890123456789012345"})
    void isNothingWhereItCannotBeRead(String value) {
        assertThat(of("retry-after", value)).isNull();
    }

    @Test
    void isNothingWhereItIsAbsent() {
        assertThat(RetryAfter.of(HttpHeaders.EMPTY, CLOCK)).isNull();
    }

    @Test
    void inMillisecondsGoesBeforeSeconds() {
        HttpHeaders both = HttpHeaders.builder()
                .add("retry-after", "9")
                .add("retry-after-ms", "1200")
                .build();
        assertThat(RetryAfter.of(both, CLOCK)).isEqualTo(Duration.ofMillis(1200));
        HttpHeaders broken = HttpHeaders.builder()
                .add("retry-after", "9")
                .add("retry-after-ms", "x")
                .build();
        assertThat(RetryAfter.of(broken, CLOCK)).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void insideABodyMayEndInS() {
        assertThat(RetryAfter.ofSeconds("31s")).isEqualTo(Duration.ofSeconds(31));
        assertThat(RetryAfter.ofSeconds(" 0.5s ")).isEqualTo(Duration.ofMillis(500));
        assertThat(RetryAfter.ofSeconds("s")).isNull();
    }
}
