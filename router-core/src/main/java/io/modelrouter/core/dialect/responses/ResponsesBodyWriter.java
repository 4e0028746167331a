package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.RawJson;
import java.util.List;

/** Writes a whole answer: the object that a stream of the same events would end with. */
final class ResponsesBodyWriter {
    private ResponsesBodyWriter() {}

    static byte[] write(List<ChatEvent> events, AnswerContext context, ErrorSettings settings) {
        ResponsesStreamWriter writer = new ResponsesStreamWriter(context, settings);
        events.forEach(writer::take);
        return writer.whole()
                .map(RawJson::toBytes)
                .orElseThrow(() -> new IllegalArgumentException("the events do not finish"));
    }
}
