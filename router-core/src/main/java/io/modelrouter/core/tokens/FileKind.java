package io.modelrouter.core.tokens;

import java.util.Base64;

/** What a file in base64 is, told by its first bytes, as they come out in base64. */
enum FileKind {
    PICTURE,
    DOCUMENT,
    SOUND,
    FILM,
    NONE;

    /** No inlined file is shorter; a short text may begin like one. */
    private static final int SHORTEST = 64;

    private static final String[] PICTURES = {"iVBORw0KGgo", "/9j/", "R0lGODdh", "R0lGODlh", "Qk0", "SUkqA", "TU0AK"};
    private static final String[] SOUNDS = {"SUQz", "//v", "//s", "//t", "T2dnU", "ZkxhQ", "//F", "//l"};
    private static final String PDF = "JVBERi0";
    private static final String RIFF = "UklGR";

    static FileKind of(char[] chars, int offset, int length) {
        if (length < SHORTEST || !isBase64(chars, offset, SHORTEST)) {
            return NONE;
        }
        if (begins(chars, offset, PDF)) {
            return DOCUMENT;
        }
        if (begins(chars, offset, RIFF)) {
            return riff(chars, offset);
        }
        for (String picture : PICTURES) {
            if (begins(chars, offset, picture)) {
                return PICTURE;
            }
        }
        for (String sound : SOUNDS) {
            if (begins(chars, offset, sound)) {
                return SOUND;
            }
        }
        // An MP4 or MOV: a box whose length has three leading zero bytes, then "ftyp".
        return begins(chars, offset, "AAAA") && begins(chars, offset + 5, "GZ0eX") ? FILM : NONE;
    }

    /** Whether it is so long a run of base64 that it is no text, whatever it is. */
    static boolean isUnknownFile(char[] chars, int offset, int length) {
        return length >= 2048 && isBase64(chars, offset, 1024);
    }

    /** The four letters after the length of a RIFF. */
    private static FileKind riff(char[] chars, int offset) {
        byte[] head = Base64.getDecoder().decode(new String(chars, offset, 16));
        return switch ((char) head[8]) {
            case 'W' -> head[9] == 'E' ? PICTURE : SOUND;
            case 'A' -> FILM;
            default -> NONE;
        };
    }

    private static boolean begins(char[] chars, int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (chars[offset + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBase64(char[] chars, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            char c = chars[i];
            boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!letter && c != '+' && c != '/') {
                return false;
            }
        }
        return true;
    }
}
