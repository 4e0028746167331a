package io.modelrouter.core.pipeline;

import io.modelrouter.quota.AccountId;
import java.time.Duration;
import java.util.List;

/**
 * With what a hold is asked for. The same again finds the same hold, whatever became of the first answer.
 *
 * @param amount nano-credits
 * @param ttl how long it lasts unless renewed
 */
record HoldTerms(List<AccountId> accounts, long amount, Duration ttl) {}
