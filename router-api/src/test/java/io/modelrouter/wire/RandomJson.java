package io.modelrouter.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes documents whose parts are known, because it wrote them: the measure for what {@link RawJson} finds. */
final class RandomJson {
    private static final String[] NUMBERS = {"0", "-0", "1.0", "-2.50E+3", "1e-7", "123456789012345678", "0.10"};
    private static final String[] LITERALS = {"true", "false", "null"};
    private static final String[] SPACES = {"", "", " ", "\n", "\t \r\n"};
    private static final String[] TEXTS = {
        "", "a", "\\\"", "\\\\", "}]", "{[", ",:", "\\u00e9", "é", "€", "😀", "\\n", "\\ud83d\\ude00", "/* x */"
    };

    private final Random random;

    /** A value as it was written; names is empty unless it is an object. */
    record Value(RawJson.Kind kind, String text, List<String> names, List<Value> children) {}

    RandomJson(long seed) {
        this.random = new Random(seed);
    }

    /** A value that nests at most this deep. */
    Value value(int depth) {
        switch (random.nextInt(depth > 0 ? 7 : 3)) {
            case 0:
                return new Value(RawJson.Kind.NUMBER, pick(NUMBERS), List.of(), List.of());
            case 1:
                String literal = pick(LITERALS);
                return new Value(
                        literal.equals("null") ? RawJson.Kind.NULL : RawJson.Kind.BOOLEAN,
                        literal,
                        List.of(),
                        List.of());
            case 2:
                return new Value(RawJson.Kind.STRING, '"' + text() + '"', List.of(), List.of());
            case 3, 4:
                return array(depth);
            default:
                return object(depth);
        }
    }

    private Value array(int depth) {
        StringBuilder text = new StringBuilder("[").append(space());
        List<Value> children = new ArrayList<>();
        int count = size();
        for (int i = 0; i < count; i++) {
            Value child = value(depth - 1);
            children.add(child);
            text.append(i == 0 ? "" : "," + space()).append(child.text).append(space());
        }
        return new Value(RawJson.Kind.ARRAY, text.append(']').toString(), List.of(), children);
    }

    Value object(int depth) {
        StringBuilder text = new StringBuilder("{").append(space());
        List<String> names = new ArrayList<>();
        List<Value> children = new ArrayList<>();
        int count = size();
        for (int i = 0; i < count; i++) {
            Value child = value(depth - 1);
            children.add(child);
            names.add("é\"" + i);
            text.append(i == 0 ? "" : "," + space())
                    .append(random.nextBoolean() ? "\"é\\\"" : "\"\\u00e9\\u0022")
                    .append(i)
                    .append('"')
                    .append(space())
                    .append(':')
                    .append(space())
                    .append(child.text)
                    .append(space());
        }
        return new Value(RawJson.Kind.OBJECT, text.append('}').toString(), names, children);
    }

    /** White space, often none. */
    String space() {
        return pick(SPACES);
    }

    private int size() {
        return random.nextInt(10) == 0 ? random.nextInt(40) : random.nextInt(4);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(pick(TEXTS));
        }
        return text.toString();
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
