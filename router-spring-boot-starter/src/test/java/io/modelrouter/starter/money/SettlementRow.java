package io.modelrouter.starter.money;

import static io.modelrouter.quota.ReservationState.CONFIRMED;
import static io.modelrouter.quota.ReservationState.RELEASED;
import static io.modelrouter.quota.UsageSource.ESTIMATED;
import static io.modelrouter.quota.UsageSource.REPORTED;

import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.starter.load.TinyDialect;

/**
 * The rows of the table "What is charged", and what they are charged.
 *
 * <p>The prompt is one word of four letters: 10 tokens by the upstream's count, 8 by our own, which are 1 for the word (four
 * characters), 4 that frame the message and 3 before the answer. The answer is "hello", streamed "hello ": 5 tokens by the
 * upstream's count, 2 by our own; of Gemini "well hello !" is streamed, which is 3. A token costs 333.7 nano-credits in the
 * prompt, 50.1 from a cache, 1234.5 in the answer; all that times 1.1 * 0.9 = 0.99, rounded up once.
 */
enum SettlementRow {
    SUCCESS("success with usage"),
    CACHED("success with usage, 4 of 10 from a cache (R1.14)"),
    CUMULATIVE("success, the counters grow (R1.14)"),
    UNASKED("success, the client asked for no usage (R1.15)"),
    MISSING("success, usage missing"),
    ZERO("success, usage zero with output"),
    NEGATIVE("usage negative"),
    NEGATIVE_OUTPUT("usage negative in the answer alone"),
    FRACTIONAL("usage not integral"),
    TWICE_THE_CONTEXT("usage twice the context size"),
    BEYOND_THE_CONTEXT("usage above context size x 2"),
    NO_2XX("no attempt got 2xx headers"),
    FAILED_BEFORE("2xx headers, then failure before output"),
    FAILED_BEFORE_FREE("the same, with the option to release"),
    GONE_BEFORE("2xx headers, then client gone before output"),
    GONE_BEFORE_FREE("the same, with the option to release"),
    FAILED_AFTER("failure after output"),
    GONE_AFTER("client gone after output"),
    REPORTED_THEN_GONE("usage arrived before the client left"),
    REPORTED_THEN_FAILED("usage arrived before the failure"),
    SECOND_ATTEMPT("a failed attempt, then success (R1.13)"),
    SECOND_AFTER_PREAMBLE("an attempt cut before output, then success (R1.13)");

    // 10 * 333.7 + 5 * 1234.5 = 9,509.5; * 0.99 = 9,414.405
    private static final Expected REPORTED_10_5 = new Expected(CONFIRMED, REPORTED, 10, 0, 5, 9_415, false);
    // 6 * 333.7 + 4 * 50.1 + 5 * 1234.5 = 8,375.1; * 0.99 = 8,291.349
    private static final Expected CACHED_4 = new Expected(CONFIRMED, REPORTED, 6, 4, 5, 8_292, false);
    // 512,000 * 333.7 + 5 * 1234.5 = 170,860,572.5; * 0.99 = 169,151,966.775
    private static final Expected TWICE = new Expected(CONFIRMED, REPORTED, 512_000, 0, 5, 169_151_967, false);
    // 8 * 333.7 + 2 * 1234.5 = 5,138.6; * 0.99 = 5,087.214
    private static final Expected OWN_8_2 = new Expected(CONFIRMED, ESTIMATED, 8, 0, 2, 5_088, false);
    // 8 * 333.7 + 3 * 1234.5 = 6,373.1; * 0.99 = 6,309.369
    private static final Expected OWN_8_3 = new Expected(CONFIRMED, ESTIMATED, 8, 0, 3, 6_310, false);
    // 10 * 333.7 + 2 * 1234.5 = 5,806; * 0.99 = 5,747.94
    private static final Expected TOLD_10_OWN_2 = new Expected(CONFIRMED, ESTIMATED, 10, 0, 2, 5_748, false);
    // 10 * 333.7 + 3 * 1234.5 = 7,040.5; * 0.99 = 6,970.095
    private static final Expected TOLD_10_OWN_3 = new Expected(CONFIRMED, ESTIMATED, 10, 0, 3, 6_971, false);
    // 10 * 333.7 + 5 * 1234.5 as above, of counters that were not the last word
    private static final Expected TOLD_SO_FAR = new Expected(CONFIRMED, ESTIMATED, 10, 0, 5, 9_415, false);
    // 8 * 333.7 = 2,669.6; * 0.99 = 2,642.904
    private static final Expected PROMPT_8 = new Expected(CONFIRMED, ESTIMATED, 8, 0, 0, 2_643, false);
    private static final Expected NOTHING = new Expected(RELEASED, REPORTED, 0, 0, 0, 0, false);

