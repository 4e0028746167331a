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
 * @param body the request body, JSON unless it says otherwise
 * @param headers protocol headers to send, already filtered; no credentials
 * @param deadline what remains of the call's time
 * @param operation which of the dialect's endpoints, such as {@code edits} or {@code count}; empty for the main one, see {@link Dialect}
 * @param method {@code POST}, or what else an operation wants; only a POST has a body
 * @param query of the caller's that goes on, as it was encoded, such as {@code stream=true}; null for none
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
        String operation,
        String method,
        @Nullable String query) {

    public ProviderRequest {
        headers = Map.copyOf(headers);
    }

    /** A POST. */
    public ProviderRequest(
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
        this(channel, key, dialect, model, stream, sseFraming, body, headers, deadline, operation, "POST", null);
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
