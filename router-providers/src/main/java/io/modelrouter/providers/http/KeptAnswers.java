package io.modelrouter.providers.http;

import io.modelrouter.channel.Channel;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What a client has worked out of channels' addresses, so that it does so once and not for each call. What cannot be worked
 * out, and throws, is tried again. At most 4096 answers; then all are forgotten. Thread-safe.
 *
 * @param <V> the answer; immutable
 */
public final class KeptAnswers<V> {
    private static final int MOST = 4096;

    private final Map<Object, V> answers = new ConcurrentHashMap<>();

    /**
     * What of a channel says where its endpoints are. Two channels that have it in common are alike.
     *
     * @param baseUrl empty for the provider's own
     * @param options all of the channel's, by name; may be empty
     */
    public record Address(Optional<URI> baseUrl, Map<String, String> options) {
        /** That of a channel, whose name, keys and models do not count. */
        public static Address of(Channel channel) {
            return new Address(channel.baseUrl(), channel.options());
        }
    }

    /**
     * @param question all that the answer depends on, with {@code equals}; holds no secret
     * @param answer may run more than once for a question
     */
    public V get(Object question, Supplier<V> answer) {
        V known = answers.get(question);
        if (known != null) {
            return known;
        }
        V found = answer.get();
        if (answers.size() >= MOST) {
            answers.clear();
        }
        answers.put(question, found);
        return found;
    }
}
