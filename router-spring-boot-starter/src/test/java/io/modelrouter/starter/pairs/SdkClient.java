package io.modelrouter.starter.pairs;

import io.modelrouter.chat.Usage;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;

/** A vendor's official SDK, through the gateway: says an {@link Ask} in its dialect and tells what its types hold. */
interface SdkClient extends AutoCloseable {
    Dialect dialect();

    /**
     * @throws RuntimeException the SDK's own exception; {@link FailedResponse} where it has a typed failure instead
     */
    Heard ask(Ask ask, boolean stream);

    void user(ArrayNode out, String words);

    void media(ArrayNode out, String words, String mediaType, String base64);

    void assistant(ArrayNode out, String words);

    void results(ArrayNode out, List<Ask.Result> results);

    /** The vendor's word. */
    String stop(PlayedAnswer.Stop stop);

    /** The vendor's counts by short names. */
    Map<String, Long> usage(Usage usage);

    /** What the SDK must throw. */
    Class<? extends Throwable> exception(PlayedAnswer.Failing failing, boolean stream);

    /** The HTTP status in the SDK's exception, and how long to wait in seconds where it tells; -1 where not. */
    List<Integer> statusAndWait(Throwable exception);

    /** How a status of the vendor's looks to this client. */
    int status(PlayedAnswer.Failing failing);

    @Override
    void close();

    /** A stream that ended in the typed failure of its vendor, which the SDK does not throw. */
    final class FailedResponse extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FailedResponse(String message) {
            super(message);
        }
    }
}
