package io.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {

    @Nested
    class Members {
        private final RawJson object = RawJson.parse("{\"null\":null,\"zero\":0,\"false\":false,\"empty\":\"\"}");

        @Test
        void anAbsentMemberIsEmptyAndANullOneIsPresent() {
            assertThat(object.get("other")).isEmpty();
            assertThat(object.get("null"))
                    .hasValueSatisfying(value -> assertThat(value.isNull()).isTrue());
        }

        @Test
        void zeroFalseAndTheEmptyStringAreValues() {
            assertThat(object.get("zero").orElseThrow().asLong()).hasValue(0);
            assertThat(object.get("false").orElseThrow().asBoolean()).contains(false);
            assertThat(object.get("empty").orElseThrow().asString()).contains("");
        }

        @Test
        void namesComeInTheOrderOfTheDocument() {
            assertThat(object.names()).containsExactly("null", "zero", "false", "empty");
            assertThat(object.members().keySet()).containsExactly("null", "zero", "false", "empty");
        }

        @Test
        void moreMembersThanTheFirstGuessAreFound() {
            StringBuilder text = new StringBuilder("{");
            for (int i = 0; i < 100; i++) {
                text.append(i == 0 ? "" : ",")
                        .append("\"m")
                        .append(i)
                        .append("\":")
                        .append(i);
            }
            RawJson many = RawJson.parse(text.append('}').toString());

            assertThat(many.size()).isEqualTo(100);
            assertThat(many.get("m99").orElseThrow().asLong()).hasValue(99);
        }

        @Test
        void anEscapedNameIsFoundByItsText() {
            assertThat(RawJson.parse("{\"\\u0061\\n\":1}").get("a\n")).isPresent();
        }

        @Test
        void aScalarHasNoMembersAndNoElements() {
            RawJson scalar = RawJson.of(1);

            assertThat(scalar.get("a")).isEmpty();
            assertThat(scalar.names()).isEmpty();
            assertThat(scalar.elements()).isEmpty();
            assertThat(scalar.size()).isZero();
            assertThat(scalar.sizeOf("a")).isZero();
        }

        @Test
        void aPathEndsEmptyWhereAStepIsAbsentOrNoObject() {
            RawJson nested = RawJson.parse("{\"a\":{\"b\":{\"c\":7}},\"list\":[1],\"nothing\":null}");

            assertThat(nested.at("a", "b", "c").orElseThrow().asLong()).hasValue(7);
            assertThat(nested.at()).contains(nested);
            assertThat(nested.at("a", "x", "c")).isEmpty();
            assertThat(nested.at("list", "b")).isEmpty();
            assertThat(nested.at("nothing", "b")).isEmpty();
        }
    }

    @Nested
    class Slices {
        private static final String TEXT =
                " { \"brackets\" : \"}]{[,:\" , \"escapes\":\"a\\\\\\\"}\\u00e9\\n\",\"é😀\": \"é😀\" ,\n"
                        + "\t\"numbers\" : [ 1 , -2.50E+3,0 ] , \"literals\":[true,false , null],"
                        + "\"object\":{ } ,\"array\": [ ],\"deep\":[[{\"a\" : [ ] }]] } ";
        private final RawJson json = RawJson.parse(TEXT);

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '\0',
                value = {
                    "brackets | \"}]{[,:\"",
                    "escapes | \"a\\\\\\\"}\\u00e9\\n\"",
                    "é😀 | \"é😀\"",
                    "numbers | [ 1 , -2.50E+3,0 ]",
                    "literals | [true,false , null]",
                    "object | { }",
                    "array | [ ]",
                    "deep | [[{\"a\" : [ ] }]]"
                })
        void aMemberIsExactlyItsOwnBytes(String name, String text) {
            assertThat(json.get(name).orElseThrow()).hasToString(text);
        }

        @Test
        void anElementIsExactlyItsOwnBytes() {
            assertThat(json.get("numbers").orElseThrow().elements())
                    .extracting(RawJson::toString)
                    .containsExactly("1", "-2.50E+3", "0");
            assertThat(json.get("literals").orElseThrow().elements())
                    .extracting(RawJson::toString)
                    .containsExactly("true", "false", "null");
            assertThat(json.get("deep").orElseThrow().elements().get(0).elements())
                    .extracting(RawJson::toString)
                    .containsExactly("{\"a\" : [ ] }");
        }

        @Test
        void whiteSpaceAroundTheDocumentIsNoPartOfTheValue() {
            assertThat(json.toString()).isEqualTo(TEXT.strip());
            assertThat(json.length()).isEqualTo(json.toBytes().length);
        }

        @Test
        void bytesAreCopiedOutAndWrittenAlike() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            json.writeTo(out);

            assertThat(out.toByteArray()).isEqualTo(json.toBytes());
            json.toBytes()[0] = 'x';
            assertThat(json.kind()).isEqualTo(RawJson.Kind.OBJECT);
        }

        @Test
        void theSizeOfAMemberIsTheNumberOfItsDirectChildren() {
            assertThat(json.sizeOf("numbers")).isEqualTo(3);
            assertThat(json.sizeOf("deep")).isEqualTo(1);
            assertThat(json.sizeOf("object")).isZero();
            assertThat(json.sizeOf("array")).isZero();
            assertThat(json.sizeOf("brackets")).isZero();
            assertThat(json.sizeOf("absent")).isZero();
            assertThat(RawJson.parse("{\"o\":{\"a\":[1,2],\"b\":{\"c\":1}}}").sizeOf("o"))
                    .isEqualTo(2);
        }
    }

    @Nested
    class Scalars {
        @ParameterizedTest
        @ValueSource(strings = {"1.0", "1e0", "10E-1", "1", "0.10e1"})
        void aNumberKeepsItsSpelling(String spelling) {
            RawJson number = RawJson.parse("{\"n\":" + spelling + "}").get("n").orElseThrow();

            assertThat(number).hasToString(spelling);
            assertThat(number.asLong()).hasValue(1);
            assertThat(number.asDouble()).hasValue(1.0);
        }

        @ParameterizedTest
        @ValueSource(strings = {"0.5", "9223372036854775808", "-9223372036854775809", "1e400", "1e-5", "1e99999999999"})
        void aNumberThatIsNoLongIsEmptyAsOne(String spelling) {
            assertThat(RawJson.parse(spelling).asLong()).isEmpty();
            assertThat(RawJson.parse(spelling).asDouble()).isPresent();
        }

        @Test
        void theLimitsOfALongFit() {
            assertThat(RawJson.parse("9223372036854775807").asLong()).hasValue(Long.MAX_VALUE);
            assertThat(RawJson.parse("-9223372036854775808").asLong()).hasValue(Long.MIN_VALUE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"12", " 12", "12 ", "12\t", "12\r\n", "\n 12 \n "})
        void aNumberAtTheRootEndsWhereItsDigitsEnd(String text) {
            assertThat(RawJson.parse(text))
                    .hasToString("12")
                    .satisfies(number -> assertThat(number.asLong()).hasValue(12));
        }

        @Test
        void aStringIsUnescaped() {
            assertThat(RawJson.parse("\"a\\u00e9\\n\\\"\\\\\\/\\uD83D\\uDE00\"").asString())
                    .contains("aé\n\"\\/😀");
            assertThat(RawJson.parse("\"é😀\"").asString()).contains("é😀");
        }

        @Test
        void aValueOfAnotherKindIsEmpty() {
            RawJson text = RawJson.of("1");
            RawJson number = RawJson.of(1);

            assertThat(text.asLong()).isEmpty();
            assertThat(text.asDouble()).isEmpty();
            assertThat(text.asBoolean()).isEmpty();
            assertThat(number.asString()).isEmpty();
            assertThat(RawJson.ofNull().asBoolean()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"{},OBJECT", "[],ARRAY", "\"\",STRING", "-1,NUMBER", "0,NUMBER", "true,BOOLEAN", "null,NULL"})
        void theKindIsThatOfTheFirstByte(String text, RawJson.Kind kind) {
            assertThat(RawJson.parse(text).kind()).isEqualTo(kind);
        }
    }

    @Nested
    class Making {
        @Test
        void valuesAreWrittenAsJson() {
            assertThat(RawJson.of("a\"\\\n\u0001é😀")).hasToString("\"a\\\"\\\\\\n\\u0001é😀\"");
            assertThat(RawJson.of(-5)).hasToString("-5");
            assertThat(RawJson.of(0.7)).hasToString("0.7");
            assertThat(RawJson.of(new BigDecimal("1E+3"))).hasToString("1000");
            assertThat(RawJson.of(true)).hasToString("true");
            assertThat(RawJson.ofNull()).hasToString("null");
        }

        @Test
        void whatWasMadeReadsBackTheSame() {
            String text = "quote \" backslash \\ control \u0000 \u001f line \u2028 é 😀";

            assertThat(RawJson.parse(RawJson.of(text).toBytes()).asString()).contains(text);
        }

        @Test
        void notANumberAndInfinityAreRefused() {
            assertThatIllegalArgumentException().isThrownBy(() -> RawJson.of(Double.NaN));
            assertThatIllegalArgumentException().isThrownBy(() -> RawJson.of(Double.NEGATIVE_INFINITY));
        }

        @Test
        void arraysAndObjectsKeepTheirOrderAndTheBytesOfTheirValues() {
            Map<String, RawJson> members = new LinkedHashMap<>();
            members.put("z", RawJson.parse(" [1.0 , 2] "));
            members.put("a\n", RawJson.array(List.of(RawJson.ofNull(), RawJson.of("x"))));

            assertThat(RawJson.object(members)).hasToString("{\"z\":[1.0 , 2],\"a\\n\":[null,\"x\"]}");
            assertThat(RawJson.array(List.of())).hasToString("[]");
            assertThat(RawJson.object(Map.of())).hasToString("{}");
        }

        @Test
        void aMemberCanBeTakenOut() {
            RawJson object = RawJson.parse("{\"a\":1.0,\"b\":2,\"c\":3}");

            assertThat(object.without("b")).hasToString("{\"a\":1.0,\"c\":3}");
            assertThat(object.without("x")).isSameAs(object);
        }

        @Test
        void equalityIsThatOfTheBytes() {
            RawJson one = RawJson.parse("[1, 1 ,1.0]");

            assertThat(one.elements().get(0))
                    .isEqualTo(one.elements().get(1))
                    .hasSameHashCodeAs(one.elements().get(1));
            assertThat(one.elements().get(0)).isNotEqualTo(one.elements().get(2));
        }
    }

    @Test
    void findsTextWhereverItStands() {
        java.util.Random random = new java.util.Random(5);
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                text.append((char) ('a' + random.nextInt(3)));
            }
            StringBuilder wanted = new StringBuilder();
            for (int i = random.nextInt(5); i >= 0; i--) {
                wanted.append((char) ('a' + random.nextInt(3)));
            }
            RawJson json = RawJson.parse("{\"k\":\"" + text + "\"}").get("k").orElseThrow();

            assertThat(json.contains(wanted.toString().getBytes(StandardCharsets.UTF_8)))
                    .as("%s in %s", wanted, text)
                    .isEqualTo(text.indexOf(wanted.toString()) >= 0);
        }
        assertThat(RawJson.ofNull().contains(new byte[0])).isTrue();
    }
}
