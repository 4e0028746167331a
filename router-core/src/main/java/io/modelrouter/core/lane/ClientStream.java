package io.modelrouter.core.lane;

import io.modelrouter.error.RouterException;
import java.io.IOException;
import java.io.OutputStream;

/** What becomes of an upstream's frames on their way to the client: handed on as they are, or written anew. Not thread-safe. */
public interface ClientStream extends UpstreamStream.Sink {

    /** Where bytes go from now on. */
    void redirect(OutputStream out);

    /** The upstream's body ended and was complete: writes what is still owed. */
    void writeTail() throws IOException;

    /** The bytes that end a stream that has begun with this failure (R4.2). */
    byte[] error(RouterException failure, String requestId);

    /** Bytes that keep a silent stream alive and mean nothing. */
    byte[] heartbeat();

    /** Whether an error event of the upstream's has gone to the client as it came. */
    boolean handsOnErrors();
}
