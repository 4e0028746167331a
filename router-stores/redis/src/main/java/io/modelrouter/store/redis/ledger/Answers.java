package io.modelrouter.store.redis.ledger;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the scripts answer, as Java. The first string is the kind of answer, as the top of each script tells. */
final class Answers {
    private static final String UNLIMITED = "unlimited";
    private static final int BALANCE_COLUMNS = 4;
    private static final int ROW_COLUMNS = 16;

    private Answers() {}

    static String text(QuotaLimit limit) {
        return limit.nanos().isEmpty() ? UNLIMITED : Long.toString(limit.nanos().getAsLong());
    }

    static ReserveResult reserve(List<String> answer) {
        return switch (answer.get(0)) {
            case "GRANTED" -> new ReserveResult.Granted();
            case "INSUFFICIENT" -> new ReserveResult.Insufficient(new AccountId(answer.get(1)));
            case "REPLAY" -> new ReserveResult.Replay(ReservationState.valueOf(answer.get(1)));
            case "CONFLICT" -> new ReserveResult.Conflict();
            default -> throw unexpected(answer);
        };
    }

    static SettleResult settle(List<String> answer) {
        return switch (answer.get(0)) {
            case "DONE" -> new SettleResult.Done(number(answer, 1), number(answer, 2), states(answer, 3));
            case "REPLAY" ->
                new SettleResult.Replay(ReservationState.valueOf(answer.get(1)), number(answer, 2), number(answer, 3));
            case "UNKNOWN" -> new SettleResult.Unknown();
            default -> throw unexpected(answer);
        };
    }

    /** Accounts and their balances, from there to the end. */
    static List<AccountState> states(List<String> answer, int from) {
        List<AccountState> states = new ArrayList<>();
        for (int i = from; i < answer.size(); i += 1 + BALANCE_COLUMNS) {
            states.add(new AccountState(new AccountId(answer.get(i)), balance(answer, i + 1)));
        }
        return states;
    }

    static AccountBalance balance(List<String> answer, int from) {
        return new AccountBalance(
                limit(answer.get(from)), number(answer, from + 1), number(answer, from + 2), number(answer, from + 3));
    }

    /**
     * @throws AccountChangeException if the script refused
     */
    static AuditEntry change(AccountChange change, List<String> answer) {
        if (answer.get(0).equals("ROW")) {
            return row(answer, 1);
        }
        throw new AccountChangeException(
                switch (answer.get(1)) {
                    case "OTHER_CHANGE" -> "the id " + change.id() + " was used for another change";
                    case "UNKNOWN_ACCOUNT" -> "there is no account " + change.account();
                    case "UNLIMITED" -> "the account " + change.account() + " has no limit to top up";
                    case "TOO_MUCH_BACK" -> "the account " + change.account() + " was not charged so much";
                    case "OVERFLOW" -> "the account " + change.account() + " cannot count so much";
                    default -> throw unexpected(answer);
                });
    }

    static List<AuditEntry> rows(List<String> answer) {
        List<AuditEntry> rows = new ArrayList<>();
        for (int i = 0; i < answer.size(); i += ROW_COLUMNS) {
            rows.add(row(answer, i));
        }
        return rows;
    }

    static AuditEntry row(List<String> answer, int from) {
        String limit = answer.get(from + 4);
        AccountChange change = new AccountChange(
                answer.get(from),
                new AccountId(answer.get(from + 1)),
                AccountChange.Kind.valueOf(answer.get(from + 2)),
                number(answer, from + 3),
                limit.isEmpty() ? null : limit(limit),
                answer.get(from + 5),
                answer.get(from + 6));
        Instant time = Instant.ofEpochMilli(number(answer, from + 7));
        return new AuditEntry(change, time, balance(answer, from + 8), balance(answer, from + 12));
    }

    static long number(List<String> answer, int at) {
        return Long.parseLong(answer.get(at));
    }

    private static QuotaLimit limit(String text) {
        return text.equals(UNLIMITED) ? QuotaLimit.UNLIMITED : QuotaLimit.of(Long.parseLong(text));
    }

    private static RuntimeException unexpected(List<String> answer) {
        if (answer.get(0).equals("OVERFLOW")) {
            return new ArithmeticException("a sum of the ledger does not fit a long");
        }
        return new IllegalStateException("the script answered " + answer.get(0));
    }
}
