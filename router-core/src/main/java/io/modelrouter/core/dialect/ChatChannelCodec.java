package io.modelrouter.core.dialect;

import io.modelrouter.channel.Channel;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.event.ChatEvent;
import java.util.List;

/**
 * What the router does besides with a dialect of chats that a channel speaks: write requests and read answers by the neutral model.
 * It is all there is for a dialect that no client speaks.
 */
public interface ChatChannelCodec extends StreamCodec {

    /** Turns the frames of one stream into events. */
    StreamReader newStreamReader();

    /** The same, for an answer of this channel, whose vendor may write it in a way of its own. */
    default StreamReader newStreamReader(Channel channel) {
        return newStreamReader();
    }

    /**
     * Turns a whole (non-stream) answer into a legal event sequence, {@code MessageStarted} to {@code Finished}.
     *
     * @throws MalformedAnswerException if it is not a whole JSON answer of this dialect
     */
    List<ChatEvent> readBody(byte[] body);

    /** The same, for an answer of this channel, whose vendor may write it in a way of its own. */
    default List<ChatEvent> readBody(byte[] body, Channel channel) {
        return readBody(body);
    }

    /** The request in this dialect, and what could not be carried. Never throws for a request that a reader made. */
    WrittenRequest writeRequest(ChatRequest request, WriteTarget target);
}
