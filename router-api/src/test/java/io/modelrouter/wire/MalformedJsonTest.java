package io.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is built from a body: the limits and threats of the reliability specification. */
class MalformedJsonTest {

    @Nested
    class Syntax {
        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\n\t"})
        void nothingAtAllIsRefused(String text) {
            assertThat(refusal(text)).hasMessageStartingWith("the body is empty");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"a\":[1,", "{\"a\":\"bc", "{\"a\"", "[", "{", "-", "\"\\u00"})
        void aDocumentThatEndsEarlyIsRefused(String text) {
            assertThat(refusal(text)).hasMessageStartingWith("the JSON ends too early");
        }

        @Test
        void everyTruncationOfADocumentIsRefused() {
            String text = "{\"a\":[1.5,true,null,\"x\\u00e9\"],\"b\":{\"c\":false}}";
            for (int end = 0; end < text.length(); end++) {
                String cut = text.substring(0, end);
                assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> RawJson.parse(cut));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}{}", "{} x", "{},", "1 2", "null null", "[]]", "{}}", "\"a\"\"b\"", "{}\0"})
        void anythingBehindTheDocumentIsRefused(String text) {
            assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> RawJson.parse(text));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'a':1}",
                    "{a:1}",
                    "[1,]",
                    "{\"a\":1,}",
                    "[,1]",
                    "/**/{}",
                    "# c\n{}",
                    "NaN",
                    "Infinity",
                    "+1",
                    "01",
                    ".5",
                    "1.",
                    "tru",
                    "TRUE",
                    "\"a\nb\"",
                    "\"\\x\"",
                    "{\"a\" 1}",
                    "[1 2]",
                    "{1:2}",
                    "\0"
                })
        void whatIsNoJsonIsRefused(String text) {
            assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> RawJson.parse(text));
        }

        @Test
        void theMessageTellsWhereAndNotWhat() {
            MalformedJsonException refusal = refusal("{\"prompt\":\"secret\" \"more secret\"}");

            assertThat(refusal).hasMessageContaining("at byte").hasMessageNotContaining("secret");
            assertThat(refusal.offset()).isBetween(18L, 20L);
        }
    }

    @Nested
    class Encoding {
        @Test
        void aByteOrderMarkIsRefused() {
            assertThat(refusal("\uFEFF{}")).hasMessageStartingWith("the body starts with a byte order mark");
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
        void anotherUnicodeEncodingIsRefused(String charset) {
            byte[] body = "{\"model\":\"é\"}".getBytes(Charset.forName(charset));

            assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> RawJson.parse(body));
        }

        @ParameterizedTest
        @CsvSource({
            "ff, a byte that never occurs",
            "80, a tail without a lead",
            "c3, a lead without a tail",
            "c1ac, an overlong l",
            "e080ac, an overlong comma",
            "f08080ac, an overlong comma in four bytes",
            "eda080, a surrogate",
            "f4908080, above the last code point",
            "f5808080, a lead above the last",
            "e282, cut in a sequence of three",
            "f09f98, cut in a sequence of four"
        })
        void bytesThatAreNotUtf8AreRefusedWhereverTheyStand(String hex, String why) {
            byte[] bad = HexFormat.of().parseHex(hex);
            for (int ascii = 0; ascii < 20; ascii++) {
                byte[] value = around("{\"a\":\"" + "x".repeat(ascii), bad, "\"}");
                byte[] name = around("{\"" + "x".repeat(ascii), bad, "\":1}");

                assertThat(refusal(value)).as(why).hasMessage("the body is not UTF-8 (at byte " + (6 + ascii) + ")");
                assertThat(refusal(name)).as(why).hasMessage("the body is not UTF-8 (at byte " + (2 + ascii) + ")");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\ud800\udc00", "\udbff\udfff"})
        void theFirstAndLastCodePointsOfEachLengthAreRead(String text) {
            for (int ascii = 0; ascii < 20; ascii++) {
                String value = "x".repeat(ascii) + text;
                assertThat(RawJson.parse("\"" + value + "\"").asString()).contains(value);
            }
        }

        private byte[] around(String before, byte[] bad, String after) {
            byte[] head = before.getBytes(StandardCharsets.US_ASCII);
            byte[] tail = after.getBytes(StandardCharsets.US_ASCII);
            byte[] all = new byte[head.length + bad.length + tail.length];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(bad, 0, all, head.length, bad.length);
            System.arraycopy(tail, 0, all, head.length + bad.length, tail.length);
            return all;
        }
    }

    @Nested
    class Duplicates {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"model\":\"a\",\"model\":\"b\"}",
                    "{\"a\":1,\"b\":2,\"a\":1}",
                    "{\"a\":1,\"\\u0061\":2}",
                    "{\"x\":{\"a\":1,\"a\":1}}",
                    "{\"x\":[{},{\"y\":[{\"a\":null,\"a\":null}]}]}",
                    "[{\"\":1,\"\":2}]"
                })
        void aKeyThatComesTwiceIsRefusedAtAnyDepth(String text) {
            assertThat(refusal(text)).hasMessageStartingWith("the JSON has a duplicate key");
        }

        @Test
        void theSameKeyInTwoObjectsIsFine() {
            assertThatCode(() -> RawJson.parse("[{\"a\":{\"a\":1}},{\"a\":2}]")).doesNotThrowAnyException();
        }
    }

    @Nested
    class Limits {
        private final JsonLimits small = new JsonLimits(3, 5, 8, 12);

        @Test
        void theDefaultsAreThoseOfTheSpecification() {
            assertThat(JsonLimits.DEFAULT).isEqualTo(new JsonLimits(200, 100, 4096, 2_000_000));
        }

        @Test
        void everyLimitIsAtLeastOne() {
            assertThatIllegalArgumentException().isThrownBy(() -> new JsonLimits(0, 1, 1, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> new JsonLimits(1, 0, 1, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> new JsonLimits(1, 1, 0, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> new JsonLimits(1, 1, 1, 0));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "[[[1]]] | [[[[1]]]] | nesting depth",
                    "{\"a\":{\"b\":[]}} | {\"a\":{\"b\":[{}]}} | nesting depth",
                    "12345 | 123456 | digits of a number",
                    "[1.2345] | [1.23456] | digits of a number",
                    "{\"12345678\":1} | {\"123456789\":1} | length of a member name",
                    "[1,2,3,4,5,6,7,8,9,0] | [1,2,3,4,5,6,7,8,9,0,1] | number of tokens"
                })
        void aDocumentAtALimitIsReadAndOneOverItIsRefused(String at, String over, String limit) {
            assertThatCode(() -> RawJson.parse(bytes(at), small)).doesNotThrowAnyException();
            assertThatExceptionOfType(MalformedJsonException.class)
                    .isThrownBy(() -> RawJson.parse(bytes(over), small))
                    .withMessageStartingWith("the JSON is over a limit: " + limit);
        }

        @Test
        void theDefaultDepthIsReadAndOneMoreIsRefused() {
            assertThatCode(() -> RawJson.parse("[".repeat(200) + "]".repeat(200)))
                    .doesNotThrowAnyException();
            assertThat(refusal("[".repeat(201) + "]".repeat(201))).hasMessageContaining("nesting depth");
        }

        @Test
        void aMillionOpenBracketsAreRefusedWithoutAStackOverflow() {
            assertThat(refusal("[".repeat(1_000_000))).hasMessageContaining("nesting depth");
            assertThat(refusal("{\"a\":".repeat(1_000_000))).hasMessageContaining("nesting depth");
        }

        @Test
        void aMillionOpenBracketsDoNotOverflowTheStackUnderAnyLimit() {
            JsonLimits deep = new JsonLimits(Integer.MAX_VALUE, 100, 100, Long.MAX_VALUE);

            assertThatExceptionOfType(MalformedJsonException.class)
                    .isThrownBy(() -> RawJson.parse(bytes("[".repeat(1_000_000)), deep))
                    .withMessageStartingWith("the JSON ends too early");
        }

        @Test
        void aDocumentReadUnderWiderLimitsIsReadToItsEnd() {
            JsonLimits wide = new JsonLimits(500, 300, 5000, 1000);
            RawJson deep = RawJson.parse(bytes("{\"a\":" + "[".repeat(300) + "]".repeat(300) + "}"), wide);
            RawJson number = RawJson.parse(bytes("{\"a\":[" + "1".repeat(200) + "]}"), wide);

            assertThat(deep.get("a").orElseThrow().size()).isEqualTo(1);
            assertThat(number.get("a").orElseThrow().elements().get(0).length()).isEqualTo(200);
            assertThat(deep.with("b", RawJson.of(1)).names()).containsExactly("a", "b");
        }

        @Test
        void aStringMayBeAsLongAsTheBody() {
            String text = "a".repeat(30_000_000);

            assertThat(RawJson.parse("[\"" + text + "\"]").elements().get(0).length())
                    .isEqualTo(30_000_002);
        }
    }

    private static MalformedJsonException refusal(String text) {
        return refusal(bytes(text));
    }

    private static MalformedJsonException refusal(byte[] body) {
        MalformedJsonException refusal = catchThrowableOfType(MalformedJsonException.class, () -> RawJson.parse(body));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
