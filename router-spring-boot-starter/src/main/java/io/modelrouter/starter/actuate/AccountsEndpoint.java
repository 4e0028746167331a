package io.modelrouter.starter.actuate;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Credits;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The actuator's endpoint {@code modelrouteraccounts}: what accounts may spend, and changing it, amounts in credits. Every
 * change has an id that makes repeating it harmless, an actor and a reason, and leaves a row in the audit. Changes need
 * {@code management.endpoint.modelrouteraccounts.access: unrestricted}.
 */
@Endpoint(id = "modelrouteraccounts", defaultAccess = Access.READ_ONLY)
public final class AccountsEndpoint {
    private final QuotaLedger ledger;
    private final AccountAdmin admin;

    public AccountsEndpoint(QuotaLedger ledger, AccountAdmin admin) {
        this.ledger = ledger;
        this.admin = admin;
    }

    /**
     * Accounts in the order of their ids.
     *
     * @param prefix what their ids begin with
     * @param after the id that the page before ended with
     * @param max at most 1,000; default 100
     */
    @ReadOperation
    public Object accounts(@Nullable String prefix, @Nullable String after, @Nullable Integer max) {
        return Replies.answer(() -> {
            List<AccountView> page = admin
                    .accounts(
                            prefix == null ? "" : prefix,
                            after == null ? null : new AccountId(after),
                            Replies.page(max))
                    .stream()
                    .map(AccountView::of)
                    .toList();
            return Map.of("accounts", page);
        });
    }

    /** One account. */
    @ReadOperation
    public Object account(@Selector String account) {
        return Replies.answer(() -> ledger.balance(new AccountId(account))
                .<Object>map(balance -> AccountView.of(account, balance))
                .orElseGet(() -> Replies.refused(404, "there is no account '" + account + "'")));
    }

    /**
     * {@code audit}: the changes of an account, newest first.
     *
     * @param before the id that the page before ended with
     * @param max at most 1,000; default 100
     */
    @ReadOperation
    public Object view(
            @Selector String account, @Selector String view, @Nullable String before, @Nullable Integer max) {
        if (!view.equals("audit")) {
            return Replies.refused(404, "there is no view '" + view + "', only audit");
        }
        return Replies.answer(() -> Map.of(
                "audit",
                admin.audit(new AccountId(account), before, Replies.page(max)).stream()
                        .map(AuditView::of)
                        .toList()));
    }

    /**
     * {@code top-up}, {@code correct} and {@code limit}.
     *
     * @param id of the change, made by who asks for it
     * @param credits what a top-up adds, what a correction charges (below 0 gives back), or the new limit
     * @param unlimited for {@code limit}, in place of credits
     * @param reason why
     * @param actor who; not looked at where somebody logged in
     */
    @WriteOperation
    public Object change(
            SecurityContext security,
            @Selector String account,
            @Selector String command,
            @Nullable String id,
            @Nullable BigDecimal credits,
            @Nullable Boolean unlimited,
            @Nullable String reason,
            @Nullable String actor) {
        return Replies.answer(() -> {
            AccountId changed = new AccountId(account);
            String key = Replies.required("id", id);
            String why = Replies.required("reason", reason);
            String who = Replies.actor(security, actor);
            switch (command) {
                case "top-up":
                    return made(AccountChange.topUp(key, changed, nanos(credits), who, why));
                case "correct":
                    return made(AccountChange.correction(key, changed, nanos(credits), who, why));
                case "limit":
                    return made(AccountChange.limit(key, changed, limit(credits, unlimited), who, why));
                default:
                    return Replies.refused(
                            404, "there is no command '" + command + "', only top-up, correct and limit");
            }
        });
    }

    private AuditView made(AccountChange change) {
        return AuditView.of(admin.change(change));
    }

    static QuotaLimit limit(@Nullable BigDecimal credits, @Nullable Boolean unlimited) {
        if (Boolean.TRUE.equals(unlimited)) {
            if (credits != null) {
                throw new IllegalArgumentException("give either credits or unlimited");
            }
            return QuotaLimit.UNLIMITED;
        }
        return QuotaLimit.of(nanos(credits));
    }

    private static long nanos(@Nullable BigDecimal credits) {
        if (credits == null) {
            throw new IllegalArgumentException("say credits");
        }
        try {
            return Credits.toNanos(credits);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("credits have at most 9 decimals and are less than 9.2 billion", e);
        }
    }
}
