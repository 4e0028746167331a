package io.modelrouter.quota;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Amounts of quota. One credit is one US dollar; the ledger counts in nano-credits (1e-9), in a {@code long}, which reaches
 * over nine billion credits. All arithmetic is exact and overflow is an error.
 */
public final class Credits {
    /** Nano-credits of one credit. */
    public static final long NANOS = 1_000_000_000L;

    private static final BigDecimal NANOS_DECIMAL = BigDecimal.valueOf(NANOS);

    private Credits() {}

    /**
     * Nano-credits of an amount in credits.
     *
     * @throws ArithmeticException if it has more than nine decimals or does not fit
     */
    public static long toNanos(BigDecimal credits) {
        return credits.multiply(NANOS_DECIMAL).longValueExact();
    }

    /** Nano-credits, rounded up to a whole one. */
    public static long toNanosCeil(BigDecimal credits) {
        return credits.multiply(NANOS_DECIMAL).setScale(0, RoundingMode.CEILING).longValueExact();
    }

    /** The amount in credits, without trailing zeros. */
    public static BigDecimal ofNanos(long nanos) {
        BigDecimal credits = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
        return credits.scale() < 0 ? credits.setScale(0) : credits;
    }
}
