package io.modelrouter.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/** Writing JSON text: quoting by the library, punctuation by hand. */
final class JsonText {
    private JsonText() {}

    /** The text as a JSON string with its quotes, in UTF-8. */
    public static byte[] quote(String text) {
        char[] escaped = JsonStringEncoder.getInstance().quoteAsCharArray(text);
        StringBuilder quoted = new StringBuilder(escaped.length + 2);
        return quoted.append('"').append(escaped).append('"').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes under construction. Not thread-safe. */
    public static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

        public Writer raw(char ascii) {
            out.write(ascii);
            return this;
        }

        public Writer raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        public Writer raw(byte[] bytes, int start, int end) {
            out.write(bytes, start, end - start);
            return this;
        }

        public byte[] toBytes() {
            return out.toByteArray();
        }
    }
}
