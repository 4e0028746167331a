package io.modelrouter.provider;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Talks to one kind of upstream: implement it to add a provider. It moves bytes and knows no JSON; it never retries,
 * follows redirects or changes a body. Used from many threads at once.
 */
public interface ProviderClient extends AutoCloseable {

    /** The channel type it serves, such as {@code openai}. */
    String type();

    /** What such a channel speaks unless its settings say otherwise. */
    Set<Dialect> dialects();

    /**
     * Which of them a channel speaks for one of its models; by default what its settings list, or else all. A type whose
     * models differ in it says so here, such as Bedrock, where only Anthropic's take Anthropic's own bodies.
     *
     * @param upstreamModel the name that would be asked for
     */
    default Set<Dialect> dialects(Channel channel, String upstreamModel) {
        return channel.dialects().isEmpty() ? dialects() : channel.dialects();
    }

    /**
     * Looks at a channel's settings before it is used.
     *
     * @throws IllegalArgumentException naming the setting that cannot work and what is allowed
     */
    default void validate(Channel channel) {}

    /** Prepares an exchange; nothing is sent yet. */
    ProviderCall newCall(ProviderRequest request);

    /**
     * Asks the upstream which models it has. Blocks the calling thread, for the channel's total time at most.
     *
     * @param key one of the channel's keys, or null where it has none
     * @return the names that {@link ProviderRequest#model} may have, or nothing where such an upstream has no list
     * @throws ProviderException if the list did not come; its kind is also what a refusal means
     */
    default Optional<List<String>> models(Channel channel, @Nullable Secret key) throws ProviderException {
        return Optional.empty();
    }

    /**
     * Whether requests with the operation {@code count} go to an endpoint that counts a prompt's tokens and generates
     * nothing. Without it none are made, and the router estimates. An upstream that has no such endpoint after all answers
     * 404, which is remembered for a while.
     */
    default boolean counts(Channel channel, Dialect dialect) {
        return false;
    }

    /** Closes idle connections. Running exchanges go on. */
    @Override
    default void close() {}
}
