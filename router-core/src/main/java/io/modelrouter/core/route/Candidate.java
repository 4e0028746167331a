package io.modelrouter.core.route;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.wire.Dialect;
import java.util.List;

/**
 * A channel that may serve a call.
 *
 * @param model what is asked for: the caller's name, or a real model behind it
 * @param channel as the snapshot had it
 * @param pattern its best pattern for the model
 * @param upstreamModel the name to ask it for
 * @param dialects what may be spoken to it, the best first; only the caller's own where the channel speaks that
 * @param translated whether none of them is the caller's own
 */
public record Candidate(
        String model,
        Channel channel,
        ModelPattern pattern,
        String upstreamModel,
        List<Dialect> dialects,
        boolean translated) {
    public Candidate {
        dialects = List.copyOf(dialects);
        if (dialects.isEmpty()) {
            throw new IllegalArgumentException("a candidate speaks something");
        }
    }

    /** What is spoken to it, or tried first. */
    public Dialect dialect() {
        return dialects.get(0);
    }

    /** The same with the choice made. */
    public Candidate speaking(Dialect dialect) {
        return dialects.size() == 1 && dialect() == dialect
                ? this
                : new Candidate(model, channel, pattern, upstreamModel, List.of(dialect), translated);
    }

    /** Whether both are tried in the same breath, so that weight decides between them. */
    boolean ranksWith(Candidate other) {
        return channel.priority() == other.channel.priority()
                && translated == other.translated
                && pattern.isExact() == other.pattern.isExact()
                && pattern.literals() == other.pattern.literals()
                && pattern.stars() == other.pattern.stars();
    }
}
