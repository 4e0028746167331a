package io.modelrouter.starter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.starter.ModelRouterAutoConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DisplayName("In a transaction of the host's")
class HostTransactionTest {
    private static final AccountId TEAM = AccountId.team("t");

    private static DataSource dataSource() {
        JdbcDataSource source = new JdbcDataSource();
        source.setUrl("jdbc:h2:mem:joining;DB_CLOSE_DELAY=-1");
        source.setUser("sa");
        return source;
    }

    /** An account with a limit of 10, before each. */
    private static void run(BiConsumer<AssertableApplicationContext, TransactionTemplate> test) {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(ModelRouterAutoConfiguration.class, JdbcStoreAutoConfiguration.class))
                .withPropertyValues("model-router.store=jdbc")
                .withBean(DataSource.class, HostTransactionTest::dataSource)
                .run(context -> {
                    context.getBean(QuotaLedger.class).setLimit(TEAM, QuotaLimit.of(10));
                    DataSource source = context.getBean(DataSource.class);
                    test.accept(context, new TransactionTemplate(new DataSourceTransactionManager(source)));
                });
    }

    private static QuotaLimit limit(AssertableApplicationContext context) {
        return context.getBean(QuotaLedger.class).balance(TEAM).orElseThrow().limit();
    }

    @Test
    void a_top_up_is_undone_with_it() {
        run((context, transactions) -> {
            AccountAdmin admin = context.getBean(AccountAdmin.class);

            transactions.executeWithoutResult(transaction -> {
                admin.change(AccountChange.topUp("undone", TEAM, 5, "shop", "order 1"));
                transaction.setRollbackOnly();
            });

            assertThat(limit(context)).isEqualTo(QuotaLimit.of(10));
            assertThat(admin.audit(TEAM, null, 10))
                    .extracting(entry -> entry.id())
                    .doesNotContain("undone");
        });
    }

    @Test
    void a_top_up_counts_when_it_commits() {
        run((context, transactions) -> {
            AccountAdmin admin = context.getBean(AccountAdmin.class);

            transactions.executeWithoutResult(
                    transaction -> admin.change(AccountChange.topUp("committed", TEAM, 5, "shop", "order 2")));

            assertThat(limit(context)).isEqualTo(QuotaLimit.of(15));
        });
    }

    @Test
    void the_routers_own_ledger_takes_no_part() {
        run((context, transactions) -> {
            QuotaLedger ledger = context.getBean(QuotaLedger.class);

            transactions.executeWithoutResult(transaction -> {
                ledger.reserve(new ReservationId("call-1"), List.of(TEAM), 4, Duration.ofMinutes(1));
                transaction.setRollbackOnly();
            });

            assertThat(ledger.balance(TEAM).orElseThrow().held()).isEqualTo(4);
            ledger.release(new ReservationId("call-1"), "test");
        });
    }

    @Test
    void and_outside_of_one_a_top_up_counts_at_once() {
        run((context, transactions) -> {
            context.getBean(AccountAdmin.class).change(AccountChange.topUp("alone", TEAM, 5, "shop", "order 3"));

            assertThat(limit(context)).isEqualTo(QuotaLimit.of(15));
        });
    }
}