    final String words;

    /**
     * What the record, the ledger and the account must say.
     *
     * @param nanos charged
     */
    record Expected(
            ReservationState settlement,
            UsageSource source,
            long input,
            long cacheRead,
            long output,
            long nanos,
            boolean suspect) {
        private Expected suspected() {
            return new Expected(settlement, source, input, cacheRead, output, nanos, true);
        }
    }

    SettlementRow(String words) {
        this.words = words;
    }

    /** Whether there is such a thing. */
    boolean isFor(TinyDialect dialect, boolean stream) {
        switch (this) {
            case UNASKED:
                // the others tell usage unasked
                return dialect == TinyDialect.CHAT && stream;
            case CUMULATIVE:
            case FAILED_AFTER:
            case GONE_AFTER:
            case REPORTED_THEN_FAILED:
                return stream;
            default:
                return true;
        }
    }

    /** The option of the fourth row: a failure before output releases the hold. */
    boolean isFree() {
        return this == FAILED_BEFORE_FREE || this == GONE_BEFORE_FREE;
    }

    /** The client leaves before its answer has ended. */
    boolean clientLeaves() {
        return this == GONE_BEFORE || this == GONE_BEFORE_FREE || this == GONE_AFTER || this == REPORTED_THEN_GONE;
    }

    String kindOfModel() {
        switch (this) {
            case SECOND_ATTEMPT:
            case SECOND_AFTER_PREAMBLE:
                return "r";
            case TWICE_THE_CONTEXT:
            case BEYOND_THE_CONTEXT:
                return "x";
            default:
                return "m";
        }
    }

    Expected expected(TinyDialect dialect, boolean stream) {
        boolean longer = dialect == TinyDialect.GEMINI && stream;
        switch (this) {
            case CACHED:
                return CACHED_4;
            case TWICE_THE_CONTEXT:
                return TWICE;
            case MISSING:
            case ZERO:
                return longer ? OWN_8_3 : OWN_8_2;
            case NEGATIVE:
            case FRACTIONAL:
            case BEYOND_THE_CONTEXT:
                return (longer ? OWN_8_3 : OWN_8_2).suspected();
            case NEGATIVE_OUTPUT:
                return (longer ? TOLD_10_OWN_3 : TOLD_10_OWN_2).suspected();
            case NO_2XX:
            case FAILED_BEFORE_FREE:
            case GONE_BEFORE_FREE:
                return NOTHING;
            case FAILED_BEFORE:
            case GONE_BEFORE:
                return PROMPT_8;
            case FAILED_AFTER:
            case GONE_AFTER:
                return soFar(dialect);
            case REPORTED_THEN_GONE:
            case REPORTED_THEN_FAILED:
                // Claude's last mark has not come
                return stream && dialect == TinyDialect.CLAUDE ? TOLD_SO_FAR : REPORTED_10_5;
            default:
                return REPORTED_10_5;
        }
    }

    /** "hello " has come; Claude told the prompt at the beginning, Gemini tells both counts with every piece. */
    private static Expected soFar(TinyDialect dialect) {
        switch (dialect) {
            case CLAUDE:
                return TOLD_10_OWN_2;
            case GEMINI:
                return TOLD_SO_FAR;
            default:
                return OWN_8_2;
        }
    }
}
