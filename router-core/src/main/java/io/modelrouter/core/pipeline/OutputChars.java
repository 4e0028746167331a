package io.modelrouter.core.pipeline;

import io.modelrouter.core.dialect.ChatChannelCodec;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.event.ChatEvent;

/** Characters of model content, also of whole answers whose skim had no reason to count them. */
final class OutputChars {
    private OutputChars() {}

    static long of(Exchange exchange) {
        long counted = exchange.outputChars();
        if (counted > 0 || exchange.isStream() || !(exchange.codec instanceof ChatChannelCodec)) {
            return counted;
        }
        long chars = 0;
        try {
            for (ChatEvent event : exchange.events()) {
                chars += of(event);
            }
        } catch (MalformedAnswerException e) {
            // what could be read was counted
        }
        return chars;
    }

    private static long of(ChatEvent event) {
        if (event instanceof ChatEvent.TextDelta text) {
            return text.text().length();
        }
        if (event instanceof ChatEvent.ReasoningDelta reasoning) {
            return reasoning.text().length();
        }
        return event instanceof ChatEvent.ToolArgumentsDelta arguments
                ? arguments.json().length()
                : 0;
    }
}
