package io.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.wire.FormUpload.Field;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
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

    /** Changes: a field to its new value; null leaves it out. */
    private static Map<String, List<Field>> setting(String... changes) {
        Map<String, List<Field>> all = new LinkedHashMap<>();
        for (int i = 0; i < changes.length; i += 2) {
            all.put(changes[i], changes[i + 1] == null ? List.of() : List.of(new Field(changes[i], changes[i + 1])));
        }
        return all;
    }

    private static String field(String name, String value) {
        return "------XyZ\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
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
                WireBody body = upload.body();
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
            assertThat(upload.body().toBytes()).isEqualTo(whole);
        }
    }

    @Test
    void hasOneValueReplaced_andItsLengthsFollow() throws IOException {
        byte[] file = noise(2_000, 3);
        byte[] whole = form(MODEL + FILE, file, END);
        try (FormUpload upload = FormUpload.open(new Slow(whole, 50), TYPE, whole.length, 1 << 20, "model")) {
            WireBody body = upload.body(setting("model", "another-model"));

            byte[] expected = form(
                    MODEL.replace("whisp", "another-model").replace("Content-Length: 5", "Content-Length: 13") + FILE,
                    file,
                    END);
            assertThat(body.toBytes()).isEqualTo(expected);
            assertThat(body.length()).isEqualTo(expected.length);
        }
    }

    @Test
    void hasFieldsSet_addedAndLeftOut_beforeAndBehindTheFile_whateverItsPieces() throws IOException {
        byte[] file = noise(3_000, 13);
        String before = field("language", "de") + field("prompt", "one") + MODEL + field("prompt", "two");
        String behind = "\r\n" + field("temperature", "1") + field("kept", "yes")
                + field("language", "fr").stripTrailing();
        byte[] whole = form(before + FILE, file, behind + END);
        byte[] expected = form(
                field("response_format", "json")
                        + field("temperature", "0.2")
                        + MODEL.replace("whisp", "another").replace("Content-Length: 5", "Content-Length: 7")
                        + FILE,
                file,
                "\r\n" + field("kept", "yes").stripTrailing() + END);
        for (int piece : new int[] {1, 2, 7, 100, 100_000}) {
            try (FormUpload upload = FormUpload.open(new Slow(whole, piece), TYPE, whole.length, 1 << 20, "model")) {
                WireBody body = upload.body(setting(
                        "model", "another",
                        "language", null,
                        "prompt", null,
                        "response_format", "json",
                        "temperature", "0.2"));

                assertThat(text(body.toBytes())).as("pieces of %d", piece).isEqualTo(text(expected));
                assertThat(body.length()).isIn(-1L, (long) expected.length);
                assertThat(body.toBytes()).hasSize(expected.length);
            }
        }
    }

    @Test
    void hasAListReplaced_whateverItsElementsAreCalled() throws IOException {
        byte[] whole = form(field("g[]", "a") + field("g[]", "b") + MODEL + FILE, new byte[10], END);
        try (FormUpload upload = FormUpload.open(new Slow(whole, 9), TYPE, whole.length, 1 << 20, "model")) {
            byte[] changed = upload.body(Map.of("g", List.of(new Field("g[]", "c"), new Field("g[]", "d"))))
                    .toBytes();

            assertThat(text(changed))
                    .isEqualTo(text(form(field("g[]", "c") + field("g[]", "d") + MODEL + FILE, new byte[10], END)));
            byte[] without = upload.body(setting("g", null)).toBytes();
            assertThat(text(without)).isEqualTo(text(form(MODEL + FILE, new byte[10], END)));
            assertThat(upload.body(setting("g", null)).length()).isEqualTo(without.length);
        }
    }

    @Test
    void keepsAFileUnderANameThatChanges() throws IOException {
        byte[] whole = form(MODEL + FILE, new byte[10], END);
        try (FormUpload upload = FormUpload.open(new Slow(whole, 9), TYPE, whole.length, 1 << 20, "model")) {
            assertThat(upload.body(setting("file", null)).toBytes()).isEqualTo(whole);
        }
    }

    @Test
    void tellsItsLengthWhereAllThatMayChangeHasCome() throws IOException {
        byte[] whole = form(MODEL + field("language", "de") + FILE, new byte[50_000], END);
        try (FormUpload upload = FormUpload.open(new Slow(whole, 100), TYPE, whole.length, 1 << 20, "model")) {
            assertThat(upload.body(setting("model", "m")).length()).isEqualTo(whole.length - 4);
            assertThat(upload.body(setting("language", "en-GB")).length()).isEqualTo(-1);
            byte[] changed = upload.body(setting("language", "en-GB")).toBytes();
            assertThat(upload.body(setting("language", "en-GB")).length()).isEqualTo(changed.length);
            assertThat(changed).hasSize(whole.length + 3);
        }
    }

    @Test
    void refusesNamesThatWouldBreakIt() {
        assertThatThrownBy(() -> new Field("a\r\nb", "c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Field("a\"b", "c")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void goesToDiskBeyondAQuarterOfAMegabyte_andCanStillBeRepeated() throws IOException {
        byte[] file = new byte[3 << 20];
        new Random(5).nextBytes(file);
        byte[] whole = form(MODEL + FILE, file, END);
        try (FormUpload upload = FormUpload.open(new Slow(whole, 20_000), TYPE, -1, 8 << 20, "model")) {
            assertThat(Arrays.equals(upload.body().toBytes(), whole)).isTrue();
            assertThat(upload.isOnDisk()).isTrue();
            assertThat(Arrays.equals(upload.body().toBytes(), whole)).isTrue();
            assertThat(upload.length()).isEqualTo(whole.length);
        }
    }

    @Test
    void mayNotBeLargerThanTheLimit() throws IOException {
        byte[] whole = form(MODEL + FILE, new byte[100_000], END);
        assertThatThrownBy(() -> FormUpload.open(new Slow(whole, 100), TYPE, whole.length, 50_000, "model"))
                .isInstanceOfSatisfying(
                        FormUpload.Failure.class,
                        why -> assertThat(why.reason()).isEqualTo(FormUpload.Reason.TOO_LARGE))
                .hasMessageContaining("50000 bytes (max-upload)");
        try (FormUpload upload = FormUpload.open(new Slow(whole, 100), TYPE, -1, 50_000, "model")) {
            assertThatThrownBy(() -> upload.body().writeTo(new ByteArrayOutputStream()))
                    .isInstanceOf(FormUpload.Failure.class);
            assertThat(upload.failure()).isPresent();
        }
    }

    @Test
    void isKnownToHaveBrokenOff() throws IOException {
        byte[] whole = form(MODEL + FILE, new byte[1_000], END);
        byte[] cut = Arrays.copyOf(whole, whole.length - 500);
        try (FormUpload upload = FormUpload.open(new Slow(cut, 100), TYPE, whole.length, 1 << 20, "model")) {
            assertThatThrownBy(() -> upload.body().writeTo(new ByteArrayOutputStream()))
                    .isInstanceOf(FormUpload.Failure.class);
        }
    }

    /** Else a field behind the file could be said in a part that is never over. */
    @Test
    void mustHaveItsLastBoundary() throws IOException {
        for (String behind : new String[] {"", "\r\n" + field("language", "fr").stripTrailing(), "\r\n------XyZ\r\n"}) {
            byte[] cut = form(MODEL + FILE, new byte[1_000], behind);
            for (int length : new int[] {-1, cut.length}) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (FormUpload upload = FormUpload.open(new Slow(cut, 100), TYPE, length, 1 << 20, "model")) {
                    WireBody body = upload.body(setting("language", "de"));
                    assertThatThrownBy(() -> body.writeTo(out))
                            .isInstanceOfSatisfying(
                                    FormUpload.Failure.class,
                                    why -> assertThat(why.reason()).isEqualTo(FormUpload.Reason.MALFORMED))
                            .hasMessageContaining("last boundary");
                    assertThat(text(out.toByteArray())).doesNotContain("fr");
                }
            }
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
                .isInstanceOf(FormUpload.Failure.class)
                .hasMessageContaining("last boundary");
    }

    @Test
    void mustBeAFormToItsEnd() throws IOException {
        byte[] whole = form(MODEL + FILE, new byte[1_000], "\r\n------XyZ\r\nx: y\r\n\r\nno name" + END);
        try (FormUpload upload = FormUpload.open(new Slow(whole, 100), TYPE, whole.length, 1 << 20, "model")) {
            assertThatThrownBy(() -> upload.body().writeTo(new ByteArrayOutputStream()))
                    .isInstanceOf(FormUpload.Failure.class)
                    .hasMessageContaining("no name");
            assertThat(upload.failure().orElseThrow().reason()).isEqualTo(FormUpload.Reason.MALFORMED);
        }
    }
}
