package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;

@DisplayName("A vector")
class EmbeddingVectorTest {
    private static final float[] EDGES = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Math.nextDown(Float.MIN_NORMAL),
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        1f,
        Math.nextUp(1f),
        1e-3f,
        2e-3f,
        1.0E10f,
        8.41E21f,
        2.0E-45f,
        16_777_216f,
        0.1f
    };

    private static EmbeddingVector read(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = Skim.parser(bytes, 0, bytes.length)) {
            parser.nextToken();
            return EmbeddingVector.read(parser);
        }
    }

    private static String base64(float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static void assertBits(EmbeddingVector vector, float... expected) {
        float[] seen = vector.toFloats();
        assertThat(seen).hasSameSizeAs(expected);
        for (int i = 0; i < seen.length; i++) {
            assertThat(Float.floatToRawIntBits(seen[i]))
                    .as("number %d, %s", i, expected[i])
                    .isEqualTo(Float.floatToRawIntBits(expected[i]));
        }
    }

    /** Any finite float is as likely as any other, denormals among them. */
    private static float[] random(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; ) {
            float number =
                    Float.intBitsToFloat(random.nextInt(4) == 0 ? random.nextInt() & 0x807fffff : random.nextInt());
            if (Float.isFinite(number)) {
                numbers[i++] = number;
            }
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_121, -7})
    void keeps_every_bit_from_base64_to_decimals_and_back(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            float[] numbers = random(random, 1 + random.nextInt(100));
            String base64 = base64(numbers);

            EmbeddingVector vector = read('"' + base64 + '"');
            EmbeddingVector again = read(vector.toJson());

            assertBits(vector, numbers);
            assertBits(again, numbers);
            assertThat(again.toBase64()).as("seed %d, round %d", seed, round).isEqualTo(base64);
            assertThat(vector.toBase64()).isEqualTo(base64);
        }
    }

    @Test
    void keeps_the_bits_of_the_numbers_at_the_edges() {
        assertBits(read(read('"' + base64(EDGES) + '"').toJson()), EDGES);
    }

    @Test
    void is_told_in_the_fewest_digits_that_name_its_floats() {
        SplittableRandom random = new SplittableRandom(42);
        float[] numbers = random(random, 5_000);
        String[] told = read('"' + base64(numbers) + '"')
                .toJson()
                .replaceAll("[\\[\\]]", "")
                .split(",");
        for (int i = 0; i < numbers.length; i++) {
            BigDecimal decimal = new BigDecimal(told[i]).stripTrailingZeros();
            assertThat(Float.parseFloat(told[i])).isEqualTo(numbers[i]);
            if (decimal.precision() > 1) {
                BigDecimal exact = new BigDecimal(numbers[i]);
                java.math.MathContext fewer = new java.math.MathContext(decimal.precision() - 1);
                assertThat(exact.round(fewer).floatValue())
                        .as("%s has a digit too many", told[i])
                        .isNotEqualTo(numbers[i]);
            }
        }
    }

    @Test
    void keeps_the_digits_it_came_with_where_it_came_in_decimals() {
        String digits = "[-0.0350341796875,1e-7,0.0057293195,-0.0,3,1.50]";
        assertThat(read(" [ -0.0350341796875,\n1e-7 , 0.0057293195,-0.0,3,1.50]")
                        .toJson())
                .isEqualTo(digits);
    }

    @Test
    void goes_into_base64_as_the_nearest_floats_of_its_decimals() {
        // Between two floats, and a tie for whoever rounds to a double first.
        String hard = "1.00000017881393432617187499";
        assertBits(read("[" + hard + ",0.1]"), new BigDecimal(hard).floatValue(), 0.1f);
        assertBits(EmbeddingVector.ofBase64(read("[" + hard + "]").toBase64()), Math.nextUp(1f));
    }

    @Test
    void is_read_from_64_bit_floats_where_its_bits_show_that_it_is_of_those() {
        float[] numbers = new float[64];
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (random.nextDouble() - 0.5);
            bytes.putDouble(numbers[i]);
        }
        assertBits(EmbeddingVector.ofBase64(Base64.getEncoder().encodeToString(bytes.array())), numbers);
        assertBits(EmbeddingVector.ofBase64(base64(new float[64])), new float[64]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[1,null]",
                "[\"1\"]",
                "[1e39]",
                "{}",
                "null",
                "7",
                "\"\"",
                "\"AAA\"",
                "\"AAAA\"",
                "\"no base64!\"",
                "\"AADAfw==\"",
                "\"AACAfw==\""
            })
    void is_none_where_it_is_empty_or_not_finite_or_not_whole(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedAnswerException.class);
    }
}
