package io.modelrouter.channel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among channels of equal rank: same priority, equally good patterns. Asked once for each place of the order in
 * which they are tried, from many threads at once; must be fast and must not throw. Health is not its business: a channel
 * that rests is passed over whatever was chosen.
 */
@FunctionalInterface
public interface SelectionStrategy {

    /**
     * The next to try.
     *
     * @param options at least two
     * @return an index of the list
     */
    int choose(List<Option> options, RandomGenerator random);

    /**
     * One channel of the rank, and what is known of it.
     *
     * @param channel it
     * @param upstreamModel the name it would be asked for
     * @param inFlight attempts that run there now, from this router
     * @param firstContent moving average of the time to the first content of answers like this one (streamed or not), or
     *     null where none came lately
     * @param estimate nano-credits that the call would be held for there, or null where the model has no price
     */
    record Option(
            Channel channel,
            String upstreamModel,
            int inFlight,
            @Nullable Duration firstContent,
            @Nullable Long estimate) {

        public int weight() {
            return channel.weight();
        }

        public Optional<Duration> timeToFirstContent() {
            return Optional.ofNullable(firstContent);
        }

        public OptionalLong estimatedNanos() {
            return estimate == null ? OptionalLong.empty() : OptionalLong.of(estimate);
        }
    }
}
