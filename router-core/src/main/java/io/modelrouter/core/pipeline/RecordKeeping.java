package io.modelrouter.core.pipeline;

import io.modelrouter.observe.CallAnnotator;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallLog;
import org.jspecify.annotations.Nullable;

/**
 * Where records of calls go.
 *
 * @param log takes them
 * @param history remembers them; null where nothing does
 * @param annotator adds the host's own words
 */
public record RecordKeeping(CallLog log, @Nullable CallHistory history, CallAnnotator annotator) {
    /** Nowhere. */
    public static final RecordKeeping NONE = new RecordKeeping(CallLog.NONE, null, CallAnnotator.NONE);
}
