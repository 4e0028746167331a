package io.modelrouter.testkit.bank;

import static io.modelrouter.quota.ReservationState.CONFIRMED;
import static io.modelrouter.quota.ReservationState.CONFIRMED_LATE;
import static io.modelrouter.quota.ReservationState.EXPIRED;
import static io.modelrouter.quota.ReservationState.HELD;
import static io.modelrouter.quota.ReservationState.RELEASED;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.SettleResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Closes the books when all workers are dead and all holds are expired: every answer that a journal has must still be true,
 * nothing may be charged that nobody asked for, and what the reservations say they were charged must add up to what the
 * accounts say.
 */
final class BankBooks {
    private final List<String> violations = new ArrayList<>();
    private final Map<Integer, Story> stories = new TreeMap<>();
    private final Map<AccountId, Long> corrections = new HashMap<>();
    private final Map<AccountId, Long> topUps = new HashMap<>();

    /** What the journals say about one reservation. */
    private static final class Story {
        final List<BankJournal.Line> answered = new ArrayList<>();
        final Set<Long> intended = new HashSet<>(Set.of(0L));
        int settlements;
    }

    /** How a reservation ended. */
    private record End(@Nullable ReservationState state, long charged, long overage) {}

    /** Takes in the journal of a worker; every operation in it has its answer. */
    void add(List<BankJournal.Line> journal) {
        for (BankJournal.Line line : journal) {
            BankOperation operation = line.operation();
            if (operation instanceof BankOperation.Reserve reserve) {
                story(reserve.index()).answered.add(line);
            } else if (operation instanceof BankOperation.Renew renew) {
                story(renew.index()).answered.add(line);
                story(renew.index()).intended.add(renew.accrued());
            } else if (operation instanceof BankOperation.Confirm confirm) {
                story(confirm.index()).answered.add(line);
                story(confirm.index()).intended.add(confirm.actual());
            } else if (operation instanceof BankOperation.Release release) {
                story(release.index()).answered.add(line);
            } else if (operation instanceof BankOperation.Correct correct && "applied".equals(line.answer())) {
                corrections.merge(correct.account(), correct.nanos(), Long::sum);
            } else if (operation instanceof BankOperation.TopUp topUp && "applied".equals(line.answer())) {
                topUps.merge(topUp.account(), topUp.nanos(), Long::sum);
            }
        }
    }

    /**
     * @param granted by account, what the coordinator itself gave it as its limit, in all
     * @return what is wrong
     */
    List<String> close(QuotaLedger ledger, Map<AccountId, Long> granted) {
        Map<AccountId, Long> charged = new HashMap<>(corrections);
        for (Map.Entry<Integer, Story> entry : stories.entrySet()) {
            int index = entry.getKey();
            End end = end(ledger, index);
            for (AccountId payer : BankPlan.payers(index)) {
                charged.merge(payer, end.charged, Long::sum);
            }
            check(index, entry.getValue(), end);
        }
        for (AccountId account : BankPlan.ACCOUNTS) {
            AccountBalance balance = ledger.balance(account).orElseThrow();
            expect(balance.held() == 0, "all is settled, and %s holds %s", account, balance.held());
            long sum = charged.getOrDefault(account, 0L);
            expect(
                    balance.used() + balance.overage() == sum,
                    "%s has used %s with overage %s, and was charged %s",
                    account,
                    balance.used(),
                    balance.overage(),
                    sum);
            if (!account.equals(BankPlan.OPEN)) {
                long limit = granted.getOrDefault(account, 0L) + topUps.getOrDefault(account, 0L);
                long found = balance.limit().nanos().orElse(-1);
                expect(found == limit, "%s was given a limit of %s in all, and has %s", account, limit, found);
            }
        }
        return violations;
    }

    private Story story(int index) {
        return stories.computeIfAbsent(index, i -> new Story());
    }

    /** A release is how a settled reservation is read; where there is none it leaves a tombstone, which does no harm now. */
    private End end(QuotaLedger ledger, int index) {
        SettleResult result = ledger.release(BankPlan.id(index), "closing");
        if (result instanceof SettleResult.Replay replay) {
            return new End(replay.state(), replay.charged(), replay.overage());
        }
        boolean held =
                result instanceof SettleResult.Done done && !done.accounts().isEmpty();
        expect(!held, "reservation %s was still held when all holds had expired", index);
        return new End(null, 0, 0);
    }

    private void check(int index, Story story, End end) {
        for (BankJournal.Line line : story.answered) {
            String answer = line.answer() == null ? "nothing" : line.answer();
            if (answer.startsWith("done")) {
                story.settlements++;
            }
            expect(
                    holdsStill(line.operation(), answer.split(" ", -1), end),
                    "reservation %s: '%s' was answered '%s', and now it is %s",
                    index,
                    line.operation().text(),
                    answer,
                    end);
        }
        expect(story.settlements <= 1, "reservation %s was settled %s times", index, story.settlements);
        expect(
                story.intended.contains(end.charged) && (end.state != RELEASED || end.charged == 0),
                "reservation %s: nobody asked for what was charged: %s",
                index,
                end);
    }

    private static boolean holdsStill(BankOperation operation, String[] answer, End end) {
        return switch (answer[0]) {
            case "granted", "OK" -> {
                long accrued = operation instanceof BankOperation.Renew renew ? renew.accrued() : 0;
                boolean expired = end.state == EXPIRED || end.state == CONFIRMED_LATE;
                yield end.state != null && (!expired || end.charged >= accrued);
            }
            case "done" ->
                end.charged == Long.parseLong(answer[1])
                        && end.overage == Long.parseLong(answer[2])
                        && (operation instanceof BankOperation.Confirm
                                ? end.state == CONFIRMED || end.state == CONFIRMED_LATE
                                : end.state == RELEASED);
            case "replay" -> {
                ReservationState state = ReservationState.valueOf(answer[1]);
                boolean late = state == EXPIRED && end.state == CONFIRMED_LATE;
                boolean ended = state == HELD ? end.state != null : state == end.state || late;
                boolean same = answer.length == 2
                        || end.charged == Long.parseLong(answer[2]) && end.overage == Long.parseLong(answer[3])
                        || late && end.charged >= Long.parseLong(answer[2]);
                yield ended && same;
            }
            case "unknown", "GONE", "insufficient" -> true;
            default -> false;
        };
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private void expect(boolean condition, String words, @Nullable Object... values) {
        if (!condition) {
            violations.add(words.formatted(values));
        }
    }
}
