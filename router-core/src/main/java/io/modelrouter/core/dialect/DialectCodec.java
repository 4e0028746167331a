package io.modelrouter.core.dialect;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;

/** Everything the router does that depends on a dialect. Stateless and thread-safe; what has state is made per stream. */
public interface DialectCodec {

    Dialect dialect();

    /**
     * The caller's request as an upstream of the same dialect shall see it: only listed values are replaced, every other
     * byte is the caller's and is not copied.
     *
     * @param upstreamModel the name to ask for
     * @param stream whether to ask for a streamed answer
     * @param overrides members that the channel sets: path with dots to value; none is {@code model} or {@code stream}
     */
    UpstreamBody upstreamBody(
            RouterRequest request, String upstreamModel, boolean stream, Map<String, RawJson> overrides);

    /** As {@link #upstreamBody(RouterRequest, String, boolean, Map)}, without overrides. */
    default UpstreamBody upstreamBody(RouterRequest request, String upstreamModel, boolean stream) {
        return upstreamBody(request, upstreamModel, stream, Map.of());
    }

    /** Reads along a pass-through stream; one for each upstream answer. */
    StreamMeter newStreamMeter();

    /**
     * As {@link #newStreamMeter}, for a stream framed as one JSON array.
     *
     * @throws IllegalStateException unless the dialect has that framing; only Gemini has
     */
    default StreamMeter newArrayStreamMeter() {
        throw new IllegalStateException("the dialect " + dialect() + " has no JSON array framing");
    }

    /** Turns the frames of one stream into events. */
    StreamReader newStreamReader();

    /**
     * Skims a whole (non-stream) answer in one pass, without building a tree.
     *
     * @throws MalformedAnswerException if it is not a whole JSON answer of this dialect
     */
    BodyTally meterBody(byte[] body);

    /**
     * Turns a whole (non-stream) answer into a legal event sequence, {@code MessageStarted} to {@code Finished}.
     *
     * @throws MalformedAnswerException if it is not a whole JSON answer of this dialect
     */
    List<ChatEvent> readBody(byte[] body);

    /**
     * Reads an error answer: the provider's class, code, param, message, and how long to wait, from wherever this dialect
     * and its imitators put them. Never throws, whatever the body is.
     */
    UpstreamError readError(int status, HttpHeaders headers, byte[] body);

    /** What an upstream error means for the next attempt: rule R2.2, by status and structured code. */
    FailureKind classify(UpstreamError error);

    /** The failure as this dialect's own error answer, full vendor shape: section 6 of the architecture. */
    WireError writeError(RouterException failure, String requestId);

    // The translated lane: any dialect to any other by way of the neutral model.

    /**
     * The caller's request in neutral words. Readers are lenient: what they do not know they keep.
     *
     * @param items what the router remembers of this caller's earlier answers; only Responses asks
     * @throws RouterException INVALID_REQUEST or CONFLICT that names the member, where the request makes no sense
     */
    ChatRequest readRequest(RouterRequest request, StoredItems items);

    /** The request in this dialect, and what could not be carried. Never throws for a request that a reader made. */
    WrittenRequest writeRequest(ChatRequest request, WriteTarget target);

    /** Writes one streamed answer for a client of this dialect. */
    StreamWriter newStreamWriter(AnswerContext context);

    /** A whole answer for a client of this dialect, from a legal event sequence. */
    byte[] writeBody(List<ChatEvent> events, AnswerContext context);
}
