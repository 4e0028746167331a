package io.modelrouter.store.redis.ledger;

import io.lettuce.core.RedisException;
import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.store.redis.RedisScript;
import io.modelrouter.store.redis.RedisStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of several routers that share a Redis. Every operation is one script, and so one atomic step of the server.
 *
 * <p><b>How safe it is.</b> Redis copies to its replicas after it has answered. When a master dies and a replica takes over,
 * holds and charges that were acknowledged may be missing: quota comes back that was spent. Replicas to wait for
 * ({@code RedisStoreSettings.withReplicas}, {@code WAIT}) make that rare, not impossible; {@code appendfsync always} makes a
 * restart of the same server lose nothing. For quota that somebody paid for, PostgreSQL is the better store.
 *
 * <p>The fine points that {@link QuotaLedger} leaves to a store are those of the in-memory ledger, and these:
 *
 * <ul>
 *   <li>Time is the server's, in milliseconds. A server whose clock is set back lets holds last longer.
 *   <li>Open holds have no time to live. Settled ones are remembered for 24 hours or as long as the constructor says, by
 *       the server's own expiry: about 250 bytes each. There is no other bound, so memory follows the calls of a day.
 *   <li>{@link #expireDue} works in batches of 100 holds, each batch one step, so that nobody waits for long.
 *   <li>{@link #expireDue} also forgets accounts of budget periods (their ids have a {@code #}) that hold nothing and did
 *       not change for 400 days, or up to an eighth of that longer, and their audit; those of a rolling window for twice
 *       its length and two days. It looks at 50 in each batch. Other accounts are never forgotten.
 *   <li>Amounts are exact up to 2^63-1, where a script's own numbers end at 2^53.
 *   <li>The audit keeps 10,000 rows for each account, or as many as the constructor says. The oldest goes first, and with
 *       it the memory of its change: the same change made again after that would count again.
 *   <li>An account that was lost comes back with {@link #rebuild}, which leaves alone one that is there. Nothing ever adds
 *       to a balance to repair it.
 *   <li>With replicas to wait for, an operation that too few of them acknowledged in time is a
 *       {@link LedgerUnavailableException}, although it took effect on the master. Its repeat waits again and gives the
 *       first result. All operations of this process wait on one connection, so none overtakes another's {@code WAIT}.
 * </ul>
 *
 * <p>Timeouts, lost connections and whatever the server refuses ({@code READONLY}, {@code LOADING}, {@code OOM}) are a
 * {@link LedgerUnavailableException}. Calling threads wait, Lettuce's never do. Safe from any thread.
 */
public final class RedisQuotaLedger implements QuotaLedger, AccountAdmin {
    /** How long settled reservations are remembered unless said otherwise, and at least. */
    public static final Duration DEFAULT_REMEMBER = Duration.ofHours(24);

    /** Rows of the audit that an account keeps unless said otherwise. */
    public static final int DEFAULT_AUDIT_ROWS = 10_000;

    private static final Duration MAX_TTL = Duration.ofDays(36_500);
    private static final int EXPIRE_BATCH = 100;
    private static final int MAX_REASON = 200;
    private static final int MAX_PAGE = 1_000;
    /** Tells a script to ask the server. */
    private static final String SERVER_CLOCK = "";

    private final RedisStore store;
    private final @Nullable InstantSource clock;
    private final String rememberMillis;
    private final String auditRows;

    /** A ledger with the default memory. */
    public RedisQuotaLedger(RedisStore store) {
        this(store, DEFAULT_REMEMBER, DEFAULT_AUDIT_ROWS);
    }

    /**
     * @param remember how long settled reservations are remembered, at least 24 hours
     * @param auditRows how many rows of the audit an account keeps, at least 1
     */
    public RedisQuotaLedger(RedisStore store, Duration remember, int auditRows) {
        this(store, remember, auditRows, null);
    }

    /** For tests, with their clock instead of the server's. */
    RedisQuotaLedger(RedisStore store, Duration remember, int auditRows, @Nullable InstantSource clock) {
        if (remember.compareTo(DEFAULT_REMEMBER) < 0) {
            throw new IllegalArgumentException("remember must be at least 24 hours, not " + remember);
        }
        if (auditRows < 1) {
            throw new IllegalArgumentException("auditRows must be at least 1, not " + auditRows);
        }
        this.store = Objects.requireNonNull(store, "store");
        this.clock = clock;
        this.rememberMillis = Long.toString(remember.toMillis());
        this.auditRows = Integer.toString(auditRows);
    }

    @Override
    public ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, Duration ttl) {
        requireAmount(amount, "amount");
        List<String> arguments =
                new ArrayList<>(List.of(whole(id.value()), Long.toString(amount), ttl.toString(), millis(ttl), now()));
        arguments.addAll(sortedWithoutRepeats(accounts));
        return Answers.reserve(write(LedgerScripts.RESERVE, arguments.toArray(new String[0])));
    }

    @Override
    public RenewResult renew(ReservationId id, Duration ttl, long accrued) {
        requireAmount(accrued, "accrued");
        List<String> answer = write(LedgerScripts.RENEW, whole(id.value()), millis(ttl), now(), Long.toString(accrued));
        return RenewResult.valueOf(answer.get(0));
    }

    @Override
    public SettleResult confirm(ReservationId id, long actual, UsageSource source) {
        requireAmount(actual, "actual");
        return Answers.settle(
                write(LedgerScripts.CONFIRM, whole(id.value()), Long.toString(actual), source.name(), rememberMillis));
    }

    @Override
    public SettleResult release(ReservationId id, String reason) {
        String shortReason = reason.substring(0, Math.min(reason.length(), MAX_REASON));
        return Answers.settle(write(LedgerScripts.RELEASE, whole(id.value()), shortReason, rememberMillis));
    }

    @Override
    public int expireDue(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative, but is " + max);
        }
        int expired = 0;
        while (expired < max) {
            int batch = Math.min(EXPIRE_BATCH, max - expired);
            List<String> answer = write(LedgerScripts.EXPIRE, Integer.toString(batch), now(), rememberMillis);
            expired += Integer.parseInt(answer.get(0));
            if (Integer.parseInt(answer.get(1)) < batch) {
                break;
            }
        }
        return expired;
    }

    @Override
    public Optional<ReservationState> state(ReservationId id) {
        List<String> answer = read(LedgerScripts.STATE, whole(id.value()));
        return answer.isEmpty() ? Optional.empty() : Optional.of(ReservationState.valueOf(answer.get(0)));
    }

    @Override
    public Optional<AccountBalance> balance(AccountId account) {
        List<String> answer = read(LedgerScripts.BALANCE, whole(account.value()));
        return answer.isEmpty() ? Optional.empty() : Optional.of(Answers.balance(answer, 0));
    }

    @Override
    public void setLimit(AccountId account, QuotaLimit limit) {
        write(LedgerScripts.LIMIT, whole(account.value()), Answers.text(limit));
    }

    /**
     * Puts back an account that was lost, without holds. One that is there stays as it is, so this can be done as often
     * as wanted and while calls run.
     *
     * @param used 0 or more nano-credits; {@code used + overage} fits a long
     * @param overage 0 or more nano-credits
     * @return whether the account was absent and is there now
     */
    public boolean rebuild(AccountId account, QuotaLimit limit, long used, long overage) {
        requireAmount(used, "used");
        requireAmount(overage, "overage");
        Math.addExact(used, overage);
        List<String> answer = write(
                LedgerScripts.REBUILD,
                whole(account.value()),
                Answers.text(limit),
                Long.toString(used),
                Long.toString(overage));
        return answer.get(0).equals("ABSENT");
    }

    @Override
    public AuditEntry change(AccountChange change) {
        QuotaLimit limit = change.limit();
        List<String> answer = write(
                LedgerScripts.CHANGE,
                whole(change.id()),
                whole(change.account().value()),
                change.kind().name(),
                Long.toString(Math.abs(change.amount())),
                limit == null ? "" : Answers.text(limit),
                whole(change.actor()),
                whole(change.reason()),
                change.amount() < 0 ? "-" : "",
                now(),
                auditRows);
        return Answers.change(change, answer);
    }

    @Override
    public Optional<AuditEntry> configure(AccountId account, QuotaLimit limit) {
        List<String> answer = write(
                LedgerScripts.CONFIGURE,
                CONFIGURATION + "-" + UUID.randomUUID(),
                whole(account.value()),
                Answers.text(limit),
                CONFIGURATION,
                now(),
                auditRows);
        return answer.get(0).equals("ROW") ? Optional.of(Answers.row(answer, 1)) : Optional.empty();
    }

    @Override
    public List<AuditEntry> audit(AccountId account, @Nullable String before, int max) {
        requirePage(max);
        String from = before == null ? "" : whole(before);
        return Answers.rows(read(LedgerScripts.HISTORY, whole(account.value()), from, Integer.toString(max)));
    }

    @Override
    public List<AccountState> accounts(String prefix, @Nullable AccountId after, int max) {
        requirePage(max);
        whole(prefix);
        String from = after != null && after.value().compareTo(prefix) >= 0 ? "(" + whole(after.value()) : "[" + prefix;
        return Answers.states(read(LedgerScripts.ACCOUNTS, from, prefix, Integer.toString(max)), 0);
    }

    private List<String> write(RedisScript script, String... arguments) {
        try {
            return store.runAndReplicate(script, arguments);
        } catch (RedisException e) {
            throw unavailable(script, e);
        }
    }

    private List<String> read(RedisScript script, String... arguments) {
        try {
            return store.run(script, arguments);
        } catch (RedisException e) {
            throw unavailable(script, e);
        }
    }

    private static LedgerUnavailableException unavailable(RedisScript script, RedisException e) {
        return new LedgerUnavailableException("the ledger on Redis cannot be reached (" + script + ")", e);
    }

    private String now() {
        return clock == null ? SERVER_CLOCK : Long.toString(clock.instant().toEpochMilli());
    }

    private static List<String> sortedWithoutRepeats(List<AccountId> accounts) {
        if (accounts.isEmpty()) {
            throw new IllegalArgumentException("a reservation needs an account");
        }
        HashSet<AccountId> seen = new HashSet<>();
        for (AccountId account : accounts) {
            if (!seen.add(account)) {
                throw new IllegalArgumentException("the account " + account + " is named twice");
            }
        }
        return seen.stream().sorted().map(account -> whole(account.value())).toList();
    }

    /** Half a character outside the basic plane has no bytes; as '?' it would be another's name. */
    private static String whole(String name) {
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            if (Character.getType(name.codePointAt(i)) == Character.SURROGATE) {
                throw new IllegalArgumentException("half a character at index " + i + " of a name or text");
            }
        }
        return name;
    }

    /** Rounded up, so that a hold lasts its whole time. */
    private static String millis(Duration ttl) {
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("ttl must not be negative, but is " + ttl);
        }
        Duration bounded = ttl.compareTo(MAX_TTL) > 0 ? MAX_TTL : ttl;
        return Long.toString(bounded.plusNanos(999_999).toMillis());
    }

    private static void requireAmount(long amount, String name) {
        if (amount < 0) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + amount);
        }
    }

    private static void requirePage(int max) {
        if (max < 1 || max > MAX_PAGE) {
            throw new IllegalArgumentException("max must be 1 to 1000, not " + max);
        }
    }
}
