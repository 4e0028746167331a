package io.modelrouter.quota;

/** Where the token counts of a settlement come from. */
public enum UsageSource {
    /** The provider told them. */
    REPORTED,
    /** The router counted, because the provider told nothing or nothing believable. */
    ESTIMATED
}
