package io.modelrouter;

import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of a test request to a channel.
 *
 * @param channel its name
 * @param model as callers name it
 * @param upstreamModel the name the upstream was asked for
 * @param dialect what was spoken
 * @param latency from the request to the whole answer, or to the failure
 * @param error why it failed, or null
 * @param kind what that says of the channel, or null if nothing was sent or all is well
 * @param status HTTP status of the upstream's error, or null where none came
 * @param message what happened, without any secret, or null
 */
public record ChannelTest(
        String channel,
        String model,
        String upstreamModel,
        Dialect dialect,
        Duration latency,
        @Nullable RouterErrorCode error,
        @Nullable FailureKind kind,
        @Nullable Integer status,
        @Nullable String message) {

    public boolean succeeded() {
        return error == null;
    }
}
