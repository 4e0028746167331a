package io.modelrouter.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.core.channel.InMemoryChannelRegistry;
import io.modelrouter.core.pipeline.RouterSettings;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.core.quota.Unpriced;
import io.modelrouter.error.RouterException;
import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.starter.endpoint.RouterServlet;
import io.modelrouter.starter.metrics.MetricsListener;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.testkit.RecordingListener;
import io.modelrouter.wire.Dialect;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.ServletRegistrationBean;

@DisplayName("The auto-configuration")
class ModelRouterAutoConfigurationTest {
    private static final String CHAT = "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\","
            + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":5,\"total_tokens\":1005}}";

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ModelRouterAutoConfiguration.class));

    private final ApplicationContextRunner calling = runner.withBean(
                    FakeProvider.class, () -> FakeProvider.answering(FakeAnswer.json(200, CHAT)))
            .withPropertyValues(
                    "model-router.auth.required=false",
                    "model-router.channels[0].name=fake",
                    "model-router.channels[0].type=fake",
                    "model-router.channels[0].models=*");

    private static OpenAiChatRequest hello() {
        return OpenAiChatRequest.builder()
                .model("gpt-4o")
                .user("hello")
                .maxCompletionTokens(10)
                .build();
    }

    @Test
    void makes_a_router_without_any_setting() {
        runner.run(context -> {
            assertThat(context).hasSingleBean(ModelRouter.class);
            assertThat(context.getBean(ProviderClients.class).all())
                    .extracting(ProviderClient::type)
                    .contains("openai", "azure", "claude", "gemini", "bedrock", "vertex", "deepseek", "demo")
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void takes_a_channel_registry_of_the_hosts_own() {
        ChannelRegistry own = InMemoryChannelRegistry.of(
                Channel.builder("own", "demo").models("only-here").build());
        runner.withPropertyValues("model-router.auth.required=false")
                .withBean(ChannelRegistry.class, () -> own)
                .run(context -> assertThat(context.getBean(ModelRouter.class).models(CallContext.anonymous()))
                        .extracting(model -> model.id())
                        .containsExactly("only-here"));
    }

    @Test
    void takes_a_token_store_of_the_hosts_own() {
        runner.withBean(
                        TokenStore.class,
                        () -> hash -> Optional.of(Token.builder("anybody").build()))
                .withPropertyValues(
                        "model-router.channels[0].name=demo",
                        "model-router.channels[0].type=demo",
                        "model-router.channels[0].models=m")
                .run(context -> assertThat(context.getBean(ModelRouter.class).models(CallContext.withKey("whatever")))
                        .hasSize(1));
    }

    @Test
    void takes_ledger_prices_and_log_of_the_hosts_own() {
        InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(System::nanoTime);
        BlockingQueue<CallRecord> written = new LinkedBlockingQueue<>();
        calling.withBean(QuotaLedger.class, () -> ledger)
                .withBean(PriceBook.class, () -> model -> Optional.of(Price.of(BigDecimal.TEN, BigDecimal.ONE)))
                .withBean(CallLog.class, () -> written::add)
                .run(context -> {
                    context.getBean(ModelRouter.class)
                            .newCall(hello(), CallContext.anonymous())
                            .execute();

                    assertThat(ledger.balance(new AccountId("token:anonymous"))
                                    .orElseThrow()
                                    .used())
                            .isEqualTo(10_005_000L);
                    CallRecord record = written.poll(10, TimeUnit.SECONDS);
                    assertThat(record).isNotNull();
                    assertThat(record.costNanos()).hasValue(10_005_000L);
                });
    }

    @Test
    void takes_a_provider_client_of_the_hosts_own_for_a_type_it_has_itself() {
        FakeProvider own = new FakeProvider("openai", Dialect.OPENAI_CHAT).then(FakeAnswer.json(200, CHAT));
        runner.withBean("own", FakeProvider.class, () -> own)
                .withPropertyValues(
                        "model-router.auth.required=false",
                        "model-router.channels[0].name=one",
                        "model-router.channels[0].type=openai",
                        "model-router.channels[0].models=*")
                .run(context -> {
                    context.getBean(ModelRouter.class)
                            .newCall(hello(), CallContext.anonymous())
                            .execute();
                    assertThat(own.requests()).hasSize(1);
                });
    }

    @Test
    void takes_every_listener() {
        RecordingListener one = new RecordingListener();
        RecordingListener other = new RecordingListener();
        calling.withBean("one", RecordingListener.class, () -> one)
                .withBean("other", RecordingListener.class, () -> other)
                .run(context -> {
                    context.getBean(ModelRouter.class)
                            .newCall(hello(), CallContext.anonymous())
                            .execute();
                    assertThat(one.records()).hasSize(1);
                    assertThat(other.records()).hasSize(1);
                });
    }

    @Test
    void takes_settings_and_transport_of_the_hosts_own() {
        HttpTransport transport = new HttpTransport(
                HttpTransportSettings.builder().allowHttp(true).build());
        runner.withBean(RouterSettings.class, () -> RouterSettings.DEFAULT)
                .withBean(HttpTransport.class, () -> transport)
                .withPropertyValues(
                        "model-router.channels[0].name=plain",
                        "model-router.channels[0].type=openai",
                        "model-router.channels[0].base-url=http://example.com",
                        "model-router.channels[0].models=*")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(RouterSettings.class)).isSameAs(RouterSettings.DEFAULT);
                });
    }

    @Test
    void takes_a_router_of_the_hosts_own() {
        calling.run(inner -> {
            ModelRouter own = inner.getBean(ModelRouter.class);
            runner.withBean(ModelRouter.class, () -> own)
                    .run(context ->
                            assertThat(context.getBean(ModelRouter.class)).isSameAs(own));
        });
    }

    @Test
    void closes_the_router_and_its_clients_with_the_context() {
        FakeProvider[] upstream = new FakeProvider[1];
        ModelRouter[] router = new ModelRouter[1];
        calling.run(context -> {
            upstream[0] = context.getBean(FakeProvider.class);
            router[0] = context.getBean(ModelRouter.class);
        });

        assertThat(upstream[0].isClosed()).isTrue();
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        router[0].newCall(hello(), CallContext.anonymous()).execute())
                .isInstanceOf(RouterException.class);
    }

    @Test
    void turns_quotas_of_tokens_into_limits_of_the_ledger() {
        runner.withPropertyValues(
                        "model-router.tokens[0].name=team",
                        "model-router.tokens[0].key=sk-team",
                        "model-router.tokens[0].quota=2.50",
                        "model-router.tokens[1].name=boss",
                        "model-router.tokens[1].key=sk-boss",
                        "model-router.tokens[1].unlimited=true")
                .run(context -> {
                    QuotaLedger ledger = context.getBean(QuotaLedger.class);
                    assertThat(ledger.balance(new AccountId("token:team"))
                                    .orElseThrow()
                                    .limit()
                                    .nanos())
                            .hasValue(2_500_000_000L);
                    assertThat(ledger.balance(new AccountId("token:boss"))
                                    .orElseThrow()
                                    .limit()
                                    .nanos())
                            .isEmpty();
                });
    }

    @Test
    void passes_limits_on_to_the_router() {
        runner.withPropertyValues(
                        "model-router.heartbeat=3",
                        "model-router.limits.max-in-flight=7",
                        "model-router.limits.max-event=1MB",
                        "model-router.cost-in-usage=false",
                        "model-router.unpriced-models=free")
                .run(context -> {
                    RouterSettings settings = context.getBean(RouterSettings.class);
                    assertThat(settings.answers().heartbeat()).isEqualTo(Duration.ofSeconds(3));
                    assertThat(settings.admission().maxInFlight()).isEqualTo(7);
                    assertThat(settings.answers().maxEvent()).isEqualTo(1 << 20);
                    assertThat(settings.quota().costInUsage()).isFalse();
                    assertThat(settings.quota().unpriced()).isEqualTo(Unpriced.FREE);
                });
    }

    @Test
    void has_the_routers_own_defaults() {
        runner.run(context -> assertThat(context.getBean(RouterSettings.class))
                .usingRecursiveComparison()
                .isEqualTo(RouterSettings.DEFAULT));
    }

    @Test
    void leaves_the_hosts_executors_as_they_are() {
        runner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
                .run(context -> {
                    assertThat(context).hasBean("applicationTaskExecutor");
                    assertThat(context).hasBean(ModelRouterAutoConfiguration.EXECUTOR);
                    assertThat(context.getBeanProvider(Executor.class).getIfUnique())
                            .isSameAs(context.getBean("applicationTaskExecutor"));
                });
    }

    @Test
    void takes_an_executor_of_the_hosts_own_by_its_name() {
        calling.withBean(ModelRouterAutoConfiguration.EXECUTOR, Executor.class, Executors::newSingleThreadExecutor)
                .run(context -> assertThat(context.getBean(ModelRouter.class)
                                .newCall(hello(), CallContext.anonymous())
                                .executeAsync()
                                .get(10, TimeUnit.SECONDS)
                                .text())
                        .isEqualTo("hi"));
    }

    @Test
    void has_meters_only_where_there_is_a_registry() {
        ApplicationContextRunner metered =
                runner.withConfiguration(AutoConfigurations.of(ModelRouterMetricsAutoConfiguration.class));
        metered.run(context -> assertThat(context).doesNotHaveBean(MetricsListener.class));
        metered.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> assertThat(context).hasSingleBean(MetricsListener.class));
    }

    @Test
    void has_endpoints_only_in_web_applications_that_want_them() {
        AutoConfigurations all =
                AutoConfigurations.of(ModelRouterAutoConfiguration.class, ModelRouterEndpointsAutoConfiguration.class);
        new ApplicationContextRunner()
                .withConfiguration(all)
                .run(context -> assertThat(context).doesNotHaveBean(ServletRegistrationBean.class));
        WebApplicationContextRunner web = new WebApplicationContextRunner().withConfiguration(all);
        web.run(context -> {
            ServletRegistrationBean<?> registration = context.getBean(ServletRegistrationBean.class);
            assertThat(registration.getServlet()).isInstanceOf(RouterServlet.class);
            assertThat(registration.getUrlMappings())
                    .containsExactly("/v1/*", "/claude/v1/*", "/gemini/*", "/v1beta/*");
        });
        web.withPropertyValues("model-router.endpoints.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(ServletRegistrationBean.class));
        web.withPropertyValues("model-router.endpoints.openai=", "model-router.endpoints.claude=/anthropic/v1")
                .run(context -> assertThat(
                                context.getBean(ServletRegistrationBean.class).getUrlMappings())
                        .isEqualTo(
                                new java.util.LinkedHashSet<>(List.of("/anthropic/v1/*", "/gemini/*", "/v1beta/*"))));
    }
}
