package io.modelrouter.examples.gateway;

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
 * What the gateway serves when nobody configured anything: a demo channel, and a real one for each provider whose key is in
 * the environment. A model that a real channel serves is not also a demo model, so that nobody takes an invented answer for
 * a real one when the real channel fails. Channels of the user's own replace all of them.
 */
final class BuiltInChannels implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final int REAL = 10;
    private static final int DEMO = 0;

    private static final List<Real> REALS = List.of(
            new Real(
                    "openai",
                    "OPENAI_API_KEY",
                    List.of("gpt-*", "o*", "chatgpt-*", "text-*"),
                    List.of("gpt-4o", "gpt-4o-mini", "o3")),
            new Real(
                    "claude",
                    "ANTHROPIC_API_KEY",
                    List.of("claude-*"),
                    List.of("claude-sonnet-4-5", "claude-haiku-4-5")),
            new Real("gemini", "GEMINI_API_KEY", List.of("gemini-*"), List.of("gemini-2.5-flash", "gemini-2.5-pro")));

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
     * @param wellKnown what the demo channel lists in its place
     */
    private record Real(String type, String variable, List<String> patterns, List<String> wellKnown) {}

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        if (has(environment, "model-router.channels")) {
            return;
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> demoModels = new ArrayList<>();
        int index = 0;
        for (Real real : REALS) {
            String key = variables.get(real.variable());
            if (key == null || key.isBlank()) {
                demoModels.addAll(real.wellKnown());
            } else {
                put(properties, index++, real.type(), real.type(), REAL, real.patterns());
                properties.put("model-router.channels[" + (index - 1) + "].api-keys[0]", key.strip());
            }
        }
        demoModels.add(index == 0 ? "*" : "demo-*");
        put(properties, index, "demo", "demo", DEMO, demoModels);
        properties.put("model-router.auth.required", keyRequired(environment));
        environment.getPropertySources().addLast(new MapPropertySource("the gateway's built-in channels", properties));
    }

    private static void put(
            Map<String, Object> properties, int index, String name, String type, int priority, List<String> models) {
        String path = "model-router.channels[" + index + "].";
        properties.put(path + "name", name);
        properties.put(path + "type", type);
        properties.put(path + "priority", priority);
        for (int i = 0; i < models.size(); i++) {
            properties.put(path + "models[" + i + "]", models.get(i));
        }
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
