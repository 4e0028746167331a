package io.modelrouter.core.health;

import java.time.Duration;

/**
 * How failing channels rest (R3.1, R3.3).
 *
 * @param cooldown how long, unless the channel or the upstream says otherwise; default 300 s, 0 for never
 * @param softThreshold soft failures in a row that make a channel rest; default 3
 * @param softWindow how close together they must be; default 60 s
 * @param longest no rest is longer, however often it was doubled; default 1 h
 * @param jitter share by which a doubled rest varies, so that routers do not probe in step; default 0.1
 * @param probeLease after which a probe that never came back no longer keeps others from probing; default 120 s
 * @param maxEntries channels, models and keys that are kept in mind; default 10,000
 */
public record HealthSettings(
        Duration cooldown,
        int softThreshold,
        Duration softWindow,
        Duration longest,
        double jitter,
        Duration probeLease,
        int maxEntries) {

    public static final HealthSettings DEFAULT = new HealthSettings(
            Duration.ofSeconds(300),
            3,
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            0.1,
            Duration.ofSeconds(120),
            10_000);

    /** The same with another cooldown. */
    public HealthSettings withCooldown(Duration other) {
        return new HealthSettings(other, softThreshold, softWindow, longest, jitter, probeLease, maxEntries);
    }
}
