package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.wire.WireFrame;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Memory and limits of the splitters. */
@Tag("field-12")
class FrameBufferTest {
    private static final int SMALL = 4096;

    private static String event(int length) {
        return "data: " + "x".repeat(length - 8) + "\n\n";
    }

    @Test
    @DisplayName("starts small, grows for a large frame and is small again behind it")
    void growsAndShrinks() {
        SseSplitter splitter = new SseSplitter();
        assertThat(splitter.buffer()).hasSize(SMALL);
        byte[] large = Cutting.bytes(event(1_000_000));
        for (int from = 0; from < large.length; from += 2000) {
            int length = Math.min(2000, large.length - from);
            splitter.ensureWritable(length);
            System.arraycopy(large, from, splitter.buffer(), splitter.writePosition(), length);
            splitter.advance(length);
            assertThat(splitter.next() != null).isEqualTo(from + length == large.length);
        }
        assertThat(splitter.buffer().length).isBetween(1_000_000, 2_100_000);
        splitter.ensureWritable(2000);
        assertThat(splitter.buffer()).hasSize(SMALL);
        SseSplitterTest.write(splitter, "data: 1\n\n");
        assertThat(splitter.next().dataText()).isEqualTo("1");
    }

    @Test
    @DisplayName("stays small over any number of small frames")
    void staysSmall() {
        SseSplitter splitter = new SseSplitter();
        byte[] first = splitter.buffer();
        String cut = event(300);
        for (int i = 0; i < 10_000; i++) {
            SseSplitterTest.write(splitter, cut);
            SseSplitterTest.write(splitter, cut.substring(0, 150));
            assertThat(splitter.next().dataLength()).isEqualTo(292);
            assertThat(splitter.next()).isNull();
            SseSplitterTest.write(splitter, cut.substring(150));
            assertThat(splitter.next().dataLength()).isEqualTo(292);
        }
        assertThat(splitter.buffer()).isSameAs(first);
    }

    @Test
    @DisplayName(
            "what is left of a read is moved to the front when half the buffer is used up, so that reads stay long")
    void longReads() {
        SseSplitter splitter = new SseSplitter();
        SseSplitterTest.write(splitter, event(2040));
        splitter.next();
        splitter.ensureWritable(1);
        assertThat(splitter.writePosition()).isEqualTo(2040);
        SseSplitterTest.write(splitter, "data: 1\n\ndata: 2");
        assertThat(splitter.next()).isNotNull();
        assertThat(splitter.next()).isNull();
        splitter.ensureWritable(1);
        assertThat(splitter.writePosition()).isEqualTo(7);
        assertThat(splitter.writable()).isEqualTo(SMALL - 7);
        assertThat(splitter.rawEnd() - splitter.rawStart()).isZero();
        SseSplitterTest.write(splitter, "3\n\n");
        assertThat(splitter.next().dataText()).isEqualTo("23");
    }

