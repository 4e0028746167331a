package io.modelrouter.core.pipeline;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.channel.Timeouts;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ChannelCodec;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.EmbeddingChannelCodec;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.StreamCodec;
import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.health.HealthTracker;
import io.modelrouter.core.lane.UpstreamStream;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.stream.FrameSplitter;
import io.modelrouter.core.stream.JsonArraySplitter;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.OpenAiFormRequest;
import io.modelrouter.request.OpenAiStoredResponseRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.FormUpload;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One upstream exchange, up to the point where it is known to be good: the whole body, or the first content of a stream. */
final class Attempt {
    /** Routers a call came through; sent upstream so that a channel pointing at itself cannot loop (R2.7). */
    static final String HOPS_HEADER = "x-router-hops";

    private final Dialects dialects;
    private final Map<String, ProviderClient> clients;
    private final AnswerSettings settings;
    private final LongSupplier nanos;

    Attempt(Dialects dialects, Map<String, ProviderClient> clients, AnswerSettings settings, LongSupplier nanos) {
        this.dialects = dialects;
        this.clients = Map.copyOf(clients);
        this.settings = settings;
        this.nanos = nanos;
    }

    /**
     * Sends the request and waits until the answer is committed. What the session's consumer will see of a stream is handed
     * to its {@link StreamConsumer} as it is read.
     */
    Exchange open(CallSession session, Lane lane, HealthTracker.Permit permit) throws AttemptFailedException {
        Candidate candidate = lane.candidate();
        ChannelCodec codec = dialects.of(candidate.dialect());
        ProviderRequest request = request(session, lane, permit.key());
        ProviderClient client =
                Objects.requireNonNull(clients.get(candidate.channel().type()));
        ProviderCall call = client.newCall(request);
        session.running(call);
        session.reaching = candidate.channel().name();
        ProviderResponse response;
        try {
            response = execute(call);
        } catch (AttemptFailedException failure) {
            session.reaching = null;
            checkUpload(session);
            throw failure;
        }
        Exchange exchange = new Exchange(lane, codec, response, permit);
        boolean committed = false;
        try {
            if (response.status() < 200 || response.status() > 299) {
                throw refused(session, exchange, request.key());
            }
            if (session.stream) {
                openStream(session, exchange, request.key());
            } else {
                openWhole(session, exchange, request.key());
            }
            committed = true;
            return exchange;
        } catch (ProviderException e) {
            throw new AttemptFailedException(
                    e.kind(), response.status(), String.valueOf(e.getMessage()), null, true, e);
        } finally {
            if (!committed) {
                response.close();
                session.running(null);
                session.reaching = null;
            }
        }
    }

    /** An upload that its own sender broke off, or made too large, is nobody else's failure, and there is nothing to repeat. */
    private static void checkUpload(CallSession session) {
        if (!(session.request instanceof OpenAiFormRequest form)) {
            return;
        }
        FormUpload.Failure why = form.upload().failure().orElse(null);
        if (why != null) {
            throw RouterException.of(uploadError(why.reason()), String.valueOf(why.getMessage()))
                    .cause(why)
                    .build();
        }
    }

    private static RouterErrorCode uploadError(FormUpload.Reason reason) {
        switch (reason) {
            case TOO_LARGE:
                return RouterErrorCode.REQUEST_TOO_LARGE;
            case MALFORMED:
                return RouterErrorCode.INVALID_REQUEST;
            case NOT_KEPT:
                return RouterErrorCode.INTERNAL;
            default:
                return RouterErrorCode.CANCELLED;
        }
    }

    private static ProviderResponse execute(ProviderCall call) throws AttemptFailedException {
        try {
            return call.execute();
        } catch (ProviderException e) {
            throw new AttemptFailedException(e.kind(), 0, String.valueOf(e.getMessage()), null, false, e);
        }
    }

