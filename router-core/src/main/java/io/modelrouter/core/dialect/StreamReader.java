package io.modelrouter.core.dialect;

import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.WireFrame;
import java.util.function.Consumer;

/** Turns the frames of one upstream stream into a legal event sequence. Not thread-safe. */
public interface StreamReader {

    /**
     * Takes the next frame and hands on what follows from it: no event, or several. Frames that are errors or malformed are
     * the meter's business and give nothing.
     */
    void read(WireFrame frame, Consumer<ChatEvent> events);

    /** The body ended and was complete: closes open blocks and hands on {@code Finished} if that has not happened. */
    void end(Consumer<ChatEvent> events);
}
