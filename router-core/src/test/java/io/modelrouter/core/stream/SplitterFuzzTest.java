package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.MalformedJsonException;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random bytes: nothing but the limit is ever thrown, no byte is lost, and cuts do not matter. Seeds are in the messages. */
@Tag("R4.6")
@Tag("field-11")
class SplitterFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final String[] SSE_WORDS = {
        "data",
        "data:",
        "data: ",
        "event",
        "event: ",
        "id: 1",
        "retry: 1",
        ":",
        ": c",
        "\n",
        "\n",
        "\n\n",
        "\r",
        "\r",
        "\r\n",
        "\r\n\r\n",
        " ",
        "x",
        "{\"a\":1}",
        "{\"a\":",
        "[DONE]",
        "true",
        "1",
        "\"é\"",
        "\uFEFF",
        "\0",
        "dat",
        "a:"
    };
    private static final String[] JSON_WORDS = {
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\\",
        "\\\"",
        " ",
        "\n",
        "1",
        "null",
        "tru",
        "\"a\"",
        "{\"a\":[1]}",
        "é",
        "\0"
    };

    @Test
    @DisplayName("server-sent events agree with the plain rules at random cuts")
    void sse() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] input = input(random, SSE_WORDS);
            List<Cutting.Frame> expected = NaiveSse.frames(input);
            assertThat(Cutting.random(new SseSplitter(), input, random).frames())
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            assertThat(Cutting.byteByByte(new SseSplitter(), input).frames())
                    .as("seed %d, single bytes", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("JSON arrays do not depend on the cut, and whole ones give their elements")
    void json() {
        int whole = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] input = random.nextInt(4) == 0 ? array(random) : input(random, JSON_WORDS);
            List<String> data = Cutting.whole(new JsonArraySplitter(), input).data();
            assertThat(Cutting.random(new JsonArraySplitter(), input, random).data())
                    .as("seed %d", seed)
                    .isEqualTo(data);
            assertThat(Cutting.byteByByte(new JsonArraySplitter(), input).data())
                    .as("seed %d, single bytes", seed)
                    .isEqualTo(data);
            if (isArray(input)) {
                whole++;
                assertThat(data)
                        .as("seed %d, elements", seed)
                        .isEqualTo(RawJson.parse(input).elements().stream()
                                .map(each -> new String(each.toBytes(), StandardCharsets.ISO_8859_1))
                                .toList());
            }
        }
        assertThat(whole).isGreaterThan(ROUNDS / 5);
    }

    @Test
    @DisplayName("a small limit is the only thing that throws")
    void limited() {
        int thrown = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            boolean sse = random.nextBoolean();
            int limit = 1 + random.nextInt(30);
            byte[] input = input(random, sse ? SSE_WORDS : JSON_WORDS);
            try {
                Cutting.random(sse ? new SseSplitter(limit) : new JsonArraySplitter(limit), input, random);
            } catch (FrameTooLargeException e) {
                thrown++;
            }
        }
        assertThat(thrown).isBetween(100, ROUNDS - 100);
    }

    private static boolean isArray(byte[] input) {
        try {
            return RawJson.parse(input).kind() == RawJson.Kind.ARRAY;
        } catch (MalformedJsonException e) {
            return false;
        }
    }

    private static byte[] input(Random random, String[] words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
            if (random.nextInt(12) == 0) {
                out.write(random.nextInt(256));
            } else {
                out.writeBytes(words[random.nextInt(words.length)].getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static byte[] array(Random random) {
        StringBuilder out = new StringBuilder(space(random)).append('[');
        int elements = random.nextInt(6);
        for (int i = 0; i < elements; i++) {
            out.append(i == 0 ? "" : ",").append(space(random));
            value(random, out, 3);
            out.append(space(random));
        }
        return out.append(']').append(space(random)).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void value(Random random, StringBuilder out, int depth) {
        switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> out.append(random.nextInt(100) - 50);
            case 1 -> out.append(random.nextBoolean());
            case 2 -> out.append("null");
            case 3 -> string(random, out);
            case 4 -> {
                out.append('[');
                int size = random.nextInt(3);
                for (int i = 0; i < size; i++) {
                    out.append(i == 0 ? "" : ",").append(space(random));
                    value(random, out, depth - 1);
                }
                out.append(']');
            }
            default -> {
                out.append('{');
                int size = random.nextInt(3);
                for (int i = 0; i < size; i++) {
                    out.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":");
                    value(random, out, depth - 1);
                }
                out.append(space(random)).append('}');
            }
        }
    }

    private static void string(Random random, StringBuilder out) {
        String[] pieces = {"a", "]", "[", "{", "}", ",", "\\\"", "\\\\", "\\n", "\\u00e9", "é", "😀", " "};
        out.append('"');
        int length = random.nextInt(5);
        for (int i = 0; i < length; i++) {
            out.append(pieces[random.nextInt(pieces.length)]);
        }
        out.append('"');
    }

    private static String space(Random random) {
        return List.of("", "", " ", "\n", "\r\n", "\t ").get(random.nextInt(6));
    }
}
