package io.modelrouter.starter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.core.auth.InMemoryTokenStore;
import io.modelrouter.core.limit.LocalCallLimiter;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.core.record.InMemoryCallLog;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallLog;
import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.starter.ModelRouterAutoConfiguration;
import io.modelrouter.starter.settings.InvalidSettingException;
import io.modelrouter.store.jdbc.ledger.JdbcQuotaLedger;
import io.modelrouter.store.jdbc.limit.JdbcCallLimiter;
import io.modelrouter.store.jdbc.record.JdbcCallLog;
import io.modelrouter.store.redis.ledger.RedisQuotaLedger;
import io.modelrouter.store.redis.limit.RedisCallLimiter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.FileSystemUtils;

@DisplayName("The store")
class StoreSelectionTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ModelRouterAutoConfiguration.class,
                    JdbcStoreAutoConfiguration.class,
                    RedisStoreAutoConfiguration.class));

    private static String h2() {
        return "jdbc:h2:mem:selection" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
    }

    private static DataSource dataSource() {
        JdbcDataSource source = new JdbcDataSource();
        source.setUrl(h2());
        source.setUser("sa");
        return source;
    }

    private static void assertRefused(ApplicationContextRunner runner, String path, String reason) {
        runner.run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = context.getStartupFailure();
            while (failure != null && !(failure instanceof InvalidSettingException)) {
                failure = failure.getCause();
            }
            assertThat(failure).as("%s", context.getStartupFailure()).isInstanceOf(InvalidSettingException.class);
            assertThat(((InvalidSettingException) failure).problems())
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.path()).isEqualTo("model-router." + path);
                        assertThat(problem.reason()).contains(reason);
                        assertThat(problem.toString()).doesNotContain("hunter2");
                    });
        });
    }

    @Nested
    @DisplayName("memory")
    class Memory {
        @Test
        void keeps_everything_in_this_process() {
            runner.run(context -> {
                assertThat(context.getBean(QuotaLedger.class)).isInstanceOf(InMemoryQuotaLedger.class);
                assertThat(context.getBean(CallLimiter.class)).isInstanceOf(LocalCallLimiter.class);
                assertThat(context.getBean(CallLog.class)).isInstanceOf(InMemoryCallLog.class);
                assertThat(context.getBean(TokenStore.class)).isInstanceOf(InMemoryTokenStore.class);
                assertThat(context).hasSingleBean(TokenAdmin.class).hasSingleBean(CallHistory.class);
            });
        }

        @Test
        void needs_no_module_of_a_store() {
            runner.withClassLoader(new FilteredClassLoader(
                            "io.modelrouter.store", "com.zaxxer", "org.springframework.jdbc", "io.lettuce", "org.h2"))
                    .run(context -> assertThat(context).hasNotFailed());
        }

        @Test
        void keeps_no_records_where_they_are_off() {
            runner.withPropertyValues("model-router.records.enabled=false").run(context -> {
                assertThat(context).hasNotFailed();
                assertThat(context).doesNotHaveBean(CallLog.class).doesNotHaveBean(CallHistory.class);
            });
        }
    }

    @Nested
    @DisplayName("jdbc")
    class Jdbc {
        private final ApplicationContextRunner jdbc = runner.withPropertyValues("model-router.store=jdbc");

        @Test
        void takes_the_data_source_of_the_application() {
            jdbc.withBean(DataSource.class, StoreSelectionTest::dataSource).run(context -> {
                assertThat(context).hasNotFailed();
                assertThat(context.getBean(QuotaLedger.class)).isInstanceOf(JdbcQuotaLedger.class);
                assertThat(context.getBean(CallLimiter.class)).isInstanceOf(JdbcCallLimiter.class);
                assertThat(context.getBean(CallLog.class)).isInstanceOf(JdbcCallLog.class);
                assertThat(context.getBean(TokenStore.class)).isInstanceOf(LayeredTokens.class);
                assertThat(context.getBean(DatabaseStore.class).dataSource())
                        .isSameAs(context.getBean(DataSource.class));
                assertThat(context.getBean(AccountAdmin.class)).isInstanceOf(JoiningAccounts.class);
                assertThat(context).hasSingleBean(TokenAdmin.class).hasSingleBean(CallHistory.class);
            });
        }

        @Test
        void takes_the_address_of_the_settings_first_and_adds_no_data_source_to_the_application() {
            jdbc.withBean(DataSource.class, StoreSelectionTest::dataSource)
                    .withPropertyValues("model-router.jdbc.url=" + h2(), "model-router.jdbc.username=sa")
                    .run(context -> {
                        assertThat(context).hasSingleBean(DataSource.class);
                        assertThat(context.getBean(DatabaseStore.class).dataSource())
                                .isNotSameAs(context.getBean(DataSource.class));
                    });
        }

        @Test
        void is_an_h2_file_where_nothing_is_said_and_counts_limits_in_this_process() throws IOException {
            try {
                jdbc.run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(QuotaLedger.class)).isInstanceOf(JdbcQuotaLedger.class);
                    assertThat(context.getBean(CallLimiter.class)).isInstanceOf(LocalCallLimiter.class);
                    assertThat(Path.of("modelrouter-data", "modelrouter.mv.db")).exists();
                });
            } finally {
                FileSystemUtils.deleteRecursively(Path.of("modelrouter-data"));
            }
            assertThat(Files.exists(Path.of("modelrouter-data"))).isFalse();
        }

        @Test
        void says_which_module_is_missing() {
            assertRefused(
                    jdbc.withClassLoader(new FilteredClassLoader("io.modelrouter.store.jdbc")),
                    "store",
                    "io.modelrouter:router-store-jdbc");
        }

        @Test
        void says_which_driver_or_pool_is_missing() {
            assertRefused(
                    jdbc.withPropertyValues("model-router.jdbc.url=jdbc:oracle:thin:app/hunter2@host"),
                    "jdbc.url",
                    "no driver for jdbc:oracle:");
            assertRefused(jdbc.withClassLoader(new FilteredClassLoader("org.h2")), "store", "com.h2database:h2");
            assertRefused(
                    jdbc.withPropertyValues("model-router.jdbc.url=" + h2())
                            .withClassLoader(new FilteredClassLoader("com.zaxxer")),
                    "jdbc.url",
                    "com.zaxxer:HikariCP");
        }

        @Test
        void says_that_the_database_is_not_there() {
            assertRefused(
                    jdbc.withPropertyValues(
                            "model-router.jdbc.url=jdbc:postgresql://127.0.0.1:1/x?password=hunter2",
                            "model-router.jdbc.username=app"),
                    "jdbc.url",
                    "the database cannot be");
        }

        @Test
        void wants_one_data_source_or_a_primary_one() {
            assertRefused(
                    jdbc.withBean("one", DataSource.class, StoreSelectionTest::dataSource)
                            .withBean("two", DataSource.class, StoreSelectionTest::dataSource),
                    "store",
                    "several DataSources");
        }

        @Test
        void gives_way_to_beans_of_the_applications_own() {
            InMemoryQuotaLedger own = new InMemoryQuotaLedger(System::nanoTime);
            jdbc.withBean(DataSource.class, StoreSelectionTest::dataSource)
                    .withBean(QuotaLedger.class, () -> own)
                    .withBean(CallLog.class, () -> CallLog.NONE)
                    .withBean(TokenStore.class, InMemoryTokenStore::new)
                    .withBean(CallLimiter.class, () -> new LocalCallLimiter(System::nanoTime))
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        assertThat(context.getBean(QuotaLedger.class)).isSameAs(own);
                        assertThat(context.getBean(CallLog.class)).isSameAs(CallLog.NONE);
                        assertThat(context.getBean(TokenStore.class)).isInstanceOf(InMemoryTokenStore.class);
                        assertThat(context.getBeansOfType(JoiningAccounts.class))
                                .isEmpty();
                    });
        }

        @Test
        void knows_accounts_that_the_settings_do_not_name() {
            jdbc.withBean(DataSource.class, StoreSelectionTest::dataSource)
                    .withPropertyValues(
                            "model-router.tokens[0].name=a",
                            "model-router.tokens[0].key=sk-a",
                            "model-router.tokens[0].team=made-by-an-administrator")
                    .run(context -> assertThat(context).hasNotFailed());
        }
    }

    @Nested
    @DisplayName("redis")
    class Redis {
        private final ApplicationContextRunner redis = runner.withPropertyValues(
                "model-router.store=redis", "model-router.redis.key-prefix=" + TestServers.prefix());

        private void assertKept(ApplicationContextRunner runner) {
            runner.run(context -> {
                assertThat(context).hasNotFailed();
                QuotaLedger ledger = context.getBean(QuotaLedger.class);
                assertThat(ledger).isInstanceOf(RedisQuotaLedger.class);
                assertThat(context.getBean(CallLimiter.class)).isInstanceOf(RedisCallLimiter.class);
                assertThat(context.getBean(CallLog.class)).isInstanceOf(InMemoryCallLog.class);
                assertThat(context).hasSingleBean(AccountAdmin.class);
                ledger.setLimit(AccountId.team("t"), QuotaLimit.of(7));
                assertThat(ledger.balance(AccountId.team("t")).orElseThrow().limit())
                        .isEqualTo(QuotaLimit.of(7));
            });
        }

        @Test
        void is_reached_by_its_address() {
            assertKept(redis.withPropertyValues("model-router.redis.url=" + TestServers.redis()));
        }

        @Test
        void is_reached_by_the_client_of_the_application() {
            String url = TestServers.redis();
            assertKept(redis.withBean(
                    "client",
                    RedisClient.class,
                    () -> RedisClient.create(url),
                    bean -> bean.setDestroyMethodName("shutdown")));
        }

        @Test
        void is_reached_by_the_connection_factory_of_spring_data() {
            int port = Integer.parseInt(TestServers.redis().replaceAll(".*:", ""));
            assertKept(redis.withBean(
                    LettuceConnectionFactory.class, () -> new LettuceConnectionFactory("127.0.0.1", port)));
        }

        @Test
        void keeps_tokens_and_records_in_a_database_that_is_named() {
            redis.withPropertyValues(
                            "model-router.redis.url=" + TestServers.redis(),
                            "model-router.jdbc.url=" + h2(),
                            "model-router.jdbc.username=sa")
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        assertThat(context.getBean(QuotaLedger.class)).isInstanceOf(RedisQuotaLedger.class);
                        assertThat(context.getBean(CallLog.class)).isInstanceOf(JdbcCallLog.class);
                        assertThat(context.getBean(TokenStore.class)).isInstanceOf(LayeredTokens.class);
                    });
        }

        @Test
        void says_what_is_missing() {
            assertRefused(redis, "redis.url", "a RedisClient");
            assertRefused(
                    redis.withClassLoader(new FilteredClassLoader("io.modelrouter.store.redis")),
                    "store",
                    "io.modelrouter:router-store-redis");
        }
    }
}
