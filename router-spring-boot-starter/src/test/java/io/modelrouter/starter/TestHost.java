package io.modelrouter.starter;

import io.modelrouter.ModelRouter;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.testkit.RecordingListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * A host application on a real Tomcat, on loopback and port 0, whose only channel is a {@link FakeProvider}. The tokens are
 * {@code sk-all} (everything, unlimited), {@code sk-few} (model gpt-4o alone, unlimited) and {@code sk-poor} (no credit).
 */
public final class TestHost implements AutoCloseable {
    private final ServletWebServerApplicationContext context;
    public final FakeProvider upstream;
    public final RecordingListener calls;
    public final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestHost(ServletWebServerApplicationContext context, FakeProvider upstream, RecordingListener calls) {
        this.context = context;
        this.upstream = upstream;
        this.calls = calls;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    /**
     * @param settings {@code name=value}, over those of the fake channel
     */
    public static TestHost start(FakeProvider upstream, String... settings) {
        return start(upstream, beans -> {}, settings);
    }

    /**
     * @param further beans of the host's own
     */
    public static TestHost start(
            FakeProvider upstream, Consumer<GenericApplicationContext> further, String... settings) {
        RecordingListener calls = new RecordingListener();
        SpringApplication application = new SpringApplication(Application.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.addInitializers(context -> {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties(settings)));
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean("upstream", FakeProvider.class, () -> upstream);
            beans.registerBean("calls", RecordingListener.class, () -> calls);
            further.accept(beans);
        });
        return new TestHost((ServletWebServerApplicationContext) application.run(), upstream, calls);
    }

    private static Map<String, Object> properties(String... settings) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", "0");
        properties.put("spring.main.banner-mode", "off");
        properties.put("logging.level.root", "warn");
        properties.put("model-router.channels[0].name", "fake");
        properties.put("model-router.channels[0].type", "fake");
        properties.put("model-router.channels[0].models", "gpt-4o,claude-x,gemini-x,vendor/model,*-wild");
        token(properties, 0, "all", "*");
        token(properties, 1, "few", "gpt-4o");
        token(properties, 2, "poor", "*");
        properties.remove("model-router.tokens[2].unlimited");
        properties.put("model-router.tokens[2].quota", "0");
        properties.put("model-router.prices[0].model", "gpt-4o");
        properties.put("model-router.prices[0].input", "1");
        properties.put("model-router.prices[0].output", "2");
        properties.put("model-router.prices[1].model", "*-x");
        properties.put("model-router.prices[1].input", "1");
        properties.put("model-router.prices[1].output", "2");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            properties.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return properties;
    }

    private static void token(Map<String, Object> properties, int index, String name, String models) {
        properties.put("model-router.tokens[" + index + "].name", name);
        properties.put("model-router.tokens[" + index + "].key", "sk-" + name);
        properties.put("model-router.tokens[" + index + "].unlimited", "true");
        properties.put("model-router.tokens[" + index + "].models", models);
    }

    public int port() {
        return context.getWebServer().getPort();
    }

    public URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
    }

    public ModelRouter router() {
        return context.getBean(ModelRouter.class);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Nano-credits that a token holds now. */
    public long held(String token) {
        return context.getBean(QuotaLedger.class)
                .balance(new AccountId("token:" + token))
                .map(AccountBalance::held)
                .orElseThrow();
    }

    @Override
    public void close() {
        context.close();
    }
}
