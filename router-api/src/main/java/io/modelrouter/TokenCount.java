package io.modelrouter;

import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.RawJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a prompt has.
 *
 * @param tokens of the whole prompt: system prompt, messages, tools, files
 * @param source who counted them
 * @param model whose rules count: the name that its upstream has for it
 * @param channelName the channel that counted, or null for an estimate
 * @param body the answer in the caller's own dialect; the upstream's own bytes where it speaks that dialect
 * @param headers for a caller over HTTP: those of the router, and of the upstream what an SDK of the dialect reads
 */
public record TokenCount(
        long tokens, Source source, String model, @Nullable String channelName, RawJson body, HttpHeaders headers) {

    /** Who counted. */
    public enum Source {
        /** The upstream that would serve the prompt. */
        UPSTREAM,
        /** The router, because no upstream could or would. */
        ESTIMATED
    }

    /** The channel that counted; empty for an estimate. */
    public Optional<String> channel() {
        return Optional.ofNullable(channelName);
    }

    /** Without the body. */
    @Override
    public String toString() {
        return "TokenCount[" + tokens + ", " + source + ", " + model + "]";
    }
}
