package io.modelrouter.observe;

import io.modelrouter.request.RouterRequest;
import java.util.Map;

/**
 * Adds words of the host's own to the record of a call, such as a tenant's number, or, by its own decision, text of the
 * prompt. There is none unless the host installs one: without it no record has a word of a prompt.
 *
 * <p>Called once for each call when it ends, on the thread that ends it; must be fast. What it throws is logged and dropped.
 */
@FunctionalInterface
public interface CallAnnotator {
    /** Adds nothing. */
    CallAnnotator NONE = (record, request) -> Map.of();

    /**
     * What to add.
     *
     * @param record what is known of the call
     * @param request what was asked; not to be kept
     * @return names of up to 64 characters and values of up to 4,096; longer ones are cut, at most 16 are kept
     */
    Map<String, String> annotate(CallRecord record, RouterRequest request);
}
