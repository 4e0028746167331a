package io.modelrouter.channel;

import java.time.Duration;
import java.util.Optional;

/**
 * Which channel made which answer for whom, so that any node of several finds the upstream that an earlier answer of OpenAI's
 * Responses is to be retrieved from. Neither prompts nor answers are in it. The router remembers what its own node made in
 * memory; the stores tell it to all nodes that share them. Implement it to keep it elsewhere.
 *
 * <p>Called from any thread; may block for one round trip. What it throws is logged, and the router goes on with what its own
 * node remembers. Nobody checks lengths before: a store may refuse names and ids that are longer than
 * said here.
 */
public interface ResponseOrigins {

    /** Keeps nothing: each node knows its own answers alone. */
    ResponseOrigins NONE = new ResponseOrigins() {
        @Override
        public void put(String caller, String responseId, ResponseOrigin origin, Duration keep) {}

        @Override
        public Optional<ResponseOrigin> find(String caller, String responseId) {
            return Optional.empty();
        }

        @Override
        public void forget(String caller, String responseId) {}
    };

    /**
     * Remembers an answer in place of what was known of it.
     *
     * @param caller the name of the token that asked for it; up to 256 characters
     * @param responseId by which the upstream knows it; up to 256 characters
     * @param keep how long from now; keep it over 0, which stores need not check
     */
    void put(String caller, String responseId, ResponseOrigin origin, Duration keep);

    /** An answer of this caller's; empty where it has none of that id, or no more. */
    Optional<ResponseOrigin> find(String caller, String responseId);

    /** The answer is no more. Does nothing where none is known. */
    void forget(String caller, String responseId);
}
