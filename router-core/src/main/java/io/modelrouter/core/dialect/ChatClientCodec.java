package io.modelrouter.core.dialect;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.request.RouterRequest;
import java.util.List;

/**
 * What the router does with a dialect of chats that clients and channels speak: besides what it does for channels, to read
 * clients' requests and to write their answers.
 */
public interface ChatClientCodec extends ChatChannelCodec, ClientCodec {

    /**
     * The caller's request in neutral words. Readers are lenient: what they do not know they keep.
     *
     * @param items what the router remembers of this caller's earlier answers; only Responses asks
     * @throws RouterException INVALID_REQUEST or CONFLICT that names the member, where the request makes no sense
     */
    ChatRequest readRequest(RouterRequest request, StoredItems items);

    @Override
    ClientStreamMeter newStreamMeter();

    /** Writes one streamed answer for a client of this dialect. */
    StreamWriter newStreamWriter(AnswerContext context);

    /** A whole answer for a client of this dialect, from a legal event sequence. */
    byte[] writeBody(List<ChatEvent> events, AnswerContext context);
}
