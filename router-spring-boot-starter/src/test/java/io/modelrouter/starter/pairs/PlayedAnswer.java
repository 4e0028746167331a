package io.modelrouter.starter.pairs;

import io.modelrouter.chat.Usage;
import java.util.List;

/**
 * What a played vendor answers, in no vendor's words.
 *
 * @param thinking shown reasoning, or null
 * @param signature what the vendor wants back, or null; each vendor has it in its own place
 * @param text in the pieces of a stream; empty for none
 * @param refusal in the vendor's own place for one, or null
 * @param calls of tools
 * @param stop why it ends
 * @param failing how it fails
 */
record PlayedAnswer(
        String thinking,
        String signature,
        List<String> text,
        String refusal,
        List<Call> calls,
        Stop stop,
        Usage usage,
        Failing failing) {

    /**
     * @param id as the vendor tells it; Gemini tells none
     * @param arguments a JSON object
     */
    record Call(String id, String name, String arguments) {}

    enum Stop {
        DONE,
        LENGTH,
        TOOLS,
        FILTER,
        REFUSAL
    }

    enum Failing {
        NOT,
        /** Status 400, the caller's mistake. */
        BAD_REQUEST,
        /** Status 401 for the channel's own key. */
        WRONG_KEY,
        /** Status 429 with 7 seconds to wait. */
        RATE_LIMIT,
        /** Status 500. */
        SERVER,
        /** An error event after the first piece of text; whole answers have no such thing. */
        ERROR_EVENT,
        /** The connection breaks after the first piece of text. */
        CUT,
        /** The body ends as bodies end, after the first piece of text. */
        SHORT;

        boolean isStatus() {
            return ordinal() >= BAD_REQUEST.ordinal() && ordinal() <= SERVER.ordinal();
        }

        boolean isInside() {
            return ordinal() >= ERROR_EVENT.ordinal();
        }
    }

    static final Usage USAGE =
            Usage.builder().input(20).cacheRead(30).output(50).reasoning(12).build();

    static PlayedAnswer text(String... pieces) {
        return new PlayedAnswer(null, null, List.of(pieces), null, List.of(), Stop.DONE, USAGE, Failing.NOT);
    }

    static PlayedAnswer calls(Call... calls) {
        return new PlayedAnswer(null, null, List.of(), null, List.of(calls), Stop.TOOLS, USAGE, Failing.NOT);
    }

    static PlayedAnswer refusal(String words) {
        return new PlayedAnswer(null, null, List.of(), words, List.of(), Stop.REFUSAL, USAGE, Failing.NOT);
    }

    PlayedAnswer thinking(String words, String signed) {
        return new PlayedAnswer(words, signed, text, refusal, calls, stop, usage, failing);
    }

    PlayedAnswer stop(Stop why) {
        return new PlayedAnswer(thinking, signature, text, refusal, calls, why, usage, failing);
    }

    PlayedAnswer failing(Failing how) {
        return new PlayedAnswer(thinking, signature, text, refusal, calls, stop, usage, how);
    }

    PlayedAnswer usage(Usage counts) {
        return new PlayedAnswer(thinking, signature, text, refusal, calls, stop, counts, failing);
    }

    String allText() {
        return String.join("", text);
    }
}
