package io.modelrouter.examples.gateway;

import io.modelrouter.wire.Dialect;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * What the gateway serves when nobody configured anything: for each provider a real channel if its key is in the
 * environment, else a demo of it, which speaks that provider's dialects alone, so that a call in any other dialect is
 * translated as it would be for the real one. A model that a real channel serves is not also a demo model, so that nobody
 * takes an invented answer for a real one when the real channel fails. Channels of the user's own replace all of them.
 */
final class BuiltInChannels implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final int REAL = 10;
    /** Before the demo of everything, which speaks every dialect and would leave nothing to translate. */
    private static final int VENDOR_DEMO = 5;

    private static final int DEMO = 0;

    private static final List<Real> REALS = List.of(
            new Real(
                    "openai",
                    "OPENAI_API_KEY",
                    List.of("gpt-*", "o*", "chatgpt-*", "text-*"),
                    List.of("gpt-4o", "gpt-4o-mini", "o3"),
                    List.of(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES)),
            new Real(
                    "claude",
                    "ANTHROPIC_API_KEY",
                    List.of("claude-*"),
                    List.of("claude-sonnet-4-5", "claude-haiku-4-5"),
                    List.of(Dialect.CLAUDE_MESSAGES)),
            new Real(
                    "gemini",
                    "GEMINI_API_KEY",
                    List.of("gemini-*"),
                    List.of("gemini-2.5-flash", "gemini-2.5-pro"),
                    List.of(Dialect.GEMINI_GENERATE)));

    private final Map<String, String> variables;

    /**
     * @param variables the environment of the process
     */
    BuiltInChannels(Map<String, String> variables) {
        this.variables = variables;
    }

    /**
     * A provider that needs a key.
     *
     * @param variable where its key is looked for
     * @param patterns what it serves
     * @param wellKnown what its demo lists by name
     * @param dialects what its demo speaks
     */
    private record Real(
            String type, String variable, List<String> patterns, List<String> wellKnown, List<Dialect> dialects) {}

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        if (has(environment, "model-router.channels") || environment.containsProperty("model-router.channels-file")) {
            return;
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        int index = 0;
        boolean allDemo = true;
        for (Real real : REALS) {
            String key = variables.get(real.variable());
            if (key == null || key.isBlank()) {
                List<String> models = new ArrayList<>(real.wellKnown());
                models.addAll(real.patterns());
                String path = put(properties, index++, "demo-" + real.type(), "demo", VENDOR_DEMO, models);
                for (int i = 0; i < real.dialects().size(); i++) {
                    properties.put(
                            path + "dialects[" + i + "]", real.dialects().get(i).id());
                }
            } else {
                allDemo = false;
                String path = put(properties, index++, real.type(), real.type(), REAL, real.patterns());
                properties.put(path + "api-keys[0]", key.strip());
            }
        }
        put(properties, index, "demo", "demo", DEMO, List.of(allDemo ? "*" : "demo-*"));
        properties.put("model-router.auth.required", keyRequired(environment));
        environment.getPropertySources().addLast(new MapPropertySource("the gateway's built-in channels", properties));
    }

    /** Returns what the names of the channel's further properties begin with. */
    private static String put(
            Map<String, Object> properties, int index, String name, String type, int priority, List<String> models) {
        String path = "model-router.channels[" + index + "].";
        properties.put(path + "name", name);
        properties.put(path + "type", type);
        properties.put(path + "priority", priority);
        for (int i = 0; i < models.size(); i++) {
            properties.put(path + "models[" + i + "]", models.get(i));
        }
        return path;
    }

    /** No key is asked for where nobody has one, as long as only this machine can call. */
    private static boolean keyRequired(ConfigurableEnvironment environment) {
        return has(environment, "model-router.tokens") || !isLoopback(environment.getProperty("server.address"));
    }

    static boolean isLoopback(@Nullable String address) {
        if (address == null) {
            return false;
        }
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean has(ConfigurableEnvironment environment, String list) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(list);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
                return true;
            }
        }
        return false;
    }
}
