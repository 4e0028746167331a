package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;

@DisplayName("A count that somebody else reports")
class CountsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "5, 5, false",
        "-0, 0, false",
        "12.0, 12, false",
        "1.2e1, 12, false",
        "5000000000, 5000000000, false",
        "1099511627776, 1099511627776, false",
        "null, 0, false",
        "1099511627777, 0, true",
        "-1, 0, true",
        "-0.5, 0, true",
        "0.5, 0, true",
        "12.5, 0, true",
        "1e30, 0, true",
        "1e-5, 0, true",
        "99999999999999999999999999, 0, true",
        "true, 0, true",
        "[1], 0, true",
        "{}, 0, true",
    })
    void isBelievedIfItIsAWholeNumberThatCanBe(String json, long count, boolean suspect) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Counts skimmed = new Counts();
        try (JsonParser parser = Skim.parser(bytes, 0, bytes.length)) {
            parser.nextToken();
            assertThat(skimmed.read(parser)).isEqualTo(count);
        }
        assertThat(skimmed.suspect()).isEqualTo(suspect);
        Counts read = new Counts();
        assertThat(read.read(JsonTree.read(bytes))).isEqualTo(count);
        assertThat(read.suspect()).isEqualTo(suspect);
    }
}
