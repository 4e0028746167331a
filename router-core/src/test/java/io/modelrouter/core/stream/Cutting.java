package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Feeds a splitter in pieces and writes down what comes out; checks on the way that no byte is lost. */
final class Cutting {
    /** A frame, copied out of the buffer. Data as ISO 8859-1, so that broken UTF-8 stays what it is. */
    record Frame(String event, String data) {
        static Frame of(WireFrame frame) {
            return new Frame(
                    frame.event(),
                    new String(frame.buffer(), frame.dataStart(), frame.dataLength(), StandardCharsets.ISO_8859_1));
        }
    }

    /** What came out: the frames, their raw bytes, what was skipped in between, and what was left. */
    record Result(List<Frame> frames, List<String> raws, List<String> skipped, String tail) {
        List<String> data() {
            return frames.stream().map(Frame::data).toList();
        }
    }

    private final FrameSplitter splitter;
    private final boolean skipping;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final List<Frame> frames = new ArrayList<>();
    private final List<String> raws = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    private Cutting(FrameSplitter splitter, boolean skipping) {
        this.splitter = splitter;
        this.skipping = skipping;
    }

    /** All in one read. */
    static Result whole(FrameSplitter splitter, byte[] input) {
        return at(splitter, input, true, input.length);
    }

    static Result whole(FrameSplitter splitter, String input) {
        return whole(splitter, bytes(input));
    }

    /** Reads that end at these positions, and the rest. */
    static Result at(FrameSplitter splitter, byte[] input, boolean skipping, int... ends) {
        Cutting cutting = new Cutting(splitter, skipping);
        int from = 0;
        for (int end : ends) {
            cutting.read(input, from, end);
            from = end;
        }
        cutting.read(input, from, input.length);
        return cutting.finish(input);
    }

    /** Each text is one read. */
    static Result reads(FrameSplitter splitter, String... pieces) {
        Cutting cutting = new Cutting(splitter, true);
        for (String piece : pieces) {
            byte[] bytes = bytes(piece);
            cutting.read(bytes, 0, bytes.length);
        }
        return cutting.finish(bytes(String.join("", pieces)));
    }

    static Result byteByByte(FrameSplitter splitter, byte[] input) {
        return at(
                splitter,
                input,
                true,
                java.util.stream.IntStream.range(0, input.length).toArray());
    }

    /** Reads of random length. */
    static Result random(FrameSplitter splitter, byte[] input, Random random) {
        int[] ends =
                random.ints(random.nextInt(8), 0, input.length + 1).sorted().toArray();
        return at(splitter, input, random.nextBoolean(), ends);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void read(byte[] input, int from, int to) {
        splitter.ensureWritable(to - from);
        assertThat(splitter.writable()).isGreaterThanOrEqualTo(to - from);
        System.arraycopy(input, from, splitter.buffer(), splitter.writePosition(), to - from);
        splitter.advance(to - from);
        WireFrame frame;
        while ((frame = splitter.next()) != null) {
            frames.add(Frame.of(frame));
            raws.add(takeRaw());
        }
        if (skipping && splitter.takeSkippable()) {
            skipped.add(takeRaw());
            assertThat(splitter.takeSkippable()).isFalse();
        }
    }

    private String takeRaw() {
        taken.write(splitter.buffer(), splitter.rawStart(), splitter.rawEnd() - splitter.rawStart());
        return new String(
                splitter.buffer(),
                splitter.rawStart(),
                splitter.rawEnd() - splitter.rawStart(),
                StandardCharsets.ISO_8859_1);
    }

    private Result finish(byte[] input) {
        WireFrame last = splitter.last();
        if (last != null) {
            frames.add(Frame.of(last));
            raws.add(takeRaw());
            assertThat(splitter.pending()).isZero();
        }
        int pending = splitter.pending();
        byte[] tail =
                Arrays.copyOfRange(splitter.buffer(), splitter.writePosition() - pending, splitter.writePosition());
        taken.writeBytes(tail);
        assertThat(taken.toByteArray()).as("raw ranges and tail").isEqualTo(input);
        return new Result(
                List.copyOf(frames),
                List.copyOf(raws),
                List.copyOf(skipped),
                new String(tail, StandardCharsets.ISO_8859_1));
    }
}
