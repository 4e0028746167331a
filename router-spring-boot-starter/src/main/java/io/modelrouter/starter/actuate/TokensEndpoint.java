package io.modelrouter.starter.actuate;

import io.modelrouter.auth.IssuedToken;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenAct;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.auth.TokenChangeException;
import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.BudgetWindow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The actuator's endpoint {@code modelroutertokens}: tokens, and making, rotating, switching and removing those that the
 * settings do not name. A key is shown once, in the answer that made it. Changes have an actor and a reason, which stand in
 * the audit and in the log, and need {@code management.endpoint.modelroutertokens.access: unrestricted}.
 */
@Endpoint(id = "modelroutertokens", defaultAccess = Access.READ_ONLY)
public final class TokensEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(TokensEndpoint.class);
    private static final String COMMANDS = "create, rotate, enable and disable";

    private final TokenAdmin tokens;
    private final @Nullable AccountAdmin accounts;

    /**
     * @param accounts to give new tokens a quota, or null if the ledger cannot
     */
    public TokensEndpoint(TokenAdmin tokens, @Nullable AccountAdmin accounts) {
        this.tokens = tokens;
        this.accounts = accounts;
    }

    /**
     * Tokens in the order of their names.
     *
     * @param after the name that the page before ended with
     * @param max at most 1,000; default 100
     */
    @ReadOperation
    public Object tokens(@Nullable String after, @Nullable Integer max) {
        return Replies.answer(() -> Map.of(
                "tokens",
                tokens.tokens(after, Replies.page(max)).stream()
                        .map(TokenView::of)
                        .toList()));
    }

    /** One token. */
    @ReadOperation
    public Object token(@Selector String name) {
        return Replies.answer(
                () -> tokens.named(name).<Object>map(TokenView::of).orElseGet(() -> unknown(name)));
    }

    /**
     * {@code audit}: the changes of a token, newest first, also of one that was removed.
     *
     * @param before the id that the page before ended with
     * @param max at most 1,000; default 100
     */
    @ReadOperation
    public Object view(@Selector String name, @Selector String view, @Nullable String before, @Nullable Integer max) {
        if (!view.equals("audit")) {
            return Replies.refused(404, "there is no view '" + view + "', only audit");
        }
        return Replies.answer(() -> Map.of(
                "audit",
                tokens.audit(name, before, Replies.page(max)).stream()
                        .map(TokenAuditView::of)
                        .toList()));
    }

    /**
     * {@code create}, {@code rotate}, {@code enable} and {@code disable}.
     *
     * @param reason why
     * @param actor who; not looked at where somebody logged in
     * @param id of the change that gives a new token its quota, made by who asks for it
     * @param quota credits that a new token may spend
     * @param unlimited whether it may spend without bound
     * @param user whose account pays as well; so with team and organisation
     * @param models of a new token, with commas between; so with groups and addresses
     * @param overlap how long earlier keys stay good after a rotation; default none
     */
    @WriteOperation
    public Object change(
            SecurityContext security,
            @Selector String name,
            @Selector String command,
            @Nullable String reason,
            @Nullable String actor,
            @Nullable String id,
            @Nullable BigDecimal quota,
            @Nullable Boolean unlimited,
            @Nullable String user,
            @Nullable String team,
            @Nullable String organisation,
            @Nullable List<String> models,
            @Nullable List<String> groups,
            @Nullable List<String> addresses,
            @Nullable Integer requestsPerMinute,
            @Nullable Long tokensPerMinute,
            @Nullable Integer maxInFlight,
            @Nullable Instant expiresAt,
            @Nullable Boolean pin,
            @Nullable Duration overlap) {
        return Replies.answer(() -> {
            TokenAct act = new TokenAct(Replies.actor(security, actor), Replies.required("reason", reason));
            switch (command) {
                case "create":
                    Token.Builder token = Token.builder(plain(name));
                    set(models, list -> token.models(list.toArray(String[]::new)));
                    set(groups, token::groups);
                    set(addresses, list -> token.addresses(list.toArray(String[]::new)));
                    set(requestsPerMinute, token::requestsPerMinute);
                    set(tokensPerMinute, token::tokensPerMinute);
                    set(maxInFlight, token::maxInFlight);
                    set(pin, token::pin);
                    token.expiresAt(expiresAt);
                    Payers payers = new Payers(quota, unlimited, user, team, organisation, id);
                    return create(token, payers, act);
                case "rotate":
                    IssuedToken rotated = tokens.by(act).rotate(name, overlap == null ? Duration.ZERO : overlap);
                    log("rotated", name, act);
                    return issued(rotated);
                case "enable", "disable":
                    return switched(name, command.equals("enable"), act);
                default:
                    return Replies.refused(404, "there is no command '" + command + "', only " + COMMANDS);
            }
        });
    }

    /**
     * Removes a token with its keys; its account stays.
     *
     * @param reason why
     * @param actor who; not looked at where somebody logged in
     */
    @DeleteOperation
    public Object remove(
            SecurityContext security, @Selector String name, @Nullable String reason, @Nullable String actor) {
        return Replies.answer(() -> {
            TokenAct act = new TokenAct(Replies.actor(security, actor), Replies.required("reason", reason));
            if (!tokens.by(act).remove(name)) {
                return unknown(name);
            }
            log("removed", name, act);
            return Map.of("removed", name);
        });
    }

    /** Who pays for a new token. */
    private record Payers(
            @Nullable BigDecimal quota,
            @Nullable Boolean unlimited,
            @Nullable String user,
            @Nullable String team,
            @Nullable String organisation,
            @Nullable String id) {

        boolean own() {
            return quota != null || Boolean.TRUE.equals(unlimited);
        }
    }

    private Object create(Token.Builder token, Payers payers, TokenAct act) {
        Token named = token.build();
        List<AccountId> payer = new ArrayList<>();
        if (payers.own()) {
            payer.add(AccountId.token(named.name()));
        }
        set(payers.user(), user -> payer.add(AccountId.user(plain(user))));
        set(payers.team(), team -> payer.add(AccountId.team(plain(team))));
        set(payers.organisation(), organisation -> payer.add(AccountId.organisation(plain(organisation))));
        if (payer.isEmpty()) {
            throw new IllegalArgumentException("say who pays: quota, unlimited, user, team or organisation");
        }
        Token made = token.accounts(payer.toArray(AccountId[]::new)).build();
        if (tokens.named(made.name()).isPresent()) {
            throw new TokenChangeException("there is a token named '" + made.name() + "' already");
        }
        if (payers.own()) {
            // Before the token is known, so that none of its calls meets an account without a limit.
            giveLimit(made.name(), payers, act);
        }
        IssuedToken issued = tokens.by(act).create(made);
        log("created", made.name(), act);
        return issued(issued);
    }

    private void giveLimit(String name, Payers payers, TokenAct act) {
        if (accounts == null) {
            throw new IllegalArgumentException("this ledger cannot give quota; create the token without its own");
        }
        accounts.change(AccountChange.limit(
                Replies.required("id", payers.id()),
                AccountId.token(name),
                AccountsEndpoint.limit(payers.quota(), payers.unlimited()),
                act.actor(),
                act.reason()));
    }

    private Object switched(String name, boolean enabled, TokenAct act) {
        Token token = tokens.named(name).orElse(null);
        if (token == null) {
            return unknown(name);
        }
        Token changed = token.toBuilder().enabled(enabled).build();
        tokens.by(act).update(changed);
        log(enabled ? "enabled" : "disabled", name, act);
        return TokenView.of(changed);
    }

    private static Map<String, Object> issued(IssuedToken issued) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("token", TokenView.of(issued.token()));
        answer.put("key", issued.key().reveal());
        return answer;
    }

    private static Object unknown(String name) {
        return Replies.refused(404, "there is no token '" + name + "'");
    }

    private static String plain(String name) {
        if (name.indexOf(BudgetWindow.SEPARATOR) >= 0) {
            throw new IllegalArgumentException("names have no '#', which is for the periods of budgets");
        }
        return name;
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    /** Names and reasons come from a request: nothing in them may look like a line of the log. */
    private static void log(String what, String name, TokenAct act) {
        LOG.info("Token {} {} by {}: {}", printable(name), what, printable(act.actor()), printable(act.reason()));
    }

    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }
}
