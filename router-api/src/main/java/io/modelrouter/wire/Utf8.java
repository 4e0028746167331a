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
                continue;
            }
            int length = sequence(bytes, at);
            if (length == 0) {
                return at;
            }
            at += length;
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
        int second = at + 1 < bytes.length ? bytes[at + 1] & 0xff : 0;
        if (lead >= 0xc2 && lead <= 0xdf) {
            return isTail(second) ? 2 : 0;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            int min = lead == 0xe0 ? 0xa0 : 0x80;
            int max = lead == 0xed ? 0x9f : 0xbf;
            return second >= min && second <= max && isTail(bytes, at + 2) ? 3 : 0;
        }
        if (lead >= 0xf0 && lead <= 0xf4) {
            int min = lead == 0xf0 ? 0x90 : 0x80;
            int max = lead == 0xf4 ? 0x8f : 0xbf;
            return second >= min && second <= max && isTail(bytes, at + 2) && isTail(bytes, at + 3) ? 4 : 0;
        }
        return 0;
    }

    private static boolean isTail(byte[] bytes, int at) {
        return at < bytes.length && isTail(bytes[at]);
    }

    private static boolean isTail(int value) {
        return (value & 0xc0) == 0x80;
    }
}