    private ProviderRequest request(CallSession session, Lane lane, int key) throws AttemptFailedException {
        Candidate candidate = lane.candidate();
        Channel channel = candidate.channel();
        Timeouts timeouts = channel.timeouts();
        Duration total = session.stream ? timeouts.streamTotal() : timeouts.total();
        Duration remaining = session.remaining(nanos.getAsLong()).orElse(total);
        if (remaining.isNegative() || remaining.isZero()) {
            throw AttemptFailedException.broken(FailureKind.ENDED, 0, "the call's deadline has passed");
        }
        Map<String, String> headers = new HashMap<>(lane.headers());
        OpenAiStoredResponseRequest stored =
                session.request instanceof OpenAiStoredResponseRequest about ? about : null;
        headers.put(HOPS_HEADER, Integer.toString(session.context.hops() + 1));
        return new ProviderRequest(
                channel,
                key < 0 ? null : channel.apiKeys().get(key),
                candidate.dialect(),
                candidate.upstreamModel(),
                session.stream,
                lane.translation() != null || !isArray(session.request),
                lane.body(),
                headers,
                remaining.compareTo(total) < 0 ? remaining : total,
                lane.operation(),
                stored == null ? "POST" : stored.action().method(),
                stored == null ? null : stored.query());
    }

    static boolean isArray(RouterRequest request) {
        return request instanceof GeminiGenerateRequest gemini
                && gemini.framing() == GeminiGenerateRequest.Framing.JSON_ARRAY;
    }

    private AttemptFailedException refused(CallSession session, Exchange exchange, @Nullable Secret key) {
        byte[] body = Scrubber.scrub(readError(exchange.response), key);
        UpstreamError error = exchange.codec.readError(exchange.response.status(), exchange.response.headers(), body);
        FailureKind kind = exchange.codec.classify(error);
        if (kind == FailureKind.UNKNOWN_MODEL && session.request instanceof OpenAiStoredResponseRequest) {
            // It is the answer that is not there.
            kind = FailureKind.CALLER;
        }
        return AttemptFailedException.refused(kind, error);
    }

    private byte[] readError(ProviderResponse response) {
        byte[] body = new byte[settings.maxErrorBody()];
        int length = 0;
        try {
            while (length < body.length) {
                int count = response.read(body, length, body.length - length);
                if (count < 0) {
                    break;
                }
                length += count;
            }
        } catch (ProviderException e) {
            // what came is enough; the status decides
        }
        return Arrays.copyOf(body, length);
    }

    private void openWhole(CallSession session, Exchange exchange, @Nullable Secret key)
            throws AttemptFailedException, ProviderException {
        int status = exchange.response.status();
        byte[] body = WholeBody.read(exchange.response, settings.maxBody());
        if (body == null) {
            throw new AttemptFailedException(
                    FailureKind.TRANSIENT,
                    status,
                    "the upstream's answer is over " + settings.maxBody() + " bytes",
                    null,
                    true,
                    null);
        }
        if (session.request instanceof OpenAiStoredResponseRequest) {
            // What it says of an answer was metered when that was made; a failed one is told as it is.
            exchange.whole(body, new BodyTally(Usage.NONE, false, false, -1, 0, null));
            return;
        }
        BodyTally tally;
        try {
            tally = exchange.codec instanceof EmbeddingChannelCodec embeddings
                    ? embeddings.meterBody(body, exchange.headers(), EmbeddingLanes.inputs(session.request))
                    : exchange.codec.meterBody(exchange.headers(), body);
        } catch (MalformedAnswerException e) {
            throw new AttemptFailedException(
                    FailureKind.TRANSIENT, status, String.valueOf(e.getMessage()), null, false, e);
        }
        if (tally.error() != null) {
            throw AttemptFailedException.refused(
                    exchange.codec.classify(tally.error()), Scrubber.scrub(tally.error(), key));
        }
        exchange.whole(body, tally);
        if (exchange.translation != null) {
            try {
                exchange.read();
            } catch (MalformedAnswerException e) {
                throw new AttemptFailedException(
                        FailureKind.TRANSIENT, status, String.valueOf(e.getMessage()), null, true, e);
            }
        }
    }

