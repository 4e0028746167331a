package io.modelrouter.core.quota;

/** What becomes of calls for models that have no price, neither by the name that was asked for nor by the one it is mapped to. */
public enum Unpriced {
    /** Callers with a quota or a budget are refused; for others the cost is unknown and nothing is charged. */
    REFUSE,
    /** Nothing is charged, and the cost is unknown. */
    FREE,
    /** The default price counts. */
    DEFAULT
}
