package io.modelrouter.core.pipeline;

import io.modelrouter.core.lane.Translation;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.wire.WireBody;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one call goes to one candidate.
 *
 * @param candidate with the dialect chosen
 * @param body what is sent
 * @param headers protocol headers that go with it
 * @param withholdUsage whether the stream's usage chunk is the router's wish alone
 * @param translation what was made of the request, or null where the caller's own bytes are sent
 * @param operation which endpoint of the dialect it goes to; empty for the main one
 */
record Lane(
        Candidate candidate,
        WireBody body,
        Map<String, String> headers,
        boolean withholdUsage,
        @Nullable Translation translation,
        String operation) {

    /** To the dialect's main endpoint. */
    Lane(
            Candidate candidate,
            WireBody body,
            Map<String, String> headers,
            boolean withholdUsage,
            @Nullable Translation translation) {
        this(candidate, body, headers, withholdUsage, translation, "");
    }
}
