package io.modelrouter.store.jdbc.limit;

import io.modelrouter.store.jdbc.Engine;

/**
 * The statements of the limiter. The guarded ones test and change in one step; {@code now} is the database's own clock in
 * nanoseconds wherever it stands.
 */
final class LimitSql {
    /** A name that nobody used before; its buckets are full. Parameters: name. */
    static final String CREATE =
            "INSERT INTO modelrouter_limit (name, in_flight, requests_rate, requests_full_at, tokens_rate, tokens_full_at)"
                    + " VALUES (?, 0, 0, 0, 0, 0)";

    /** Parameters: in flight, rate and fullness of requests, rate and fullness of tokens, name. */
    static final String REPLACE =
            "UPDATE modelrouter_limit SET in_flight = ?, requests_rate = ?, requests_full_at = ?, tokens_rate = ?,"
                    + " tokens_full_at = ? WHERE name = ?";

    /** Parameters: how many, name. */
    static final String GIVE_BACK = "UPDATE modelrouter_limit SET in_flight = in_flight - ? WHERE name = ?";

    private static final String ONE_LEASE = " WHERE name = ? AND call_id = ?";

    /** What a name's limits are at. Parameters: call id, name. */
    final String look;

    /** Locks the row. Parameters: name. */
    final String lock;

    /** Parameters: call id, nanoseconds, name; of the row itself. */
    final String addLease;

    /** Parameters: nanoseconds, name, call id. */
    final String renew;

    /** Parameters: name, call id. */
    final String endLease;

    /** Parameters: nanoseconds to move the tokens' fullness by, name. */
    final String leave;

    /** PostgreSQL: both of the above in one statement. Parameters: name, call id, nanoseconds. */
    final String leaveAtOnce;

    /** Parameters: name. */
    final String endDead;

    /** Parameters: how many. */
    final String dead;

    /** Names without calls whose buckets have long been full, as those of new names are. Parameters: how many. */
    final String idle;

    /** Parameters: name. */
    final String forget;

    private final String now;
    private final String[] enter;

    /**
     * @param now an expression: the time in nanoseconds
     */
    LimitSql(Engine engine, String now) {
        this.now = now;
        this.look = "SELECT b.in_flight, b.requests_rate, b.requests_full_at, b.tokens_rate, b.tokens_full_at, " + now
                + ", (SELECT MIN(e.expires_at) FROM modelrouter_limit_lease e WHERE e.name = b.name),"
                + " (SELECT l.expires_at FROM modelrouter_limit_lease l WHERE l.name = b.name AND l.call_id = ?)"
                + " FROM modelrouter_limit b WHERE b.name = ?";
        this.lock = "SELECT name FROM modelrouter_limit WHERE name = ? FOR UPDATE";
        this.addLease =
                "INSERT INTO modelrouter_limit_lease (name, call_id, expires_at) VALUES (?, ?, " + now + " + ?)";
        this.renew = "UPDATE modelrouter_limit_lease SET expires_at = " + now + " + ?" + ONE_LEASE
                + " AND expires_at > " + now;
        this.endLease = "DELETE FROM modelrouter_limit_lease" + ONE_LEASE + " AND expires_at > " + now;
        String giveBack = "UPDATE modelrouter_limit SET in_flight = in_flight - 1, tokens_full_at = LEAST("
                + later("tokens_full_at") + " + ?, " + now + " + " + Pace.MOST + ")";
        this.leave = giveBack + " WHERE name = ?";
        this.leaveAtOnce = "WITH ended AS (" + endLease + " RETURNING name) " + giveBack
                + " WHERE name IN (SELECT name FROM ended)";
        this.endDead = "DELETE FROM modelrouter_limit_lease WHERE name = ? AND expires_at <= " + now;
        this.dead =
                "SELECT DISTINCT name FROM modelrouter_limit_lease WHERE expires_at <= (SELECT " + now + ") LIMIT ?";
        String rested = " in_flight = 0 AND requests_full_at < " + now + " - " + 60 * Pace.MINUTE
                + " AND tokens_full_at < " + now + " - " + 60 * Pace.MINUTE;
        this.idle = "SELECT name FROM modelrouter_limit WHERE" + rested + " ORDER BY name LIMIT ?";
        this.forget = "DELETE FROM modelrouter_limit WHERE name = ? AND" + rested;
        this.enter = new String[] {
            enter(engine, false, false),
            enter(engine, true, false),
            enter(engine, false, true),
            enter(engine, true, true)
        };
    }

    /**
     * Takes a place, a request and tokens where there is room for all of them. Parameters: nanoseconds of requests, of tokens,
     * name, limit in flight, then rate and nanoseconds of each limit that there is, requests first; on PostgreSQL, where it adds
     * the lease in the same statement, also name, call id, call id, nanoseconds of the lease.
     */
    String enter(boolean requests, boolean tokens) {
        return enter[(requests ? 1 : 0) + (tokens ? 2 : 0)];
    }

    private String enter(Engine engine, boolean requests, boolean tokens) {
        String take = "UPDATE modelrouter_limit SET in_flight = in_flight + 1, requests_full_at = "
                + later("requests_full_at") + " + ?, tokens_full_at = " + later("tokens_full_at") + " + ?"
                + " WHERE name = ? AND in_flight < ?"
                + (requests ? room("requests") : "")
                + (tokens ? room("tokens") : "");
        if (engine != Engine.POSTGRESQL) {
            return take;
        }
        return "WITH taken AS (" + take
                + " AND NOT EXISTS (SELECT 1 FROM modelrouter_limit_lease l WHERE l.name = ? AND l.call_id = ?) RETURNING name)"
                + " INSERT INTO modelrouter_limit_lease (name, call_id, expires_at) SELECT name, ?, " + now
                + " + ? FROM taken";
    }

    private String room(String what) {
        return " AND " + what + "_rate = ? AND " + later(what + "_full_at") + " + ? <= " + now + " + " + Pace.MINUTE;
    }

    private String later(String column) {
        return "GREATEST(" + column + ", " + now + ")";
    }
}
