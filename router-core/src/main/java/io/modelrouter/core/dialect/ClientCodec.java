package io.modelrouter.core.dialect;

import io.modelrouter.error.RouterException;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.RawJson;
import java.util.Map;

/** What the router does besides with any dialect that clients speak: hand their requests on, and tell them errors. */
public interface ClientCodec extends ChannelCodec {

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

    /** As {@link #upstreamBody(RouterRequest, String, boolean, Map)}, for a kind of channel that may take less than others. */
    default UpstreamBody upstreamBody(RouterRequest request, WriteTarget target, Map<String, RawJson> overrides) {
        return upstreamBody(request, target.model(), target.stream(), overrides);
    }

    /** As {@link #upstreamBody(RouterRequest, String, boolean, Map)}, without overrides. */
    default UpstreamBody upstreamBody(RouterRequest request, String upstreamModel, boolean stream) {
        return upstreamBody(request, upstreamModel, stream, Map.of());
    }

    /** The failure as this dialect's own error answer, full vendor shape: section 6 of the architecture. */
    WireError writeError(RouterException failure, String requestId);
}
