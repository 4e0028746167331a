package io.modelrouter.wire;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One unit of an upstream stream: a server-sent event, or one element of a JSON array stream.
 *
 * <p>A frame looks into a buffer that the stream reuses, so it is valid only until the next frame is read; copy with
 * {@link #dataText()} what must live longer.
 */
public final class WireFrame {
    private final @Nullable String event;
    private final byte[] buffer;
    private final int dataStart;
    private final int dataEnd;

    /**
     * @param event value of the {@code event:} field, or null
     * @param buffer holds the payload
     * @param dataStart first byte of the payload
     * @param dataEnd behind the last byte of the payload
     */
    public WireFrame(@Nullable String event, byte[] buffer, int dataStart, int dataEnd) {
        this.event = event;
        this.buffer = buffer;
        this.dataStart = Objects.checkFromToIndex(dataStart, dataEnd, buffer.length);
        this.dataEnd = dataEnd;
    }

    /** A frame that owns its payload. */
    public static WireFrame of(@Nullable String event, String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        return new WireFrame(event, bytes, 0, bytes.length);
    }

    public @Nullable String event() {
        return event;
    }

    /** The array that holds the payload; never write to it. */
    public byte[] buffer() {
        return buffer;
    }

    public int dataStart() {
        return dataStart;
    }

    public int dataEnd() {
        return dataEnd;
    }

    public int dataLength() {
        return dataEnd - dataStart;
    }

    /** The payload as text. */
    public String dataText() {
        return new String(buffer, dataStart, dataEnd - dataStart, StandardCharsets.UTF_8);
    }

    /** Whether the payload is exactly this ASCII text, such as {@code [DONE]}. */
    public boolean dataEquals(String ascii) {
        int length = dataEnd - dataStart;
        if (length != ascii.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (buffer[dataStart + i] != (byte) ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "WireFrame[event=" + event + ", " + dataLength() + " bytes]";
    }
}
