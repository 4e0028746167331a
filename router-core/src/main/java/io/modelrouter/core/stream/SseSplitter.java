package io.modelrouter.core.stream;

import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events by the rules of the
 * <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">HTML standard</a>,
 * on bytes: one byte order mark at the start is passed over; a line ends with CR, LF or CRLF, also where a read ends
 * between the two; a line that begins with a colon is a comment; one space behind the colon is no part of the value; several
 * {@code data} lines are joined with LF; an event without a {@code data} line is none; {@code id}, {@code retry} and
 * unknown fields mean nothing here. An event with an empty {@code data} line is a frame without payload. One deviation from
 * the standard: {@link #last} (R4.6).
 *
 * <p>A frame is given out as soon as the CR of its blank line is there. If a LF follows in the next read, it is the first
 * byte of the next raw range, or skippable; on its own it is an empty line, which means nothing to any reader.
 *
 * <p>The payload of an event with one {@code data} line lies in the stream's own buffer; that of several gets an array.
 */
public final class SseSplitter extends FrameBuffer {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] NOTHING = {};

    private final EventNames names = new EventNames();
    private boolean begun;
    /** The last line ended with the CR that is the last byte so far. */
    private boolean afterCr;

    // Positions count from the first pending byte.
    private int line;
    private int scanned;
    private int skippable;
    private int dataStart;
    private int dataEnd;

    /** Whether the current event has any field, so that its lines belong together. */
    private boolean fields;

    private int dataLines;
    private byte[] joined = NOTHING;
    private int joinedLength;
    private @Nullable String event;

    /** Frames of up to 32 MiB. */
    public SseSplitter() {
        this(DEFAULT_LIMIT);
    }

    /**
     * @param limit bytes that one event may have
     */
    public SseSplitter(int limit) {
        super(limit);
    }

    @Override
    @Nullable
    WireFrame scan() {
        if (!begun && !passByteOrderMark()) {
            return null;
        }
        byte[] bytes = buffer();
        int start = start();
        int end = writePosition();
        int at = start + scanned;
        if (afterCr && at < end) {
            afterCr = false;
            if (bytes[at] == '\n') {
                at++;
                lineBegins(at - start);
            }
        }
        while (true) {
            while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
                at++;
            }
            scanned = at - start;
            if (at == end) {
                return null;
            }
            int lineStart = start + line;
            int lineEnd = at;
            if (bytes[at++] == '\r') {
                if (at == end) {
                    afterCr = true;
                } else if (bytes[at] == '\n') {
                    at++;
                }
            }
            if (lineStart < lineEnd) {
                field(lineStart, lineEnd);
                lineBegins(at - start);
            } else if (dataLines > 0) {
                checkLength(at - start);
                WireFrame frame = frame();
                take(at - start);
                forgetEvent();
                return frame;
            } else {
                forgetEvent();
                lineBegins(at - start);
            }
        }
    }

    private void lineBegins(int position) {
        line = position;
        scanned = position;
        if (!fields) {
            skippable = position;
        }
    }

    /** False if more bytes are needed to know whether there is one. */
    private boolean passByteOrderMark() {
        int available = pending();
        for (int i = 0; i < BOM.length; i++) {
            if (i == available) {
                return false;
            }
            if (buffer()[start() + i] != BOM[i]) {
                begun = true;
                return true;
            }
        }
        begun = true;
        line = BOM.length;
        scanned = BOM.length;
        return true;
    }

    private void field(int from, int to) {
        byte first = buffer()[from];
        if (first == ':') {
            return;
        }
        fields = true;
        if (first == 'd' && isNamed(DATA, from, to)) {
            data(valueStart(from + DATA.length, to), to);
        } else if (first == 'e' && isNamed(EVENT, from, to)) {
            int value = valueStart(from + EVENT.length, to);
            event = value == to ? null : names.get(buffer(), value, to);
        }
    }

    private boolean isNamed(byte[] name, int from, int to) {
        if (to - from < name.length) {
            return false;
        }
        byte[] bytes = buffer();
        for (int i = 0; i < name.length; i++) {
            if (bytes[from + i] != name[i]) {
                return false;
            }
        }
        return from + name.length == to || bytes[from + name.length] == ':';
    }

    private int valueStart(int colon, int to) {
        if (colon == to) {
            return to;
        }
        return colon + 1 < to && buffer()[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    private void data(int from, int to) {
        if (dataLines == 0) {
            dataStart = from - start();
            dataEnd = to - start();
        } else {
            if (dataLines == 1) {
                joinedLength = 0;
                join(start() + dataStart, start() + dataEnd);
            }
            joined = withRoom(joined, joinedLength, 1);
            joined[joinedLength++] = '\n';
            join(from, to);
        }
        dataLines++;
    }

    private void join(int from, int to) {
        joined = withRoom(joined, joinedLength, to - from);
        System.arraycopy(buffer(), from, joined, joinedLength, to - from);
        joinedLength += to - from;
    }

    private WireFrame frame() {
        if (dataLines == 1) {
            return new WireFrame(event, buffer(), start() + dataStart, start() + dataEnd);
        }
        return new WireFrame(event, joined, 0, joinedLength);
    }

    private void forgetEvent() {
        fields = false;
        dataLines = 0;
        joined = NOTHING;
        event = null;
    }

    @Override
    @Nullable
    WireFrame scanLast() {
        int end = writePosition();
        if (start() + line < end) {
            field(start() + line, end);
            line = end - start();
            scanned = line;
        }
        if (dataLines == 0) {
            return null;
        }
        WireFrame frame = frame();
        if (!frame.dataEquals("[DONE]") && !WholeJson.is(frame.buffer(), frame.dataStart(), frame.dataEnd())) {
            return null;
        }
        take(pending());
        forgetEvent();
        return frame;
    }

    @Override
    int skippable() {
        return skippable;
    }

    @Override
    void dropped(int bytes) {
        line -= Math.min(line, bytes);
        scanned = Math.max(line, scanned - bytes);
        skippable = 0;
        dataStart -= bytes;
        dataEnd -= bytes;
    }
}
