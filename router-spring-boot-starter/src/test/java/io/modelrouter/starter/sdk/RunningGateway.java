package io.modelrouter.starter.sdk;

import io.modelrouter.ModelRouter;
import io.modelrouter.observe.CallLog;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application with the starter, on a free port of this machine, whose three channels (one for each vendor, for all
 * models) are one {@link LoopbackUpstream}. Callers have the key {@link #KEY} of the unlimited token {@code team}, or what
 * the test's own settings give them.
 */
public final class RunningGateway implements AutoCloseable {
    public static final String KEY = "sk-team-0123456789abcdef";
    /** What the channels send upstream; no caller may ever see it. */
    public static final String UPSTREAM_KEY = "upstream-canary-0123456789";

    private final ConfigurableApplicationContext context;
    private final SeenCalls calls;

    /** What a host application has. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Host {

        @Bean
        SeenCalls seenCalls() {
            return new SeenCalls();
        }

        @Bean
        CallLog callLog(SeenCalls calls) {
            return calls.log();
        }

        @Bean
        SeenCalls.Requests seenRequests(SeenCalls calls) {
            return calls.requests();
        }
    }

    private RunningGateway(ConfigurableApplicationContext context) {
        this.context = context;
        this.calls = context.getBean(SeenCalls.class);
    }

    public static RunningGateway before(LoopbackUpstream upstream) {
        return before(upstream, Map.of());
    }

    /**
     * @param more settings beside or in place of the usual ones
     */
    public static RunningGateway before(LoopbackUpstream upstream, Map<String, ?> more) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("server.port", 0);
        settings.put("server.address", "127.0.0.1");
        settings.put("spring.main.banner-mode", "off");
        settings.put("logging.level.root", "WARN");
        settings.put("logging.level.com.google.genai", "ERROR");
        settings.put("model-router.allow-http", true);
        settings.put("model-router.allow-private-addresses", true);
        // Tests fail channels on purpose, one after the other.
        settings.put("model-router.cooldown", "0s");
        // One attempt: every channel serves every model here, and the next would be another vendor of the same
        // upstream.
        settings.put("model-router.limits.max-attempts", 1);
        // The shipped prices would add the cost to what the SDKs see of the provider's own answer.
        settings.put("model-router.price-table", "none");
        // Recorded background runs have no end here; their calls end with their answers.
        settings.put("model-router.background-runs.max-open", 0);
        String[] types = {"openai", "claude", "gemini"};
        for (int i = 0; i < types.length; i++) {
            String channel = "model-router.channels[" + i + "].";
            settings.put(channel + "name", types[i] + "-main");
            settings.put(channel + "type", types[i]);
            settings.put(channel + "base-url", upstream.url());
            settings.put(channel + "api-keys", UPSTREAM_KEY);
            settings.put(channel + "models", "*");
            settings.put(channel + "cooldown", "0s");
        }
        settings.putAll(token(0, "team", KEY, "unlimited", "true"));
        settings.putAll(more);
        return new RunningGateway(
                new SpringApplicationBuilder(Host.class).properties(settings).run());
    }

    /** Settings of one token. */
    public static Map<String, Object> token(int index, String name, String key, String setting, String value) {
        String token = "model-router.tokens[" + index + "].";
        return new LinkedHashMap<>(Map.of(token + "name", name, token + "key", key, token + setting, value));
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** Without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public URI uri(String path) {
        return URI.create(url() + path);
    }

    public SeenCalls calls() {
        return calls;
    }

    public ModelRouter router() {
        return context.getBean(ModelRouter.class);
    }

    public AccountBalance balance(String token) {
        return context.getBean(QuotaLedger.class)
                .balance(new AccountId("token:" + token))
                .orElseThrow();
    }

    @Override
    public void close() {
        context.close();
    }
}
