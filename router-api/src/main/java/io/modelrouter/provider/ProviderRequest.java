package io.modelrouter.provider;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One exchange to make. The client chooses path and authentication for the dialect; the bytes go out as they are.
 *
 * @param channel where
 * @param key which of the channel's keys, or null where it has none
 * @param dialect what the body speaks
 * @param model the upstream's name of the model; part of the path in the Gemini dialect
 * @param stream whether a streamed answer is asked for; chooses the path in the Gemini dialect
 * @param sseFraming whether a stream is asked for as server-sent events; false only for Gemini's JSON array
 * @param body the request body, JSON
 * @param headers protocol headers to send, already filtered; no credentials
 * @param deadline what remains of the call's time
 * @param operation which of the dialect's endpoints, such as {@code edits} or {@code count}; empty for the main one, see {@link Dialect}
 */
public record ProviderRequest(
        Channel channel,
        @Nullable Secret key,
        Dialect dialect,
        String model,
        boolean stream,
        boolean sseFraming,
        WireBody body,
        Map<String, String> headers,
        Duration deadline,
        String operation) {

    public ProviderRequest {
        headers = Map.copyOf(headers);
    }

    /** For the dialect's main endpoint. */
    public ProviderRequest(
            Channel channel,
            @Nullable Secret key,
            Dialect dialect,
            String model,
            boolean stream,
            boolean sseFraming,
            WireBody body,
            Map<String, String> headers,
            Duration deadline) {
        this(channel, key, dialect, model, stream, sseFraming, body, headers, deadline, "");
    }
}
