package io.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A form on its way through")
class FormUploadTest {
    private static final String TYPE = "multipart/form-data; boundary=\"----XyZ\"";
    private static final String MODEL =
            "------XyZ\r\nContent-Disposition: form-data; name=\"model\"\r\nContent-Length: 5\r\n\r\nwhisp\r\n";
    private static final String FILE =
            "------XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"s\u00f6.mp3\"\r\n"
                    + "Content-Type: audio/mpeg\r\n\r\n";
    private static final String END = "\r\n------XyZ--\r\n";

    private static byte[] form(String before, byte[] file, String after) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        all.writeBytes(file);
        all.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }

    /** Bytes that look like boundaries again and again. */
    private static byte[] noise(int length, long seed) {
        byte[] bytes = new byte[length];
        Random random = new Random(seed);
        byte[] alphabet = "\r\n--XyZa".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < length; i++) {
            bytes[i] = alphabet[random.nextInt(alphabet.length)];
        }
        return bytes;
    }

    /** Gives the bytes in pieces of this size, and counts them. */
    private static final class Slow extends InputStream {
        private final byte[] bytes;
        private final int piece;
        private int given;

        Slow(byte[] bytes, int piece) {
            this.bytes = bytes;
            this.piece = piece;
        }

        @Override
        public int read() {
            throw new AssertionError("read in pieces");
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (given == bytes.length) {
                return -1;
            }
            int count = Math.min(Math.min(piece, length), bytes.length - given);
            System.arraycopy(bytes, given, into, offset, count);
            given += count;
            return count;
        }
    }

    @Test
    void isTheSameWhateverItsPieces_asOftenAsItIsWritten() throws IOException {
        byte[] whole = form(MODEL + FILE, noise(3_000, 7), END);
        for (int piece : new int[] {1, 2, 7, 100, 100_000}) {
            try (FormUpload upload = FormUpload.open(new Slow(whole, piece), TYPE, whole.length, 1 << 20, "model")) {
                WireBody body = upload.body("model", null);
                assertThat(body.toBytes()).as("pieces of %d", piece).isEqualTo(whole);
                assertThat(body.toBytes()).isEqualTo(whole);
                assertThat(body.length()).isEqualTo(whole.length);
                assertThat(body.contentType()).isEqualTo(TYPE);
                assertThat(upload.fields()).containsEntry("model", RawJson.of("whisp"));
            }
        }
    }

    @Test
    void isOpenBeforeTheFileHasCome() throws IOException {
        byte[] whole = form(MODEL + FILE, new byte[500_000], END);
        Slow slow = new Slow(whole, 100);
        try (FormUpload upload = FormUpload.open(slow, TYPE, whole.length, 1 << 20, "model")) {
            assertThat(slow.given).isLessThan(500);
            assertThat(upload.isComplete()).isFalse();
        }
    }

    @Test
    void waitsForAFieldBehindTheFile() throws IOException {
        byte[] whole = form(FILE, noise(5_000, 9), "\r\n" + MODEL.strip() + END);
        try (FormUpload upload = FormUpload.open(new Slow(whole, 100), TYPE, -1, 1 << 20, "model")) {
            assertThat(upload.fields()).containsEntry("model", RawJson.of("whisp"));
            assertThat(upload.body("model", null).toBytes()).isEqualTo(whole);
        }
    }

    @Test
    void hasOneValueReplaced_andItsLengthsFollow() throws IOException {
        byte[] file = noise(2_000, 3);
        byte[] whole = form(MODEL + FILE, file, END);
        try (FormUpload upload = FormUpload.open(new Slow(whole, 50), TYPE, whole.length, 1 << 20, "model")) {
            WireBody body = upload.body("model", "another-model");

            byte[] expected = form(
                    MODEL.replace("whisp", "another-model").replace("Content-Length: 5", "Content-Length: 13") + FILE,
                    file,
                    END);
            assertThat(body.toBytes()).isEqualTo(expected);
            assertThat(body.length()).isEqualTo(expected.length);
        }
    }

    @Test
    void goesToDiskBeyondAMegabyte_andCanStillBeRepeated() throws IOException {
        byte[] file = new byte[3 << 20];
        new Random(5).nextBytes(file);
        byte[] whole = form(MODEL + FILE, file, END);
        try (FormUpload upload = FormUpload.open(new Slow(whole, 20_000), TYPE, -1, 8 << 20, "model")) {
            assertThat(Arrays.equals(upload.body("model", null).toBytes(), whole))
                    .isTrue();
            assertThat(upload.isOnDisk()).isTrue();
            assertThat(Arrays.equals(upload.body("model", null).toBytes(), whole))
                    .isTrue();
            assertThat(upload.length()).isEqualTo(whole.length);
        }
    }

    @Test
    void mayNotBeLargerThanTheLimit() throws IOException {
        byte[] whole = form(MODEL + FILE, new byte[100_000], END);
        assertThatThrownBy(() -> FormUpload.open(new Slow(whole, 100), TYPE, whole.length, 50_000, "model"))
                .isInstanceOfSatisfying(
                        FormUpload.Failure.class,
                        why -> assertThat(why.tooLarge()).isTrue());
        try (FormUpload upload = FormUpload.open(new Slow(whole, 100), TYPE, -1, 50_000, "model")) {
            assertThatThrownBy(() -> upload.body("model", null).writeTo(new ByteArrayOutputStream()))
                    .isInstanceOf(FormUpload.Failure.class);
            assertThat(upload.failure()).isPresent();
        }
    }

    @Test
    void isKnownToHaveBrokenOff() throws IOException {
        byte[] whole = form(MODEL + FILE, new byte[1_000], END);
        byte[] cut = Arrays.copyOf(whole, whole.length - 500);
        try (FormUpload upload = FormUpload.open(new Slow(cut, 100), TYPE, whole.length, 1 << 20, "model")) {
            assertThatThrownBy(() -> upload.body("model", null).writeTo(new ByteArrayOutputStream()))
                    .isInstanceOf(FormUpload.Failure.class);
        }
    }

    @Test
    void mustBeAForm() {
        byte[] nothing = "nothing".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() ->
                        FormUpload.open(new ByteArrayInputStream(nothing), "multipart/form-data", 7, 100, "model"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("boundary");
        assertThatThrownBy(() -> FormUpload.open(new ByteArrayInputStream(nothing), TYPE, 7, 100, "model"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("last boundary");
    }
}
