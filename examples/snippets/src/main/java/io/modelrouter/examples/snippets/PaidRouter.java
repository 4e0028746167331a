package io.modelrouter.examples.snippets;

import io.modelrouter.ModelRouter;
import io.modelrouter.auth.IssuedToken;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.quota.PriceTable;
import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.observe.QuotaThreshold;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.BudgetBook;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.Credits;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Migrations;
import io.modelrouter.store.jdbc.ledger.JdbcQuotaLedger;
import io.modelrouter.store.jdbc.limit.JdbcCallLimiter;
import io.modelrouter.store.jdbc.record.JdbcCallLog;
import io.modelrouter.store.jdbc.token.JdbcTokenStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;

/** A router whose money is in a database, as {@code docs/embedding.md}, {@code quota.md} and {@code tokens.md} show it. */
public final class PaidRouter {
    private PaidRouter() {}

    static ModelRouter router(DataSource pool, PriceBook ownPrices, Channel channel, ProviderClient client) {
        // <router>
        Migrations.migrate(pool);
        JdbcDatabase database = JdbcDatabase.of(pool); // PostgreSQL, MySQL, MariaDB or H2

        AccountId team = AccountId.team("search");
        BudgetBook budgets = account -> account.equals(team)
                ? List.of(
                        new Budget(new BudgetWindow.Day(ZoneOffset.UTC), 5 * Credits.NANOS),
                        new Budget(new BudgetWindow.Rolling(Duration.ofHours(1), 12), 1 * Credits.NANOS))
                : List.of();

        ModelRouter router = ModelRouterBuilder.create(channel)
                .provider(client)
                .ledger(new JdbcQuotaLedger(database))
                .tokens(new JdbcTokenStore(database))
                .limiter(new JdbcCallLimiter(database))
                .callLog(new JdbcCallLog(database, ZoneOffset.UTC))
                .prices(ownPrices.or(PriceTable.shipped()))
                .budgets(budgets)
                .listener(new RouterListener() {
                    @Override
                    public void quotaThreshold(QuotaThreshold passed) {
                        System.out.println(passed.account() + " has spent " + passed.share() + " of its limit");
                    }
                })
                .build();
        // </router>
        return router;
    }

    static void account(AccountAdmin accounts) {
        // <account>
        AccountId team = AccountId.team("search");
        accounts.change(
                AccountChange.limit("make-search", team, QuotaLimit.of(100 * Credits.NANOS), "alice", "contract 17"));
        accounts.change(AccountChange.topUp("order-1", team, 50 * Credits.NANOS, "shop", "order 1"));
        accounts.audit(team, null, 10)
                .forEach(row ->
                        System.out.println(row.time() + " " + row.change().reason()));
        // </account>
    }

    static IssuedToken token(TokenAdmin tokens) {
        // <token>
        IssuedToken issued = tokens.create(Token.builder("alice")
                .accounts(AccountId.token("alice"), AccountId.team("search")) // all of them pay
                .models("gpt-4o*", "claude-*")
                .addresses("10.0.0.0/8", "2001:db8::/32")
                .requestsPerMinute(60)
                .tokensPerMinute(200_000)
                .maxInFlight(4)
                .build());
        System.out.println("for alice alone, and never again: " + issued.key().reveal());

        IssuedToken next = tokens.rotate("alice", Duration.ofHours(1)); // the key before is good for an hour more
        // </token>
        return next;
    }

    static List<DailyUsage> daily(CallHistory history) {
        // <daily>
        List<DailyUsage> days = history.daily(
                CallFilter.ofAccount(AccountId.team("search")), List.of(DailyGroup.TOKEN, DailyGroup.MODEL));
        days.forEach(day -> System.out.println(day.date() + " " + day.token() + " " + day.model() + ": " + day.calls()
                + " calls, " + Credits.ofNanos(day.cost()) + " USD, p95 "
                + day.latency().p95()));
        // </daily>
        return days;
    }

    /** The order and the credits for it, both or neither. */
    static void order(DataSource pool, JdbcDatabase database, String order) throws SQLException {
        // <transaction>
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO orders (id) VALUES (?)")) {
                insert.setString(1, order);
                insert.executeUpdate();
                new JdbcQuotaLedger(database.joining(connection))
                        .change(AccountChange.topUp(
                                order, AccountId.team("search"), 50 * Credits.NANOS, "shop", "order " + order));
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
        // </transaction>
    }
}
