package io.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Spooled bytes")
class SpoolTest {
    private static final int MOST = 1_000;

    private static Set<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith("modelrouter-upload-"))
                    .collect(Collectors.toSet());
        }
    }

    private static byte[] written(Spool spool, long start, long end) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        spool.writeTo(out, start, end);
        return out.toByteArray();
    }

    @Test
    void areInMemoryUpToTheBound_andInAFileBeyond() throws IOException {
        try (Spool spool = new Spool(MOST)) {
            spool.append(new byte[MOST], MOST);
            assertThat(spool.isOnDisk()).isFalse();

            spool.append(new byte[1], 1);
            assertThat(spool.isOnDisk()).isTrue();
        }
    }

    @Test
    void areTheSameWhereverTheyLie_andFromAnyPlace() throws IOException {
        byte[] all = new byte[100_000];
        new Random(17).nextBytes(all);
        try (Spool spool = new Spool(MOST)) {
            for (int at = 0; at < all.length; at += 700) {
                int count = Math.min(700, all.length - at);
                spool.append(Arrays.copyOfRange(all, at, at + count), count);
                assertThat(written(spool, Math.max(0, at - 50), at + count))
                        .isEqualTo(Arrays.copyOfRange(all, Math.max(0, at - 50), at + count));
            }
            assertThat(spool.size()).isEqualTo(all.length);
            assertThat(written(spool, 0, all.length)).isEqualTo(all);
        }
    }

    @Test
    void leaveNoFile() throws IOException {
        Set<Path> before = files();
        Spool spool = new Spool(MOST);
        spool.append(new byte[5_000], 5_000);
        assertThat(spool.isOnDisk()).isTrue();

        spool.close();

        assertThat(before).containsAll(files());
        assertThatThrownBy(() -> written(spool, 0, 10)).isInstanceOf(IOException.class);
    }

    @Test
    void areClosed_whereTheUploadBreaksOffBeforeItsFieldIsKnown() throws IOException {
        Set<Path> before = files();
        Spool spool = new Spool(MOST);
        byte[] head = ("--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"
                        + "x".repeat(600_000))
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> FormUpload.open(
                        new java.io.ByteArrayInputStream(head),
                        "multipart/form-data; boundary=B",
                        1_000_000,
                        2_000_000,
                        "model",
                        spool))
                .isInstanceOf(FormUpload.Failure.class);

        assertThat(spool.isOnDisk()).isTrue();
        assertThatThrownBy(() -> written(spool, 0, 10)).isInstanceOf(java.nio.channels.ClosedChannelException.class);

        assertThat(before).containsAll(files());
    }
}
