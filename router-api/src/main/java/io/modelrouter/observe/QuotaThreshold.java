package io.modelrouter.observe;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import java.math.BigDecimal;

/**
 * An account's charges came to a share of its limit that somebody wants to know about.
 *
 * @param account the account, or the period of a budget
 * @param share of the limit, such as 0.8
 * @param balance how it stood right after the charge that did it
 */
public record QuotaThreshold(AccountId account, BigDecimal share, AccountBalance balance) {}
