package io.modelrouter.channel;

import java.time.Duration;

/**
 * How long the parts of an exchange may take.
 *
 * @param connect DNS, TCP and TLS; default 10 s
 * @param firstByte from the request's last byte to the answer's first; default 60 s for streams; a non-stream answer has the
 *     whole {@code total}
 * @param idle silence between two bytes of a stream; default 120 s
 * @param total the whole non-stream exchange; default 600 s
 * @param streamTotal the whole stream; default 900 s
 * @param write one blocked write; default 30 s
 */
public record Timeouts(
        Duration connect, Duration firstByte, Duration idle, Duration total, Duration streamTotal, Duration write) {

    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(120),
            Duration.ofSeconds(600),
            Duration.ofSeconds(900),
            Duration.ofSeconds(30));

    public Timeouts {
        check(connect, "connect");
        check(firstByte, "first-byte");
        check(idle, "idle");
        check(total, "total");
        check(streamTotal, "stream-total");
        check(write, "write");
    }

    private static void check(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("timeout " + name + " must be longer than 0");
        }
    }
}
