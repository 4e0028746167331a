package io.modelrouter.core.tokens;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Width and height of a picture in pixels, read from the first bytes of its PNG, JPEG, GIF or WebP.
 *
 * @param width above 0
 * @param height above 0
 */
record ImageSize(int width, int height) {
    /** How much of a picture is looked at: a JPEG may have a preview of 64 KiB before its size. */
    private static final int MOST_BASE64 = 128 << 10;

    /** The size of a picture in base64; null where it cannot be told. */
    static @Nullable ImageSize ofBase64(char[] text, int offset, int length) {
        int looked = Math.min(length, MOST_BASE64) & ~3;
        byte[] head = new byte[looked];
        for (int i = 0; i < looked; i++) {
            char c = text[offset + i];
            head[i] = c < 0x80 ? (byte) c : (byte) '!';
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(head);
            ImageSize size = of(bytes);
            return size == null || size.width < 1 || size.height < 1 ? null : size;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable ImageSize of(byte[] b) {
        if (b.length > 24 && u8(b, 0) == 0x89 && u8(b, 1) == 'P') {
            return new ImageSize(be32(b, 16), be32(b, 20));
        }
        if (b.length > 10 && u8(b, 0) == 'G' && u8(b, 1) == 'I' && u8(b, 2) == 'F') {
            return new ImageSize(le16(b, 6), le16(b, 8));
        }
        if (b.length > 30 && u8(b, 0) == 'R' && u8(b, 8) == 'W' && u8(b, 9) == 'E') {
            return webp(b);
        }
        if (b.length > 4 && u8(b, 0) == 0xff && u8(b, 1) == 0xd8) {
            return jpeg(b);
        }
        return null;
    }

    /** The three kinds of WebP: lossy {@code VP8 }, lossless {@code VP8L}, extended {@code VP8X} (RFC 9649). */
    private static @Nullable ImageSize webp(byte[] b) {
        return switch (u8(b, 15)) {
            case ' ' -> new ImageSize(le16(b, 26) & 0x3fff, le16(b, 28) & 0x3fff);
            case 'L' -> {
                int bits = le16(b, 21) | le16(b, 23) << 16;
                yield new ImageSize((bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1);
            }
            case 'X' -> new ImageSize((le16(b, 24) | u8(b, 26) << 16) + 1, (le16(b, 27) | u8(b, 29) << 16) + 1);
            default -> null;
        };
    }

    /** Goes from marker to marker until one that begins a frame. */
    private static @Nullable ImageSize jpeg(byte[] b) {
        int at = 2;
        while (at + 9 < b.length) {
            if (u8(b, at) != 0xff) {
                return null;
            }
            int marker = u8(b, at + 1);
            if (marker == 0xff) {
                at++;
                continue;
            }
            boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (frame) {
                return new ImageSize(be16(b, at + 7), be16(b, at + 5));
            }
            at += 2 + be16(b, at + 2);
        }
        return null;
    }

    private static int u8(byte[] b, int at) {
        return b[at] & 0xff;
    }

    private static int be16(byte[] b, int at) {
        return u8(b, at) << 8 | u8(b, at + 1);
    }

    private static int le16(byte[] b, int at) {
        return u8(b, at) | u8(b, at + 1) << 8;
    }

    private static int be32(byte[] b, int at) {
        return be16(b, at) << 16 | be16(b, at + 2);
    }
}
