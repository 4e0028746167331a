package io.modelrouter.starter.settings;

import io.modelrouter.channel.Channel;
import io.modelrouter.provider.ProviderClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/**
 * A file with channels, accounts, tokens and prices, in YAML or JSON and in the shape they have under {@code model-router}, which may
 * stand above them or not. What it has comes after what the properties have. It is taken whole or not at all.
 */
public final class SettingsFile {
    private static final String SETTING = ModelRouterProperties.PREFIX + ".channels-file";
    private static final String PREFIX = ModelRouterProperties.PREFIX + ".";
    private static final Set<String> ALLOWED = Set.of("channels", "accounts", "tokens", "prices");
    private static final int LARGEST = 16 << 20;
    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");

    private final Path path;
    private final RouterConfiguration base;
    private final ConfigurableEnvironment host;
    private final Map<String, ProviderClient> clients = new HashMap<>();

    /**
     * @param base the settings from the properties
     * @param host what placeholders in the file stand for
     */
    public SettingsFile(
            Path path, RouterConfiguration base, ConfigurableEnvironment host, List<ProviderClient> clients) {
        this.path = path;
        this.base = base;
        this.host = host;
        clients.forEach(client -> this.clients.put(client.type(), client));
    }

    public Path path() {
        return path;
    }

    /**
     * The settings of the properties and the file together, as the file is now.
     *
     * @throws InvalidSettingException naming everything that is wrong
     */
    public RouterConfiguration read() {
        return read(content());
    }

    private byte[] content() {
        try {
            if (Files.size(path) > LARGEST) {
                throw unreadable("it is larger than " + (LARGEST >> 20) + " MB");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw unreadable("there is no such file");
        } catch (IOException e) {
            throw unreadable("it cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private RouterConfiguration read(byte[] content) {
        StandardEnvironment environment = environment(entries(content));
        Problems problems = new Problems();
        checkNames(environment, problems);
        UnknownSettings.find(environment).forEach(problems::add);
        SettingsBinding binding = new SettingsBinding(host);
        ModelRouterProperties written = bound(environment, binding);
        binding.problems().forEach(problems::add);
        return checked(written, environment, problems);
    }

    /** The file's entries, with the prefix, and where each stands. */
    private Map<String, Object> entries(byte[] content) {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (PropertySource<?> document : documents(content)) {
            if (!entries.isEmpty()) {
                throw unreadable("it has several documents; one is expected");
            }
            if (document.getSource() instanceof Map<?, ?> values) {
                values.forEach((name, value) -> {
                    String key = String.valueOf(name);
                    entries.put(key.startsWith(PREFIX) ? key : PREFIX + key, value);
                });
            }
        }
        if (entries.isEmpty()) {
            throw unreadable("it is empty; write channels: [] for no channels");
        }
        return entries;
    }

    private List<PropertySource<?>> documents(byte[] content) {
        // JSON may have tabs between its parts, which YAML does not allow, and none within them.
        boolean json = path.toString().endsWith(".json");
        byte[] text = json
                ? new String(content, StandardCharsets.UTF_8).replace('\t', ' ').getBytes(StandardCharsets.UTF_8)
                : content;
        try {
            return new YamlPropertySourceLoader().load(path.toString(), new ByteArrayResource(text) {
                @Override
                public String getDescription() {
                    return path.toString();
                }
            });
        } catch (IOException | RuntimeException e) {
            // The parser's own message quotes the file, and there are keys in it.
            Matcher place = PLACE.matcher(String.valueOf(e.getMessage()));
            String where = "";
            while (place.find()) {
                where = ", near line " + place.group(1) + ", column " + place.group(2);
            }
            throw unreadable("it is neither YAML nor JSON" + where);
        }
    }

    private StandardEnvironment environment(Map<String, Object> entries) {
        StandardEnvironment environment = new StandardEnvironment();
        MutablePropertySources sources = environment.getPropertySources();
        List<String> known = sources.stream().map(PropertySource::getName).collect(Collectors.toList());
        known.forEach(sources::remove);
        sources.addFirst(new OriginTrackedMapPropertySource(path.toString(), entries, true));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    private static void checkNames(ConfigurableEnvironment environment, Problems problems) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof OriginTrackedMapPropertySource file) {
                for (String written : file.getPropertyNames()) {
                    ConfigurationPropertyName name = ConfigurationPropertyName.adapt(written, '.');
                    if (name.getNumberOfElements() > 1 && !ALLOWED.contains(name.getElement(1, Form.UNIFORM))) {
                        problems.add(
                                name.chop(2).toString(),
                                null,
                                "a channels file has channels, accounts, tokens and prices alone");
                    }
                }
            }
        }
    }

    private ModelRouterProperties bound(ConfigurableEnvironment environment, SettingsBinding binding) {
        Binder binder = new Binder(ConfigurationPropertySources.get(environment), this::resolved);
        return binder.bindOrCreate(
                ModelRouterProperties.PREFIX,
                Bindable.of(ModelRouterProperties.class),
                binding.apply(BindHandler.DEFAULT));
    }

    /** Strictly, or a variable that is missing would be sent upstream by its name. */
    private @Nullable Object resolved(@Nullable Object value) {
        return value instanceof String text ? host.resolveRequiredPlaceholders(text) : value;
    }

    private RouterConfiguration checked(
            ModelRouterProperties written, ConfigurableEnvironment environment, Problems problems) {
        List<Channel> channels = new ArrayList<>(base.channels());
        Set<String> names = base.channels().stream().map(Channel::name).collect(Collectors.toSet());
        channels.addAll(new ChannelSettings(clients, problems, names).read(written.channels()));
        Quotas quotas = new Quotas(problems, base.timeZone());
        AccountSettings accounts = new AccountSettings(problems, quotas, base.accounts());
        accounts.read(written.accounts());
        TokenSettings tokens = new TokenSettings(problems, quotas, accounts, base.accountsElsewhere(), base.tokens());
        tokens.read(written.tokens());
        var prices = new PriceSettings(problems, base.prices()).read(written.prices());
        problems.throwIfAny(environment);
        return base.with(channels, tokens.tokens(), accounts.accounts(), prices);
    }

    private InvalidSettingException unreadable(String reason) {
        return new InvalidSettingException(List.of(new SettingProblem(SETTING, path.toString(), reason)));
    }

    /** What the properties say where there is no file. */
    public static @Nullable SettingsFile of(
            ModelRouterProperties properties,
            RouterConfiguration base,
            ConfigurableEnvironment host,
            List<ProviderClient> clients) {
        String file = properties.channelsFile();
        return file == null || file.isBlank() ? null : new SettingsFile(Path.of(file.strip()), base, host, clients);
    }
}
