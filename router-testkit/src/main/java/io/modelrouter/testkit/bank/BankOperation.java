package io.modelrouter.testkit.bank;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;

/** One operation of the bank and the line of text that it is in a journal. */
sealed interface BankOperation {

    /** Does it and gives the answer as a line of text. */
    String apply(QuotaLedger ledger);

    /** What {@link #parse} reads. */
    String text();

    record Reserve(int index) implements BankOperation {
        @Override
        public String apply(QuotaLedger ledger) {
            ReserveResult result = ledger.reserve(
                    BankPlan.id(index), BankPlan.payers(index), BankPlan.amount(index), BankPlan.ttl(index));
            if (result instanceof ReserveResult.Replay replay) {
                return "replay " + replay.state();
            }
            return result instanceof ReserveResult.Granted
                    ? "granted"
                    : result instanceof ReserveResult.Conflict ? "conflict" : "insufficient";
        }

        @Override
        public String text() {
            return "reserve " + index;
        }
    }

    record Renew(int index, int millis, long accrued) implements BankOperation {
        @Override
        public String apply(QuotaLedger ledger) {
            return ledger.renew(BankPlan.id(index), Duration.ofMillis(millis), accrued)
                    .toString();
        }

        @Override
        public String text() {
            return "renew " + index + " " + millis + " " + accrued;
        }
    }

    record Confirm(int index, long actual) implements BankOperation {
        @Override
        public String apply(QuotaLedger ledger) {
            return settled(ledger.confirm(BankPlan.id(index), actual, UsageSource.REPORTED));
        }

        @Override
        public String text() {
            return "confirm " + index + " " + actual;
        }
    }

    record Release(int index) implements BankOperation {
        @Override
        public String apply(QuotaLedger ledger) {
            return settled(ledger.release(BankPlan.id(index), "bank"));
        }

        @Override
        public String text() {
            return "release " + index;
        }
    }

    record TopUp(String id, AccountId account, long nanos) implements BankOperation {
        @Override
        public String apply(QuotaLedger ledger) {
            return changed(ledger, AccountChange.topUp(id, account, nanos, "bank", "top-up"));
        }

        @Override
        public String text() {
            return "top-up " + id + " " + account + " " + nanos;
        }
    }

    record Correct(String id, AccountId account, long nanos) implements BankOperation {
        @Override
        public String apply(QuotaLedger ledger) {
            return changed(ledger, AccountChange.correction(id, account, nanos, "bank", "correction"));
        }

        @Override
        public String text() {
            return "correct " + id + " " + account + " " + nanos;
        }
    }

    record ExpireDue(int max) implements BankOperation {
        @Override
        public String apply(QuotaLedger ledger) {
            return Integer.toString(ledger.expireDue(max));
        }

        @Override
        public String text() {
            return "expire " + max;
        }
    }

    /** The operation that has this text. */
    static BankOperation parse(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "reserve" -> new Reserve(Integer.parseInt(words[1]));
            case "renew" -> new Renew(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Long.parseLong(words[3]));
            case "confirm" -> new Confirm(Integer.parseInt(words[1]), Long.parseLong(words[2]));
            case "release" -> new Release(Integer.parseInt(words[1]));
            case "top-up" -> new TopUp(words[1], new AccountId(words[2]), Long.parseLong(words[3]));
            case "correct" -> new Correct(words[1], new AccountId(words[2]), Long.parseLong(words[3]));
            case "expire" -> new ExpireDue(Integer.parseInt(words[1]));
            default -> throw new IllegalArgumentException("not an operation: " + text);
        };
    }

    private static String settled(SettleResult result) {
        if (result instanceof SettleResult.Done done) {
            return "done " + done.charged() + " " + done.overage();
        } else if (result instanceof SettleResult.Replay replay) {
            return "replay " + replay.state() + " " + replay.charged() + " " + replay.overage();
        }
        return "unknown";
    }

    private static String changed(QuotaLedger ledger, AccountChange change) {
        try {
            ((AccountAdmin) ledger).change(change);
            return "applied";
        } catch (AccountChangeException e) {
            return "refused";
        }
    }
}
