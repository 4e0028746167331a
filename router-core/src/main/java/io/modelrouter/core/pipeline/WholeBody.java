package io.modelrouter.core.pipeline;

import io.modelrouter.core.stream.FrameSplitter;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer, once, into an array of its size where the upstream told it. */
final class WholeBody {
    private static final int UNKNOWN = 16 * 1024;
    private static final int MOST_AT_ONCE = 1 << 20;

    private WholeBody() {}

    /** The bytes, or null if there are more than {@code limit}. */
    static byte @Nullable [] read(ProviderResponse response, int limit) throws ProviderException {
        byte[] body = new byte[Math.min(limit, expected(response))];
        int length = 0;
        while (true) {
            if (length == body.length) {
                // one more byte tells the end from a body that is longer than it said
                byte[] probe = new byte[1];
                int count = response.read(probe, 0, 1);
                if (count < 0) {
                    return body;
                }
                if (length == limit) {
                    return null;
                }
                body = Arrays.copyOf(body, (int) Math.min(limit, Math.max(UNKNOWN, 2L * length)));
                body[length++] = probe[0];
                continue;
            }
            int count = response.read(body, length, body.length - length);
            if (count < 0) {
                return length == body.length ? body : Arrays.copyOf(body, length);
            }
            length += count;
        }
    }

    /** Whether what waits in a splitter of server-sent events is a JSON document instead. */
    static boolean beginsIn(FrameSplitter splitter) {
        for (int at = splitter.writePosition() - splitter.pending(); at < splitter.writePosition(); at++) {
            byte b = splitter.buffer()[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }

    private static int expected(ProviderResponse response) {
        try {
            long told =
                    Long.parseLong(response.headers().first("content-length").orElse("-1"));
            return told < 0 ? UNKNOWN : (int) Math.min(told, MOST_AT_ONCE);
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }
}
