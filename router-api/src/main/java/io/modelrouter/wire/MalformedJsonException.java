package io.modelrouter.wire;

/**
 * The bytes are not one JSON document within the limits: broken syntax, a duplicate key, too deep, too long, or something
 * behind the end. The message tells what and at which byte, never the content.
 */
public final class MalformedJsonException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    public MalformedJsonException(String reason, long offset) {
        super(offset < 0 ? reason : reason + " (at byte " + offset + ")");
        this.offset = offset;
    }

    /** Where reading stopped, in bytes from the start, or -1 where that is not known. */
    public long offset() {
        return offset;
    }
}
