package io.modelrouter.quota;

import java.util.OptionalLong;

/** The limit of an account: an amount, or explicitly none. There is no magic number for unlimited. */
public sealed interface QuotaLimit {

    /** The account may spend without bound; what it spends is still counted. */
    QuotaLimit UNLIMITED = new Unlimited();

    /**
     * A bound.
     *
     * @param nanos 0 or more nano-credits
     */
    static QuotaLimit of(long nanos) {
        return new Limited(nanos);
    }

    /** The bound in nano-credits; empty if there is none. */
    OptionalLong nanos();

    /** A bound in nano-credits. */
    record Limited(long limit) implements QuotaLimit {
        public Limited {
            if (limit < 0) {
                throw new IllegalArgumentException("a limit must not be negative");
            }
        }

        @Override
        public OptionalLong nanos() {
            return OptionalLong.of(limit);
        }
    }

    /** No bound. */
    record Unlimited() implements QuotaLimit {
        @Override
        public OptionalLong nanos() {
            return OptionalLong.empty();
        }
    }
}
