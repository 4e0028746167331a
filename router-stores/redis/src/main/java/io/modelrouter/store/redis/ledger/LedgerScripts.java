package io.modelrouter.store.redis.ledger;

import io.modelrouter.store.redis.RedisScript;

/** The scripts, one for each operation; each tells at its top what it takes and gives. */
final class LedgerScripts {
    static final RedisScript RESERVE = reservations("reserve.lua");
    static final RedisScript RENEW = reservations("renew.lua");
    static final RedisScript STATE = reservations("state.lua");
    static final RedisScript CONFIRM = reservations("confirm.lua");
    static final RedisScript RELEASE = reservations("release.lua");
    static final RedisScript EXPIRE = RedisScript.of(
            LedgerScripts.class,
            "amount.lua",
            "account.lua",
            "clock.lua",
            "reservation.lua",
            "audit.lua",
            "forget.lua",
            "expire.lua");

    static final RedisScript BALANCE = accounts("balance.lua");
    static final RedisScript LIMIT = accounts("limit.lua");
    static final RedisScript REBUILD = accounts("rebuild.lua");
    static final RedisScript ACCOUNTS = accounts("accounts.lua");

    static final RedisScript CHANGE = audit("change.lua");
    static final RedisScript CONFIGURE = audit("configure.lua");
    static final RedisScript HISTORY = audit("history.lua");

    private LedgerScripts() {}

    private static RedisScript accounts(String file) {
        return RedisScript.of(LedgerScripts.class, "amount.lua", "account.lua", file);
    }

    private static RedisScript reservations(String file) {
        return RedisScript.of(LedgerScripts.class, "amount.lua", "account.lua", "clock.lua", "reservation.lua", file);
    }

    private static RedisScript audit(String file) {
        return RedisScript.of(LedgerScripts.class, "amount.lua", "account.lua", "clock.lua", "audit.lua", file);
    }
}
