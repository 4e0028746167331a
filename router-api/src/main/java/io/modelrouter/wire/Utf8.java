package io.modelrouter.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Strict UTF-8 (RFC 3629, section 4). The JSON library lets overlong forms and code points over U+10FFFF pass; another
 * reader of the same bytes would see other text, even other member names.
 */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Position of the first byte that is not UTF-8, or -1. */
    static int firstInvalid(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            if (bytes[at] >= 0) {
                at = skipAscii(bytes, at);
            } else {
                int length = sequence(bytes, at);
                if (length == 0) {
                    return at;
                }
                at += length;
            }
        }
        return -1;
    }

    private static int skipAscii(byte[] bytes, int from) {
        int at = from;
        while (at + Long.BYTES <= bytes.length && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < bytes.length && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Length of a well-formed sequence of two to four bytes, or 0. */
    private static int sequence(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        int left = bytes.length - at;
        if (lead < 0xe0) {
            return lead >= 0xc2 && left >= 2 && isTail(bytes[at + 1]) ? 2 : 0;
        }
        if (lead < 0xf0) {
            if (left < 3 || !isTail(bytes[at + 1]) || !isTail(bytes[at + 2])) {
                return 0;
            }
            // Below U+0800 the form is overlong; U+D800 to U+DFFF are surrogates.
            int second = bytes[at + 1] & 0xff;
            return lead == 0xe0 && second < 0xa0 || lead == 0xed && second > 0x9f ? 0 : 3;
        }
        if (left < 4 || !isTail(bytes[at + 1]) || !isTail(bytes[at + 2]) || !isTail(bytes[at + 3])) {
            return 0;
        }
        // Below U+10000 the form is overlong; U+10FFFF is the last code point.
        int second = bytes[at + 1] & 0xff;
        return lead > 0xf4 || lead == 0xf0 && second < 0x90 || lead == 0xf4 && second > 0x8f ? 0 : 4;
    }

    private static boolean isTail(byte value) {
        return value < (byte) 0xc0;
    }
}
