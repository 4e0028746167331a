package io.modelrouter.quota;

/**
 * Name of an account that holds quota: a token, a user or a group. Accounts of one call are locked in the order of their
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

    @Override
    public int compareTo(AccountId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
