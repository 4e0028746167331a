package io.modelrouter.quota;

/**
 * Name of an account that holds quota: a token, a user, a team or an organisation. Accounts of one call are locked in the order of their
 * ids, so the order is part of the contract.
 *
 * @param value 1 to 128 characters, such as {@code token:team-search}
 */
public record AccountId(String value) implements Comparable<AccountId> {
    public AccountId {
        if (value.isEmpty() || value.length() > 128) {
            throw new IllegalArgumentException("an account id has 1 to 128 characters");
        }
    }

    /** The account of a token. */
    public static AccountId token(String name) {
        return new AccountId("token:" + name);
    }

    /** The account of a user. */
    public static AccountId user(String name) {
        return new AccountId("user:" + name);
    }

    /** The account of a team. */
    public static AccountId team(String name) {
        return new AccountId("team:" + name);
    }

    /** The account of an organisation. */
    public static AccountId organisation(String name) {
        return new AccountId("organisation:" + name);
    }

    @Override
    public int compareTo(AccountId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