    @Test
    @DisplayName("grows by doubling, or at once to what is asked for")
    void growth() {
        SseSplitter splitter = new SseSplitter();
        SseSplitterTest.write(splitter, "x".repeat(SMALL));
        assertThat(splitter.buffer()).hasSize(SMALL);
        splitter.ensureWritable(1);
        assertThat(splitter.buffer()).hasSize(2 * SMALL);
        splitter.ensureWritable(100_000);
        assertThat(splitter.buffer()).hasSize(SMALL + 100_000);
        assertThat(new String(splitter.buffer(), 0, SMALL, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("x".repeat(SMALL));
    }

    @Test
    @DisplayName("a frame stays valid while further frames of the same reads are taken")
    void framesStayValid() {
        SseSplitter splitter = new SseSplitter();
        SseSplitterTest.write(splitter, "data: 1\n\n: c\n\n");
        SseSplitterTest.write(splitter, "data: 2\n\n");
        WireFrame first = splitter.next();
        splitter.next();
        splitter.takeSkippable();
        assertThat(first.dataText()).isEqualTo("1");
    }

    @Test
    @DisplayName("bytes are looked at once: a frame in single bytes takes time in proportion to its length")
    void linear() {
        byte[] sse =
                Cutting.bytes("event: e\ndata: " + "x".repeat(500_000) + "\ndata: " + "y".repeat(500_000) + "\n\n");
        byte[] json = Cutting.bytes("[\"" + "x".repeat(1_000_000) + "\"");
        Assertions.assertTimeout(Duration.ofSeconds(30), () -> {
            assertThat(feedSingleBytes(new SseSplitter(), sse)).isEqualTo(1);
            assertThat(feedSingleBytes(new JsonArraySplitter(), json)).isEqualTo(1);
        });
    }

    private static int feedSingleBytes(FrameSplitter splitter, byte[] input) {
        int frames = 0;
        for (byte b : input) {
            splitter.ensureWritable(1);
            splitter.buffer()[splitter.writePosition()] = b;
            splitter.advance(1);
            while (splitter.next() != null) {
                frames++;
            }
        }
        return frames;
    }

    @Test
    @DisplayName("a frame at the limit passes, one byte more does not, in one read or in many")
    @Tag("R5.1")
    void limit() {
        assertThat(Cutting.whole(new SseSplitter(100), event(100)).frames()).hasSize(1);
        assertThat(Cutting.byteByByte(new SseSplitter(100), Cutting.bytes(event(100)))
                        .frames())
                .hasSize(1);
        assertThat(Cutting.byteByByte(new JsonArraySplitter(4), Cutting.bytes("[\"1\",\"2\""))
                        .frames())
                .hasSize(2);
        assertTooLarge(new SseSplitter(100), event(101));
        assertTooLarge(new JsonArraySplitter(4), "[\"12\"");
        // Comments that nobody takes count too, or they would fill the memory.
        assertTooLarge(new SseSplitter(100), ": c\n\n".repeat(20) + "data: 1\n\n");
        assertTooLarge(new JsonArraySplitter(4), "[]   ");
    }

    private static void assertTooLarge(FrameSplitter splitter, String input) {
        SseSplitterTest.write(splitter, input);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(splitter::next)
                    .isInstanceOf(FrameTooLargeException.class)
                    .hasMessageContaining("bytes")
                    .hasMessageNotContaining("data");
        }
        assertThat(splitter.pending()).isEqualTo(input.length());
        assertThat(splitter.takeSkippable()).isFalse();
        assertThat(splitter.last()).isNull();
    }

    @Test
    @DisplayName("small frames pass a small limit in one large read")
    void manyInOneRead() {
        assertThat(Cutting.whole(new SseSplitter(10), "data: 1\n\n".repeat(1000))
                        .frames())
                .hasSize(1000);
    }

    @Test
    @DisplayName("comments that are taken in time do not add up")
    void takenComments() {
        String[] reads = new String[100];
        java.util.Arrays.fill(reads, ": keep-alive\n\n");
        assertThat(Cutting.reads(new SseSplitter(20), reads).skipped()).hasSize(100);
    }

    @Test
    @DisplayName("takes up to 32 MiB by default")
    void defaultLimit() {
        int mebi = 1024 * 1024;
        SseSplitter splitter = new SseSplitter();
        SseSplitterTest.write(splitter, event(32 * mebi));
        assertThat(splitter.next()).isNotNull();
        assertTooLarge(new SseSplitter(), event(32 * mebi + 1));
    }

    @Test
    @DisplayName("refuses arguments that cannot be")
    void arguments() {
        SseSplitter splitter = new SseSplitter();
        assertThatIllegalArgumentException().isThrownBy(() -> new SseSplitter(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonArraySplitter(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> splitter.ensureWritable(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> splitter.advance(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> splitter.advance(splitter.writable() + 1));
        splitter.advance(splitter.writable() - 1);
        assertThat(splitter.writable()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> splitter.advance(2));
    }
}
