package io.modelrouter.quota;

/**
 * An account and how it stood at one moment.
 *
 * @param account which one
 * @param balance how it stood
 */
public record AccountState(AccountId account, AccountBalance balance) {}
