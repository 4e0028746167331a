package io.modelrouter.core.dialect;

import io.modelrouter.chat.Usage;
import io.modelrouter.error.UpstreamError;
import org.jspecify.annotations.Nullable;

/**
 * What the router needs to know of a whole answer.
 *
 * @param usage normalised counts
 * @param usageReported whether the upstream told any
 * @param usageSuspect whether a count was not believable and ignored
 * @param usageEnd position of the brace that closes the usage object, -1 if there is none
 * @param outputChars characters of model content; may be 0 where the usage tells an output, since nobody asks then and
 *     counting costs as much again as the rest of the skim
 * @param error an error that came with a 2xx status, or null
 */
public record BodyTally(
        Usage usage,
        boolean usageReported,
        boolean usageSuspect,
        int usageEnd,
        long outputChars,
        @Nullable UpstreamError error) {}
