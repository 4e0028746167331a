package io.modelrouter.provider;

import io.modelrouter.channel.Channel;
import io.modelrouter.wire.Dialect;
import java.util.Set;

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
     * Looks at a channel's settings before it is used.
     *
     * @throws IllegalArgumentException naming the setting that cannot work and what is allowed
     */
    default void validate(Channel channel) {}

    /** Prepares an exchange; nothing is sent yet. */
    ProviderCall newCall(ProviderRequest request);

    /** Closes idle connections. Running exchanges go on. */
    @Override
    default void close() {}
}
