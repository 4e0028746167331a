package io.modelrouter.starter.money;

import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallLog;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.SeenCalls;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application with the starter on a free port whose models cost odd amounts: {@value #IN} USD for a million prompt tokens,
 * {@value #CACHED} for those from a cache, {@value #OUT} for a million written ones, times 1.1 for each channel and 0.9 for the
 * callers' group. Models {@code m-*} have one channel for each vendor, {@code r-*} a second one behind it.
 */
final class MoneyGateway implements AutoCloseable {
    static final String IN = "0.3337";
    static final String CACHED = "0.0501";
    static final String OUT = "1.2345";

    private static final String[] TYPES = {"openai", "claude", "gemini"};
    private static final String[] MODELS = {"chat,responses", "messages", "generate"};

    private final ConfigurableApplicationContext context;
    private final SeenCalls calls;

    /** What a host application has; the call log is the starter's own. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Host {
        @Bean
        SeenCalls seenCalls() {
            return new SeenCalls();
        }
    }

    /** What stands in the place of the starter's own. */
    record Books(QuotaLedger ledger, CallLog log) {}

    private MoneyGateway(ConfigurableApplicationContext context) {
        this.context = context;
        this.calls = context.getBean(SeenCalls.class);
    }

    static MoneyGateway before(LoopbackUpstream upstream, Map<String, ?> more) {
        return before(upstream, null, more);
    }

    /**
     * @param books null for the starter's own
     * @param more tokens, and settings beside or in place of the usual ones
     */
    static MoneyGateway before(LoopbackUpstream upstream, Books books, Map<String, ?> more) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("server.port", 0);
        settings.put("server.address", "127.0.0.1");
        settings.put("spring.main.banner-mode", "off");
        settings.put("logging.level.root", "ERROR");
        settings.put("model-router.allow-http", true);
        settings.put("model-router.allow-private-addresses", true);
        // Channels fail on purpose, one call after the other.
        settings.put("model-router.cooldown", "0s");
        settings.put("model-router.heartbeat", "1s");
        settings.put("model-router.limits.max-attempts", 2);
        settings.put("model-router.limits.max-in-flight-per-token", 500);
        settings.put("model-router.price-table", "none");
        settings.put("model-router.group-multipliers.default", "0.9");
        String price = "model-router.prices[0].";
        settings.put(price + "model", "*");
        settings.put(price + "input", IN);
        settings.put(price + "cached-input", CACHED);
        settings.put(price + "output", OUT);
        for (int i = 0; i < 2 * TYPES.length; i++) {
            String channel = "model-router.channels[" + i + "].";
            boolean second = i >= TYPES.length;
            int vendor = i % TYPES.length;
            settings.put(channel + "name", TYPES[vendor] + (second ? "-second" : "-main"));
            settings.put(channel + "type", TYPES[vendor]);
            settings.put(channel + "base-url", upstream.url());
            settings.put(channel + "api-keys", "upstream-key-0123456789");
            settings.put(channel + "models", models(vendor, second));
            settings.put(channel + "priority", second ? 0 : 1);
            settings.put(channel + "cooldown", "0s");
            settings.put(channel + "multiplier", "1.1");
            for (String word : second ? new String[0] : MODELS[vendor].split(",")) {
                settings.put(channel + "model-mapping[x-" + word + "]", "grok-code-fast-1");
            }
        }
        settings.putAll(more);
        return new MoneyGateway(new SpringApplicationBuilder(Host.class)
                .properties(settings)
                .registerShutdownHook(false)
                .initializers(started -> {
                    if (books != null) {
                        GenericApplicationContext beans = (GenericApplicationContext) started;
                        beans.registerBean("ledger", QuotaLedger.class, books::ledger);
                        beans.registerBean("log", CallLog.class, books::log);
                    }
                })
                .run());
    }

    /** {@code x-*} is a model of 256,000 tokens of context, for each vendor. */
    private static String models(int vendor, boolean second) {
        StringBuilder models = new StringBuilder();
        for (String word : MODELS[vendor].split(",")) {
            models.append(second ? "r-" + word : "m-" + word + ",r-" + word + ",x-" + word)
                    .append(',');
        }
        return models.substring(0, models.length() - 1);
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    SeenCalls calls() {
        return calls;
    }

    CallHistory history() {
        return context.getBean(CallHistory.class);
    }

    AccountBalance balance(AccountId account) {
        return context.getBean(QuotaLedger.class).balance(account).orElseThrow();
    }

    @Override
    public void close() {
        context.close();
    }
}
