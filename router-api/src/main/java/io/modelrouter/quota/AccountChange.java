package io.modelrouter.quota;

import org.jspecify.annotations.Nullable;

/**
 * One change that an administrator makes to an account.
 *
 * @param id of the change, made by who asks for it, so that repeats are harmless; 1 to 128 characters
 * @param account which account
 * @param kind what is done
 * @param amount nano-credits: what a top-up adds to the limit (above 0), what a correction charges (below 0 gives back,
 *     never 0); 0 for a limit
 * @param limit the new limit, for that kind alone
 * @param actor who does it, 1 to 128 characters
 * @param reason why, up to 1,000 characters
 */
public record AccountChange(
        String id,
        AccountId account,
        Kind kind,
        long amount,
        @Nullable QuotaLimit limit,
        String actor,
        String reason) {

    /** What a change does. */
    public enum Kind {
        /** Adds to the limit; as every raise it moves overage into used first. */
        TOP_UP,
        /**
         * Charges without a hold, as a late confirm would: what the limit has no room for is overage. Below 0 it gives back,
         * overage first, then used.
         */
        CORRECTION,
        /** Sets the limit, and creates the account if there is none. */
        LIMIT
    }

    public AccountChange {
        require(!id.isEmpty() && id.length() <= 128, "the id of a change has 1 to 128 characters");
        require(!actor.isEmpty() && actor.length() <= 128, "the actor of a change has 1 to 128 characters");
        require(reason.length() <= 1_000, "the reason of a change has at most 1000 characters");
        require((kind == Kind.LIMIT) == (limit != null), "a limit belongs to the kind LIMIT, and to it alone");
        switch (kind) {
            case TOP_UP -> require(amount > 0, "a top-up is above 0");
            case CORRECTION -> require(amount != 0 && amount != Long.MIN_VALUE, "a correction is not 0");
            case LIMIT -> require(amount == 0, "a new limit has no amount beside it");
        }
    }

    /**
     * @param nanos what is added to the limit, in nano-credits, above 0
     * @throws IllegalArgumentException if a value is not as this record's components say
     */
    public static AccountChange topUp(String id, AccountId account, long nanos, String actor, String reason) {
        return new AccountChange(id, account, Kind.TOP_UP, nanos, null, actor, reason);
    }

    /**
     * @param nanos what is charged, in nano-credits; below 0 gives back
     * @throws IllegalArgumentException if a value is not as this record's components say
     */
    public static AccountChange correction(String id, AccountId account, long nanos, String actor, String reason) {
        return new AccountChange(id, account, Kind.CORRECTION, nanos, null, actor, reason);
    }

    /** @throws IllegalArgumentException if a value is not as this record's components say */
    public static AccountChange limit(String id, AccountId account, QuotaLimit limit, String actor, String reason) {
        return new AccountChange(id, account, Kind.LIMIT, 0, limit, actor, reason);
    }

    private static void require(boolean condition, String words) {
        if (!condition) {
            throw new IllegalArgumentException(words);
        }
    }
}
