package io.modelrouter.quota;

/** What became of {@link QuotaLedger#renew}. */
public enum RenewResult {
    /** The expiry moved. */
    OK,
    /** The reservation is not held (any more). */
    GONE
}
