package io.modelrouter.core.pipeline;

import io.modelrouter.chat.Loss;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.record.Annotations;
import io.modelrouter.core.record.RecordText;
import io.modelrouter.core.record.UpstreamRequestId;
import io.modelrouter.error.RouterException;
import io.modelrouter.observe.CallAnnotator;
import io.modelrouter.observe.CallRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the answer, the connection and the host add to the record of a call. */
final class RecordDetails {
    private static final int LONGEST_ADDRESS = 64;
    private static final int LONGEST_FIELD = 256;
    private static final int MOST_LOSSES = 100;

    private final Dialects dialects;
    private final Annotations annotations;

    RecordDetails(Dialects dialects, CallAnnotator annotator) {
        this.dialects = dialects;
        this.annotations = new Annotations(annotator);
    }

    CallRecord complete(CallRecord.Builder record, CallSession call, @Nullable RouterException failure) {
        record.status(status(call, failure))
                .address(RecordText.lineOrNull(call.context.remoteAddress().orElse(null), LONGEST_ADDRESS));
        Exchange exchange = call.exchange;
        if (exchange != null) {
            record.upstreamRequestId(UpstreamRequestId.of(exchange.headers())).losses(losses(exchange));
        }
        return annotations.add(record.build(), call.request);
    }

    /** A stream that began was a 200, whatever became of it; a whole answer is sent when it is known to be good. */
    private int status(CallSession call, @Nullable RouterException failure) {
        Exchange exchange = call.exchange;
        boolean begun = exchange != null && exchange.isStream();
        return failure == null || begun
                ? 200
                : dialects.client(call.request.dialect())
                        .writeError(failure, call.id)
                        .status();
    }

    /** Their fields may be member names of the caller's own making. */
    private static List<Loss> losses(Exchange exchange) {
        return exchange.losses().stream()
                .limit(MOST_LOSSES)
                .map(loss -> new Loss(
                        RecordText.line(loss.field(), LONGEST_FIELD),
                        loss.severity(),
                        RecordText.line(loss.reason(), LONGEST_FIELD)))
                .toList();
    }
}
