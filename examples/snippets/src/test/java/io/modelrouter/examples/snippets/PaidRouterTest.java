package io.modelrouter.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.CallerUsage;
import io.modelrouter.ModelRouter;
import io.modelrouter.auth.IssuedToken;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.core.quota.InMemoryPriceBook;
import io.modelrouter.error.QuotaExhaustedException;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Credits;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Migrations;
import io.modelrouter.store.jdbc.ledger.JdbcQuotaLedger;
import io.modelrouter.store.jdbc.record.JdbcCallLog;
import io.modelrouter.store.jdbc.token.JdbcTokenStore;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The documentation's router with a database")
class PaidRouterTest {
    private static final AccountId TEAM = AccountId.team("search");
    private static final String ANSWER =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}}";
    private static final PriceBook PRICES = new InMemoryPriceBook(
            Map.of(ModelPattern.of("gpt-*"), Price.of(new BigDecimal("10"), new BigDecimal("20"))));

    private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:paid;DB_CLOSE_DELAY=-1", "", "");

    @AfterEach
    void forget() throws SQLException {
        sql("SHUTDOWN");
        pool.dispose();
    }

    @Test
    @DisplayName("charges every account of a token, keeps its budgets and remembers the call")
    void charges() {
        Channel channel = Channel.builder("c", "canned").models("*").build();
        CannedClient client = new CannedClient(ANSWER.getBytes(StandardCharsets.UTF_8));
        JdbcDatabase database;
        CallerUsage usage;
        try (ModelRouter router = PaidRouter.router(pool, PRICES, channel, client)) {
            database = JdbcDatabase.of(pool);
            JdbcQuotaLedger ledger = new JdbcQuotaLedger(database);
            PaidRouter.account(ledger);
            ledger.setLimit(AccountId.token("alice"), QuotaLimit.UNLIMITED);
            IssuedToken next = PaidRouter.token(new JdbcTokenStore(database));
            CallContext alice = CallContext.builder()
                    .key(next.key())
                    .remoteAddress("10.1.2.3")
                    .build();

            router.newCall(request(100), alice).execute();
            usage = router.usage(alice);

            assertThatThrownBy(() -> router.newCall(request(500_000), alice).execute())
                    .isInstanceOf(QuotaExhaustedException.class)
                    .hasMessageContaining("budget of its team");
        }

        assertThat(usage.budgets())
                .hasSize(2)
                .allMatch(budget -> budget.state().balance().used() == 50_000);
        assertThat(new JdbcQuotaLedger(database).balance(TEAM).orElseThrow().used())
                .isEqualTo(50_000);
        List<DailyUsage> days = PaidRouter.daily(new JdbcCallLog(database, ZoneOffset.UTC));
        assertThat(days).extracting(DailyUsage::cost).contains(50_000L);
    }

    @Test
    @DisplayName("adds credits with an order or not at all")
    void joins() throws SQLException {
        sql("CREATE TABLE orders (id VARCHAR PRIMARY KEY)");
        Migrations.migrate(pool);
        JdbcDatabase database = JdbcDatabase.of(pool);
        JdbcQuotaLedger ledger = new JdbcQuotaLedger(database);
        ledger.setLimit(TEAM, QuotaLimit.of(0));

        PaidRouter.order(pool, database, "7");
        assertThatThrownBy(() -> PaidRouter.order(pool, database, "7")).isInstanceOf(SQLException.class);

        assertThat(ledger.balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(50 * Credits.NANOS));
    }

    private static OpenAiChatRequest request(int output) {
        return OpenAiChatRequest.builder()
                .model("gpt-4o")
                .user("hello")
                .maxCompletionTokens(output)
                .build();
    }

    private void sql(String words) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(words);
        }
    }
}
