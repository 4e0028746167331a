package io.modelrouter.starter.settings;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Credits;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.starter.settings.ModelRouterProperties.TokenEntry;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks {@code model-router.tokens} and makes tokens and limits of them. */
final class TokenSettings {
    private static final String LIST = ModelRouterProperties.PREFIX + ".tokens";

    /** Section 5 of the reliability rules. */
    private static final int LONGEST_KEY = 256;

    private final Problems problems;
    private final Set<String> names = new HashSet<>();
    private final Map<TokenHash, Token> tokens;
    private final Map<AccountId, QuotaLimit> limits;

    TokenSettings(Problems problems) {
        this(problems, Map.of(), Map.of());
    }

    /** Adds to tokens that there are already. */
    TokenSettings(Problems problems, Map<TokenHash, Token> tokens, Map<AccountId, QuotaLimit> limits) {
        this.problems = problems;
        this.tokens = new LinkedHashMap<>(tokens);
        this.limits = new LinkedHashMap<>(limits);
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

    Map<AccountId, QuotaLimit> limits() {
        return limits;
    }

    private void read(String path, TokenEntry entry) {
        TokenHash hash = hash(path, entry);
        QuotaLimit limit = limit(path, entry);
        String name = entry.name();
        if (name == null) {
            problems.add(path + ".name", null, "a token needs a name");
            return;
        }
        if (name.equals(ModelRouterBuilder.ANONYMOUS)) {
            problems.add(path + ".name", name, "this name stands for callers without a key");
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
        for (int i = 0; i < entry.models().size(); i++) {
            problems.set(path + ".models[" + i + "]", entry.models().get(i), ModelPattern::of);
        }
        if (!problems.has(path + ".models")) {
            token.models(entry.models().toArray(String[]::new));
        }
        problems.set(path + ".requests-per-minute", entry.requestsPerMinute(), token::requestsPerMinute);
        Token built = token.groups(entry.groups())
                .expiresAt(entry.expiresAt())
                .pin(entry.pin())
                .build();
        if (hash != null && tokens.putIfAbsent(hash, built) != null) {
            problems.add(path + ".key", null, "another token has the same key");
        }
        if (limit != null) {
            built.accounts().forEach(account -> limits.put(account, limit));
        }
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

    private @Nullable QuotaLimit limit(String path, TokenEntry entry) {
        BigDecimal quota = entry.quota();
        if (entry.unlimited()) {
            if (quota != null) {
                problems.add(path + ".quota", quota, "give either quota or unlimited: true");
            }
            return QuotaLimit.UNLIMITED;
        }
        if (quota == null) {
            if (!problems.has(path + ".quota") && !problems.has(path + ".unlimited")) {
                problems.add(
                        path + ".quota", null, "say how many credits (USD) the token may spend, or unlimited: true");
            }
            return null;
        }
        if (quota.signum() < 0) {
            problems.add(path + ".quota", quota, "it must not be negative");
            return null;
        }
        try {
            return QuotaLimit.of(Credits.toNanos(quota));
        } catch (ArithmeticException e) {
            problems.add(path + ".quota", quota, "at most 9 decimals and less than 9.2 billion credits are allowed");
            return null;
        }
    }
}
