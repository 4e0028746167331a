package io.modelrouter.store.jdbc.limit;

import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.TestDatabases;
import io.modelrouter.testkit.ManualClock;

/** A limiter on a database whose clock runs ahead by as much as the test's clock was advanced. */
final class TestClock implements CallLimiter {
    private final JdbcCallLimiter limiter;
    private final JdbcDatabase database;
    private final ManualClock clock;
    private volatile long shift;

    private TestClock(JdbcDatabase database, ManualClock clock) {
        this.database = database;
        this.clock = clock;
        this.limiter = new JdbcCallLimiter(
                database, database.engine().nowMicros() + " * 1000 + (SELECT shift FROM test_clock)");
    }

    /** With nobody in it. */
    static CallLimiter limiter(TestDatabases databases, Engine engine, ManualClock clock) {
        JdbcDatabase database = databases.emptied(engine, "modelrouter_limit", "modelrouter_limit_lease");
        database.statement(s -> s.update("CREATE TABLE IF NOT EXISTS test_clock (shift BIGINT NOT NULL)"));
        database.transaction(s -> {
            s.update("DELETE FROM test_clock");
            return s.update("INSERT INTO test_clock (shift) VALUES (0)");
        });
        return new TestClock(database, clock);
    }

    private JdbcCallLimiter inTime() {
        long elapsed = clock.elapsed().toNanos();
        if (elapsed != shift) {
            database.statement(s -> s.update("UPDATE test_clock SET shift = ?", elapsed));
            shift = elapsed;
        }
        return limiter;
    }

    @Override
    public LimitDecision enter(LimitedCall call) {
        return inTime().enter(call);
    }

    @Override
    public void renew(LimitedCall call) {
        inTime().renew(call);
    }

    @Override
    public void leave(LimitedCall call, long tokens) {
        inTime().leave(call, tokens);
    }
}
