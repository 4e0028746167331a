package io.modelrouter.core.dialect;

/**
 * What an upstream says of a run that it makes in the background.
 *
 * @param id by which the upstream knows it
 * @param state how far it has come
 * @param tally what was metered of its answer so far
 */
public record RunReport(String id, State state, BodyTally tally) {

    /** How far a run has come; whatever is not said in the vendor's words is taken for running. */
    public enum State {
        /** It waits or is written: {@code queued}, {@code in_progress}, and every word that is not one of those below. */
        RUNNING,
        /** Its answer is whole. */
        COMPLETED,
        /** It stopped before its end, such as at a limit on its output. */
        INCOMPLETE,
        /** The upstream failed at it. */
        FAILED,
        /** It was cancelled on somebody's request. */
        CANCELLED;

        /**
         * @param status the vendor's word for it: developers.openai.com, background mode, 2026-11
         */
        public static State of(String status) {
            switch (status) {
                case "completed":
                    return COMPLETED;
                case "incomplete":
                    return INCOMPLETE;
                case "failed":
                    return FAILED;
                case "cancelled":
                    return CANCELLED;
                default:
                    return RUNNING;
            }
        }
    }

    /** Whether it has not ended, so that its usage is not final and it is not settled yet. */
    public boolean isRunning() {
        return state == State.RUNNING;
    }
}
