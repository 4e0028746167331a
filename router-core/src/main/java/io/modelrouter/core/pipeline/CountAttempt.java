package io.modelrouter.core.pipeline;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.dialect.ChannelCodec;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.lane.CloudCounts;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.request.TokenCountRequest;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** One question to one upstream: how many tokens. */
final class CountAttempt {
    private final Dialects dialects;
    private final Map<String, ProviderClient> clients;
    private final int maxBody;

    /**
     * @param maxBody bytes that are read of an answer, which has few
     */
    CountAttempt(Dialects dialects, Map<String, ProviderClient> clients, int maxBody) {
        this.dialects = dialects;
        this.clients = Map.copyOf(clients);
        this.maxBody = maxBody;
    }

    /** An upstream's count and the headers that came with it. */
    record Counted(CountAnswers.Told told, HttpHeaders headers) {}

    /** The upstream has no endpoint that counts. */
    static final class CannotCountException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Whether it is so of this model alone. */
        final boolean ofModel;

        CannotCountException(boolean ofModel) {
            super("the upstream counts no tokens", null, false, false);
            this.ofModel = ofModel;
        }
    }

    boolean mayAsk(Channel channel, Dialect dialect) {
        ProviderClient client = clients.get(channel.type());
        return client != null && client.counts(channel, dialect);
    }

    /**
     * @param key which of the channel's keys, or -1
     */
    Counted ask(CallSession session, Lane lane, int key, Duration atMost)
            throws AttemptFailedException, CannotCountException {
        Channel channel = lane.candidate().channel();
        Secret secret = key < 0 ? null : channel.apiKeys().get(key);
        Map<String, String> headers = new HashMap<>(lane.headers());
        headers.put(Attempt.HOPS_HEADER, Integer.toString(session.context.hops() + 1));
        Duration total = channel.timeouts().total();
        ProviderCall call = Objects.requireNonNull(clients.get(channel.type()))
                .newCall(new ProviderRequest(
                        channel,
                        secret,
                        lane.candidate().dialect(),
                        lane.candidate().upstreamModel(),
                        false,
                        false,
                        lane.body(),
                        headers,
                        atMost.compareTo(total) < 0 ? atMost : total,
                        TokenCountRequest.OPERATION));
        session.running(call);
        try (ProviderResponse response = call.execute()) {
            byte[] body = WholeBody.read(response, maxBody);
            if (response.status() < 200 || response.status() > 299) {
                throw refused(lane, response, body == null ? new byte[0] : Scrubber.scrub(body, secret));
            }
            CountAnswers.Told told = body == null
                    ? null
                    : CountAnswers.read(channel, lane.candidate().dialect(), body);
            if (told == null) {
                throw new CannotCountException(false);
            }
            return new Counted(told, response.headers());
        } catch (ProviderException e) {
            throw new AttemptFailedException(e.kind(), 0, String.valueOf(e.getMessage()), null, false, e);
        } finally {
            session.running(null);
        }
    }

    private AttemptFailedException refused(Lane lane, ProviderResponse response, byte[] body)
            throws CannotCountException {
        ChannelCodec codec = dialects.of(lane.candidate().dialect());
        UpstreamError error = codec.readError(response.status(), response.headers(), body);
        String message = error.message();
        boolean ofModel = message != null && message.contains(lane.candidate().upstreamModel());
        switch (response.status()) {
            case 404:
                if (CloudCounts.mayLackModel(lane.candidate().channel())) {
                    throw new CannotCountException(true);
                }
                // An unknown model is named in the error; an unknown path is not.
                if (!ofModel) {
                    throw new CannotCountException(false);
                }
                return AttemptFailedException.refused(FailureKind.UNKNOWN_MODEL, error);
            case 405:
            case 501:
                throw new CannotCountException(false);
            default:
                FailureKind kind = codec.classify(error);
                Channel channel = lane.candidate().channel();
                // Bedrock counts for fewer names of a model than it answers to.
                boolean unknown = CloudCounts.isWrapped(channel) && kind == FailureKind.UNKNOWN_MODEL;
                if (unknown || CloudCounts.isOfAnotherModel(channel, error)) {
                    throw new CannotCountException(true);
                }
                return AttemptFailedException.refused(kind, error);
        }
    }
}
