package io.modelrouter.core.dialect;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.request.RouterRequest;
import java.util.List;

/** What the router does with a dialect of chats: besides what it does with any, to read and write it by the neutral model. */
public interface DialectCodec extends WireCodec {

    /** Turns the frames of one stream into events. */
    StreamReader newStreamReader();

    /**
     * Turns a whole (non-stream) answer into a legal event sequence, {@code MessageStarted} to {@code Finished}.
     *
     * @throws MalformedAnswerException if it is not a whole JSON answer of this dialect
     */
    List<ChatEvent> readBody(byte[] body);

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
