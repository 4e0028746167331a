package io.modelrouter.core.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The event names of one stream, so that the few there are become strings once. */
final class EventNames {
    private static final byte[][] NO_KEYS = {};
    private static final String[] NO_NAMES = {};
    private static final int SLOTS = 32;
    /** A longer name is made anew each time: names are the upstream's, and memory is ours. */
    private static final int LONGEST = 64;

    private byte[][] keys = NO_KEYS;
    private String[] names = NO_NAMES;
    private int used;
    private int oldest;

    String get(byte[] bytes, int from, int to) {
        for (int i = 0; i < used; i++) {
            byte[] key = keys[i];
            if (key.length == to - from && Arrays.equals(key, 0, key.length, bytes, from, to)) {
                return names[i];
            }
        }
        String name = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (to - from <= LONGEST) {
            remember(Arrays.copyOfRange(bytes, from, to), name);
        }
        return name;
    }

    private void remember(byte[] key, String name) {
        int slot = used;
        if (used == SLOTS) {
            slot = oldest;
            oldest = (oldest + 1) % SLOTS;
        } else {
            if (used == keys.length) {
                keys = Arrays.copyOf(keys, used == 0 ? SLOTS / 4 : SLOTS);
                names = Arrays.copyOf(names, keys.length);
            }
            used++;
        }
        keys[slot] = key;
        names[slot] = name;
    }
}