    private void openStream(CallSession session, Exchange exchange, @Nullable Secret key)
            throws AttemptFailedException, ProviderException {
        int status = exchange.response.status();
        boolean array = exchange.translation == null && isArray(session.request);
        String type =
                exchange.response.headers().first("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html")) {
            throw wrongType(exchange, key, new byte[0], "HTML");
        }
        StreamCodec codec = exchange.streams();
        FrameSplitter splitter = array
                ? new JsonArraySplitter(settings.maxEvent())
                : codec.newSplitter(exchange.headers(), settings.maxEvent());
        StreamMeter meter = array ? codec.newArrayStreamMeter() : codec.newStreamMeter(exchange.headers());
        UpstreamStream stream = new UpstreamStream(exchange.response, splitter, meter, settings.maxStream());
        exchange.streamed(stream);
        CommitGate gate = new CommitGate(session.consumer.begin(exchange), isMadeAnyway(session.request));
        boolean more = true;
        while (more && !gate.isOpen()) {
            try {
                more = stream.pump(gate);
            } catch (java.io.IOException e) {
                throw new IllegalStateException("a buffer does not fail", e);
            }
            if (gate.failed() != null) {
                throw failed(exchange, gate.failed(), key);
            }
            if (!array && gate.framesSeen() == 0 && WholeBody.beginsIn(splitter)) {
                byte[] begun = Arrays.copyOfRange(
                        splitter.buffer(), splitter.writePosition() - splitter.pending(), splitter.writePosition());
                throw wrongType(exchange, key, begun, "a whole body");
            }
        }
        if (!gate.isOpen()) {
            String what = stream.isEmpty()
                    ? "the upstream's stream is empty"
                    : "the upstream's stream ended before any content";
            throw new AttemptFailedException(
                    stream.isEmpty() ? FailureKind.TRANSIENT : FailureKind.TRUNCATED,
                    status,
                    what,
                    null,
                    !stream.isEmpty(),
                    null);
        }
    }

    /**
     * Whether the answer exists upstream from its first event on, whoever reads it: another attempt would make a second one,
     * and its id is wanted before its words.
     */
    private static boolean isMadeAnyway(RouterRequest request) {
        return request instanceof OpenAiStoredResponseRequest || BackgroundRuns.isAsked(request);
    }

    private static AttemptFailedException failed(Exchange exchange, StreamMeter.Role role, @Nullable Secret key) {
        int status = exchange.response.status();
        if (role == StreamMeter.Role.ERROR) {
            UpstreamError error = exchange.stream().meter().error().orElse(null);
            if (error != null) {
                return AttemptFailedException.refused(exchange.codec.classify(error), Scrubber.scrub(error, key));
            }
        }
        return AttemptFailedException.broken(
                FailureKind.TRANSIENT,
                status,
                "the upstream's stream is not of the dialect " + exchange.codec.dialect());
    }

    /**
     * Something else where a stream was asked for: an error in disguise if it has one, else the wrong type. The content
     * decides and not its declared type, because streams come as {@code application/json} too (recording
     * {@code dd-trace-py-chat-completion-streamed-0-800a6ac5}).
     */
    private AttemptFailedException wrongType(Exchange exchange, @Nullable Secret key, byte[] begun, String what) {
        byte[] rest = readError(exchange.response);
        byte[] body = Arrays.copyOf(begun, begun.length + rest.length);
        System.arraycopy(rest, 0, body, begun.length, rest.length);
        try {
            BodyTally tally = exchange.codec.meterBody(body);
            if (tally.error() != null) {
                return AttemptFailedException.refused(
                        exchange.codec.classify(tally.error()), Scrubber.scrub(tally.error(), key));
            }
        } catch (MalformedAnswerException e) {
            // as unusable as it looks
        }
        return AttemptFailedException.broken(
                FailureKind.TRANSIENT,
                exchange.response.status(),
                "the upstream answered a stream request with " + what);
    }
}
