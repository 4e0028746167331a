package io.modelrouter.core.record;

import io.modelrouter.observe.CallAnnotator;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.request.RouterRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the words of an installed {@link CallAnnotator} on records, within its limits. */
public final class Annotations {
    static final int MOST = 16;
    static final int LONGEST_NAME = 64;
    static final int LONGEST_VALUE = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(Annotations.class);

    private final CallAnnotator annotator;

    public Annotations(CallAnnotator annotator) {
        this.annotator = annotator;
    }

    /** The record with the annotator's words; as it is where that fails. */
    public CallRecord add(CallRecord record, RouterRequest request) {
        if (annotator == CallAnnotator.NONE) {
            return record;
        }
        try {
            Map<String, String> kept = new LinkedHashMap<>(record.attributes());
            for (Map.Entry<String, String> each :
                    annotator.annotate(record, request).entrySet()) {
                if (kept.size() == MOST) {
                    break;
                }
                kept.put(
                        RecordText.line(each.getKey(), LONGEST_NAME), RecordText.lines(each.getValue(), LONGEST_VALUE));
            }
            return record.toBuilder().attributes(kept).build();
        } catch (RuntimeException | Error e) {
            // Its message may quote the prompt.
            StackTraceElement[] trace = e.getStackTrace();
            LOG.warn(
                    "The call annotator failed for call {}: {} at {}",
                    record.id(),
                    e.getClass().getName(),
                    trace.length == 0 ? "an unknown place" : trace[0]);
            return record;
        }
    }
}
