package io.modelrouter.error;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * One attempt that failed.
 *
 * @param number 1 for the first attempt of the call
 * @param channel name of the channel
 * @param kind what it means
 * @param status HTTP status of the upstream; empty where no answer came
 * @param elapsed from the start of the attempt
 * @param summary what happened, without any secret and without the upstream's text
 */
public record AttemptFailure(
        int number, String channel, FailureKind kind, OptionalInt status, Duration elapsed, String summary) {}
