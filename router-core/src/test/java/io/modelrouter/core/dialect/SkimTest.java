package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

@DisplayName("Skimming")
class SkimTest {

    /** A parser at the value, in the middle of a buffer. */
    private static JsonParser at(String value) {
        byte[] bytes = ("!!" + "{\"v\":" + value + ",\"next\":1}" + "!!").getBytes(StandardCharsets.UTF_8);
        JsonParser parser = Skim.parser(bytes, 2, bytes.length - 2);
        parser.nextToken();
        parser.nextName();
        parser.nextToken();
        return parser;
    }

    private static void assertAtItsEnd(JsonParser parser) {
        assertThat(parser.nextName()).isEqualTo("next");
        parser.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    null                  | false
                    ""                    | false
                    []                    | false
                    {}                    | false
                    "a"                   | true
                    0                     | true
                    false                 | true
                    [null]                | true
                    [[],[1,[2]]]          | true
                    {"a":{"b":[{}]}}      | true
                    """)
    void tellsWhatSaysSomethingAndStopsAtItsEnd(String json, boolean something) {
        JsonParser parser = at(json);
        assertThat(Skim.saysSomething(parser)).isEqualTo(something);
        assertAtItsEnd(parser);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "abc"                                       | 3 | 3 | 3
                    "a\\u00e9\\n"                               | 4 | 4 | 4
                    "\\u4f60\\u597d"                            | 8 | 8 | 8
                    "\\ud83d\\ude00"                            | 4 | 4 | 4
                    12                                          | 0 | 0 | 0
                    {"text":"ab","type":"xyz","o":["q"]}        | 0 | 6 | 2
                    [{"text":"a"},{"text":{"text":"bc"}},"d"]   | 0 | 4 | 3
                    """)
    void countsCharacters(String json, long alone, long within, long named) {
        JsonParser parser = at(json);
        assertThat(Skim.chars(parser)).isEqualTo((int) alone);
        assertAtItsEnd(parser);
        parser = at(json);
        assertThat(Skim.charsWithin(parser)).isEqualTo(within);
        assertAtItsEnd(parser);
        parser = at(json);
        assertThat(Skim.charsWithin(parser, Set.of("text"))).isEqualTo(named);
        assertAtItsEnd(parser);
    }

    @Test
    void knowsPlacesInTheBufferAndNotInTheSlice() {
        byte[] bytes = "!!!{\"a\": {\"b\":1} }".getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = Skim.parser(bytes, 3, bytes.length)) {
            parser.nextToken();
            parser.nextName();
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            assertThat(bytes[Skim.startOf(parser, 3)]).isEqualTo((byte) '{');
            parser.skipChildren();
            assertThat(Skim.endOf(parser, 3)).isEqualTo(16);
            assertThat(bytes[Skim.endOf(parser, 3) - 1]).isEqualTo((byte) '}');
        }
    }

    @Test
    void readsTextAndTheSpellingOfNumbers() {
        assertThat(Skim.text(at("\"a\""))).isEqualTo("a");
        assertThat(Skim.text(at("1.0"))).isEqualTo("1.0");
        JsonParser parser = at("[1]");
        assertThat(Skim.text(parser)).isNull();
        assertAtItsEnd(parser);
    }
}
