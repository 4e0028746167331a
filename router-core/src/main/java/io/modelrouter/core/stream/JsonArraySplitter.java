package io.modelrouter.core.stream;

import io.modelrouter.wire.WireFrame;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one JSON array, as Gemini streams without {@code alt=sse}. A frame is one element, given out with its last
 * byte; its raw range holds what stands before it: white space, the opening bracket, the comma. The closing bracket and what
 * follows it stay {@link #pending}, so that an error element can still be put before them. White space is skippable, the
 * comma is not: nobody knows yet whether an element follows it.
 *
 * <p>A body that is an object instead of an array, which is how Gemini may send an error, is one frame. Brackets, strings
 * and escapes are counted and nothing else is checked: whatever is not JSON becomes a frame that its reader will refuse.
 */
public final class JsonArraySplitter extends FrameBuffer {
    private enum State {
        /** At the top, before the array or around a value that stands alone. */
        TOP,
        /** Inside the array, outside any element. */
        BETWEEN,
        /** Inside an object or array that is, or belongs to, the element. */
        NESTED,
        STRING,
        /** Behind a backslash. */
        ESCAPE,
        /** Inside a number, a literal or something that is no JSON; ends before white space, a comma or a bracket. */
        SCALAR,
        /** Behind the closing bracket. */
        CLOSED
    }

    private State state = State.TOP;
    private boolean inArray;
    private int depth;

    // Positions count from the first pending byte.
    private int scanned;
    private int valueStart;
    private int skippable;

    /** Frames of up to 32 MiB. */
    public JsonArraySplitter() {
        this(DEFAULT_LIMIT);
    }

    /**
     * @param limit bytes that one element, with what stands before it, may have
     */
    public JsonArraySplitter(int limit) {
        super(limit);
    }

    @Override
    @Nullable
    WireFrame scan() {
        byte[] bytes = buffer();
        int start = start();
        int end = writePosition();
        int at = start + scanned;
        while (at < end) {
            byte b = bytes[at];
            boolean complete = false;
            switch (state) {
                case TOP:
                case BETWEEN:
                    outside(b, at++ - start);
                    break;
                case NESTED:
                    at++;
                    complete = nested(b);
                    break;
                case STRING:
                    at++;
                    complete = string(b);
                    break;
                case ESCAPE:
                    at++;
                    state = State.STRING;
                    break;
                case SCALAR:
                    complete = isWhiteSpace(b) || b == ',' || b == ']';
                    at += complete ? 0 : 1;
                    break;
                default:
                    at = end;
                    break;
            }
            if (complete) {
                return element(at - start);
            }
        }
        scanned = at - start;
        return null;
    }

    private void outside(byte b, int position) {
        if (isWhiteSpace(b)) {
            if (skippable == position) {
                skippable++;
            }
        } else if (b == '[' && state == State.TOP && !inArray) {
            inArray = true;
            state = State.BETWEEN;
        } else if (b == ']' && state == State.BETWEEN) {
            state = State.CLOSED;
        } else if (b != ',' || state == State.TOP) {
            valueStart = position;
            depth = b == '{' || b == '[' ? 1 : 0;
            state = depth == 1 ? State.NESTED : b == '"' ? State.STRING : State.SCALAR;
        }
    }

    private boolean nested(byte b) {
        if (b == '"') {
            state = State.STRING;
        } else if (b == '{' || b == '[') {
            depth++;
        } else if (b == '}' || b == ']') {
            depth--;
        }
        return depth == 0;
    }

    private boolean string(byte b) {
        if (b == '\\') {
            state = State.ESCAPE;
        } else if (b == '"') {
            state = State.NESTED;
            return depth == 0;
        }
        return false;
    }

    private WireFrame element(int length) {
        checkLength(length);
        WireFrame frame = new WireFrame(null, buffer(), start() + valueStart, start() + length);
        take(length);
        scanned = 0;
        state = inArray ? State.BETWEEN : State.TOP;
        return frame;
    }

    @Override
    @Nullable
    WireFrame scanLast() {
        if (state != State.SCALAR || !WholeJson.is(buffer(), start() + valueStart, writePosition())) {
            return null;
        }
        return element(pending());
    }

    @Override
    int skippable() {
        return skippable;
    }

    @Override
    void dropped(int bytes) {
        scanned -= Math.min(scanned, bytes);
        valueStart -= bytes;
        skippable = 0;
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
