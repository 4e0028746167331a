package io.modelrouter.core.route;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.wire.Dialect;

/**
 * A channel that may serve a call.
 *
 * @param channel as the snapshot had it
 * @param pattern its best pattern for the model
 * @param upstreamModel the name to ask it for
 * @param dialect what to speak to it
 */
public record Candidate(Channel channel, ModelPattern pattern, String upstreamModel, Dialect dialect) {

    /** Whether both are tried in the same breath, so that weight decides between them. */
    boolean ranksWith(Candidate other) {
        return channel.priority() == other.channel.priority()
                && pattern.isExact() == other.pattern.isExact()
                && pattern.literals() == other.pattern.literals()
                && pattern.stars() == other.pattern.stars();
    }
}
