package io.modelrouter.core.dialect;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.core.stream.ResponseAssembler;
import io.modelrouter.core.stream.SseSplitter;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What tests of codecs need: a recorded stream as frames, its events, and the answer they make. */
public final class Frames {
    private Frames() {}

    /** The frames of a recorded stream, each with a payload of its own in the middle of a larger buffer. */
    public static List<WireFrame> of(RecordedExchange exchange) {
        return of(exchange.sse().orElseThrow());
    }

    public static List<WireFrame> of(byte[] sse) {
        SseSplitter splitter = new SseSplitter();
        splitter.ensureWritable(sse.length);
        System.arraycopy(sse, 0, splitter.buffer(), splitter.writePosition(), sse.length);
        splitter.advance(sse.length);
        List<WireFrame> frames = new ArrayList<>();
        WireFrame frame;
        while ((frame = splitter.next()) != null) {
            frames.add(copy(frame));
        }
        frame = splitter.last();
        if (frame != null) {
            frames.add(copy(frame));
        }
        return frames;
    }

    /** Not at the start of its buffer, so that a forgotten offset is found out. */
    private static WireFrame copy(WireFrame frame) {
        int offset = 7;
        byte[] buffer = new byte[frame.dataLength() + 2 * offset];
        Arrays.fill(buffer, (byte) '!');
        System.arraycopy(frame.buffer(), frame.dataStart(), buffer, offset, frame.dataLength());
        return new WireFrame(frame.event(), buffer, offset, offset + frame.dataLength());
    }

    /** The events of a stream that ended well. */
    public static List<ChatEvent> events(StreamReader reader, List<WireFrame> frames) {
        List<ChatEvent> events = new ArrayList<>();
        for (WireFrame frame : frames) {
            reader.read(frame, events::add);
        }
        reader.end(events::add);
        return events;
    }

    /** The answer that events make; throws where they are out of order. */
    public static ChatResponse response(List<ChatEvent> events) {
        ResponseAssembler assembler = new ResponseAssembler();
        events.forEach(assembler);
        return assembler.response();
    }

    /** The stream or the answer with one more member in the object that ends at this position. */
    public static byte[] spliced(byte[] buffer, int start, int end, int at, String member) {
        byte[] more = (buffer[at - 1] == '{' ? member : "," + member).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] out = new byte[end - start + more.length];
        System.arraycopy(buffer, start, out, 0, at - start);
        System.arraycopy(more, 0, out, at - start, more.length);
        System.arraycopy(buffer, at, out, at - start + more.length, end - at);
        return out;
    }
}
