package io.modelrouter.starter.faults;

/** What a failed call is charged: the table of section 1 of the reliability specification. */
enum Charged {
    /** No 2xx headers came, or what came under them was no answer at all. */
    NOTHING,
    /** 2xx headers came, and the answer broke before its content could be handed on. */
    PROMPT,
    /** Content was handed on. */
    OUTPUT
}
