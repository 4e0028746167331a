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
        RUNNING,
        COMPLETED,
        INCOMPLETE,
        FAILED,
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

    public boolean isRunning() {
        return state == State.RUNNING;
    }
}
