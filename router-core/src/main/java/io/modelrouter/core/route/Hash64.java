package io.modelrouter.core.route;

/** A hash of 64 bits that is the same on every node and in every run; not for secrets. */
final class Hash64 {
    private static final long START = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Hash64() {}

    static long of(String text) {
        return mix(more(START, text));
    }

    static long start() {
        return START;
    }

    /** FNV-1a over the characters. */
    static long more(long hash, String text) {
        long next = hash;
        for (int i = 0; i < text.length(); i++) {
            next = (next ^ text.charAt(i)) * PRIME;
        }
        return (next ^ 0xffff) * PRIME;
    }

    /** Spreads every bit over all others (the finalizer of MurmurHash3). */
    static long mix(long hash) {
        long next = hash;
        next = (next ^ next >>> 33) * 0xff51afd7ed558ccdL;
        next = (next ^ next >>> 33) * 0xc4ceb9fe1a85ec53L;
        return next ^ next >>> 33;
    }
}
