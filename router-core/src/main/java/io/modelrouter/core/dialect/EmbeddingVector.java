package io.modelrouter.core.dialect;

import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * One vector, in whichever form it came: as decimal numbers, or as base64 of 32-bit floats, least significant byte first.
 * Both turn into one another without the loss of a bit. Numbers keep the digits they came with; those that came as base64 get
 * the fewest digits that name the same float. Immutable.
 */
public final class EmbeddingVector {
    /** {@link Float#toString} has more digits than it needs, before Java 19. */
    private static final JsonFactory SHORTEST = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    /** Fewer numbers than this do not show how wide they are. */
    private static final int TELLING = 8;

    private static final int LOW_BITS = 0x1fffffff;

    private final float[] numbers;
    private final @Nullable String written;

    private EmbeddingVector(float[] numbers, @Nullable String written) {
        this.numbers = numbers;
        this.written = written;
    }

    /**
     * Reads the array or the string that the parser stands on, to its end.
     *
     * @throws MalformedAnswerException if it is neither numbers nor base64 of such, or empty, or not finite
     */
    public static EmbeddingVector read(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_ARRAY) {
            return ofArray(parser);
        }
        if (token == JsonToken.VALUE_STRING) {
            return ofBase64(parser.getString());
        }
        throw malformed();
    }

    private static EmbeddingVector ofArray(JsonParser parser) {
        StringBuilder written = new StringBuilder(1 << 14).append('[');
        float[] numbers = new float[1536];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isNumeric()) {
                throw malformed();
            }
            String digits = parser.getString();
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            // Through a double it would be rounded twice.
            numbers[count++] = Float.parseFloat(digits);
            written.append(count == 1 ? "" : ",").append(digits);
        }
        return checked(Arrays.copyOf(numbers, count), written.append(']').toString());
    }

    /** @throws MalformedAnswerException if it is no base64 of finite 32-bit floats */
    public static EmbeddingVector ofBase64(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // Without the cause, which quotes the text.
            throw malformed();
        }
        if (bytes.length % Float.BYTES != 0) {
            throw malformed();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return checked(isWide(buffer) ? wide(buffer) : narrow(buffer), null);
    }

    /** A vector of these numbers, which are copied. */
    public static EmbeddingVector of(float... numbers) {
        return checked(numbers.clone(), null);
    }

    private static float[] narrow(ByteBuffer buffer) {
        float[] numbers = new float[buffer.capacity() / Float.BYTES];
        buffer.asFloatBuffer().get(numbers);
        return numbers;
    }

    private static float[] wide(ByteBuffer buffer) {
        float[] numbers = new float[buffer.capacity() / Double.BYTES];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) buffer.getDouble(i * Double.BYTES);
        }
        return numbers;
    }

    /**
     * Whether these are 64-bit floats, as an old vLLM sends them (recording
     * {@code openllmetry-test-embeddings-context-propagation-0-5d8add9b}). Its numbers are 32-bit ones at heart, so that the
     * low 29 bits of each are zero, which no vector of 32-bit floats has at every second place.
     */
    private static boolean isWide(ByteBuffer buffer) {
        if (buffer.capacity() % Double.BYTES != 0 || buffer.capacity() < TELLING * Double.BYTES) {
            return false;
        }
        boolean anything = false;
        for (int at = 0; at < buffer.capacity(); at += Double.BYTES) {
            double number = buffer.getDouble(at);
            // What is 0, or no number of a vector, is not told by its bits.
            if ((buffer.getInt(at) & LOW_BITS) != 0 || Math.abs(number) > Float.MAX_VALUE || Double.isNaN(number)) {
                return false;
            }
            anything |= number != 0;
        }
        return anything;
    }

    private static EmbeddingVector checked(float[] numbers, @Nullable String written) {
        if (numbers.length == 0) {
            throw malformed();
        }
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                throw malformed();
            }
        }
        return new EmbeddingVector(numbers, written);
    }

    private static MalformedAnswerException malformed() {
        return new MalformedAnswerException("the upstream's answer has a vector that is none", null);
    }

    /** The numbers; the caller's own copy. */
    public float[] toFloats() {
        return numbers.clone();
    }

    /** A JSON array. */
    public String toJson() {
        if (written != null) {
            return written;
        }
        StringWriter out = new StringWriter(numbers.length * 14);
        try (JsonGenerator json = SHORTEST.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartArray();
            for (float number : numbers) {
                json.writeNumber(number);
            }
            json.writeEndArray();
        }
        return out.toString();
    }

    /** Base64 of 32-bit floats, least significant byte first. */
    public String toBase64() {
        ByteBuffer buffer = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(numbers);
        return Base64.getEncoder().encodeToString(buffer.array());
    }
}
