package io.modelrouter.starter.settings;

import io.modelrouter.auth.AddressRange;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.QuotaLimit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks {@code model-router.tokens} and makes tokens of them, and limits of their accounts. */
final class TokenSettings {
    private static final String LIST = ModelRouterProperties.PREFIX + ".tokens";

    /** Section 5 of the reliability rules. */
    private static final int LONGEST_KEY = 256;

    private final Problems problems;
    private final Quotas quotas;
    private final AccountSettings accounts;
    private final boolean accountsElsewhere;
    private final Set<String> names = new HashSet<>();
    private final Map<TokenHash, Token> tokens;

    /**
     * @param tokens that there are already
     * @param accounts what is known of accounts, and where those of the tokens go
     * @param accountsElsewhere whether a store that outlives the process may have further accounts
     */
    TokenSettings(
            Problems problems,
            Quotas quotas,
            AccountSettings accounts,
            boolean accountsElsewhere,
            Map<TokenHash, Token> tokens) {
        this.problems = problems;
        this.quotas = quotas;
        this.accounts = accounts;
        this.accountsElsewhere = accountsElsewhere;
        this.tokens = new LinkedHashMap<>(tokens);
        tokens.values().forEach(token -> names.add(token.name()));
    }

    void read(List<TokenEntry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            read(LIST + "[" + i + "]", entries.get(i));
        }
    }

    Map<TokenHash, Token> tokens() {
        return tokens;
    }

    private void read(String path, TokenEntry entry) {
        TokenHash hash = hash(path, entry);
        String name = entry.name();
        if (name == null) {
            problems.add(path + ".name", null, "a token needs a name");
            return;
        }
        if (name.equals(ModelRouterBuilder.ANONYMOUS)) {
            problems.add(path + ".name", name, "this name stands for callers without a key");
        } else if (name.indexOf('#') >= 0) {
            problems.add(path + ".name", name, "a token's name has no '#', which is for the periods of budgets");
        } else if (!names.add(name)) {
            problems.add(path + ".name", name, "another token has the same name");
        }
        Token.Builder token;
        try {
            token = Token.builder(name);
        } catch (IllegalArgumentException e) {
            problems.add(path + ".name", name, String.valueOf(e.getMessage()));
            return;
        }
        permit(path, entry, token);
        List<AccountId> payers = payers(path, entry, AccountId.token(name));
        if (!payers.isEmpty()) {
            token.accounts(payers.toArray(AccountId[]::new));
        }
        if (hash != null && tokens.putIfAbsent(hash, token.build()) != null) {
            problems.add(path + ".key", null, "another token has the same key");
        }
    }

    private void permit(String path, TokenEntry entry, Token.Builder token) {
        for (int i = 0; i < entry.models().size(); i++) {
            problems.set(path + ".models[" + i + "]", entry.models().get(i), ModelPattern::of);
        }
        if (!problems.has(path + ".models")) {
            token.models(entry.models().toArray(String[]::new));
        }
        for (int i = 0; i < entry.addresses().size(); i++) {
            problems.set(path + ".addresses[" + i + "]", entry.addresses().get(i), AddressRange::of);
        }
        if (!problems.has(path + ".addresses")) {
            token.addresses(entry.addresses().toArray(String[]::new));
        }
        problems.set(path + ".requests-per-minute", entry.requestsPerMinute(), token::requestsPerMinute);
        problems.set(path + ".tokens-per-minute", entry.tokensPerMinute(), token::tokensPerMinute);
        problems.set(path + ".max-in-flight", entry.maxInFlight(), token::maxInFlight);
        token.groups(entry.groups())
                .enabled(entry.enabled())
                .expiresAt(entry.expiresAt())
                .pin(entry.pin());
    }

    /** Who pays: the token's own account, where it has one, and those of its user, team and organisation. */
    private List<AccountId> payers(String path, TokenEntry entry, AccountId own) {
        List<AccountId> payers = new ArrayList<>();
        boolean othersPay = entry.user() != null || entry.team() != null || entry.organisation() != null;
        boolean known = accounts.has(own);
        QuotaLimit limit = quotas.limit(
                path,
                entry.quota(),
                entry.unlimited(),
                othersPay || known ? null : "say how many credits (USD) the token may spend, or unlimited: true");
        List<Budget> budgets = quotas.budgets(path, entry.budgets());
        if (limit != null && known) {
            problems.add(path + ".quota", entry.quota(), "its account " + own + " has a limit under accounts already");
        }
        if (!budgets.isEmpty() && (limit == null || known) && !problems.has(path + ".quota")) {
            problems.add(
                    path + ".budgets",
                    null,
                    known
                            ? "its account " + own + " stands under accounts; its budgets belong there"
                            : "budgets are those of the token's own account: give it a quota, or unlimited: true");
        }
        if (limit != null || known) {
            payers.add(own);
            if (!known) {
                accounts.add(own, limit, budgets);
            }
        }
        payer(path + ".user", "user:", entry.user(), payers);
        payer(path + ".team", "team:", entry.team(), payers);
        payer(path + ".organisation", "organisation:", entry.organisation(), payers);
        return payers;
    }

    private void payer(String path, String kind, @Nullable String name, List<AccountId> payers) {
        AccountId account = name == null ? null : quotas.account(path, kind + name);
        if (account == null) {
            return;
        }
        if (!accountsElsewhere && !accounts.has(account)) {
            problems.add(path, name, "there is no account " + account + "; add it to model-router.accounts");
        }
        payers.add(account);
    }

    private @Nullable TokenHash hash(String path, TokenEntry entry) {
        Secret key = entry.key();
        String sha256 = entry.keySha256();
        if (key == null && sha256 == null) {
            if (!problems.has(path + ".key") && !problems.has(path + ".key-sha256")) {
                problems.add(path + ".key", null, "a token needs its key, or key-sha256");
            }
            return null;
        }
        if (key != null && sha256 != null) {
            problems.add(path + ".key-sha256", null, "give either key or key-sha256");
            return null;
        }
        if (key != null) {
            if (key.reveal().indexOf('#') >= 0) {
                problems.add(path + ".key", null, "a key has no '#', which begins the suffix that steers a call");
            }
            if (key.reveal().length() > LONGEST_KEY) {
                problems.add(path + ".key", null, "a key has at most " + LONGEST_KEY + " characters");
            }
            return TokenHash.of(key);
        }
        try {
            return TokenHash.ofHex(sha256 == null ? "" : sha256);
        } catch (IllegalArgumentException e) {
            problems.add(path + ".key-sha256", null, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
