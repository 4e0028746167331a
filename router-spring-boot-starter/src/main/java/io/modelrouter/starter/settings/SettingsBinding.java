package io.modelrouter.starter.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertyResolver;
import org.springframework.util.unit.DataSize;

/**
 * Takes part in the binding of {@code model-router}, and of nothing else: collects values that do not convert instead of
 * stopping at the first, and keeps the keys of maps as they were written.
 */
public final class SettingsBinding implements ConfigurationPropertiesBindHandlerAdvisor {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(ModelRouterProperties.PREFIX);

    private final PropertyResolver placeholders;
    private final List<SettingProblem> problems = new ArrayList<>();

    public SettingsBinding(PropertyResolver placeholders) {
        this.placeholders = placeholders;
    }

    /** What did not convert. */
    synchronized List<SettingProblem> problems() {
        return List.copyOf(problems);
    }

    @Override
    public BindHandler apply(BindHandler handler) {
        return new Handler(handler);
    }

    private final class Handler extends AbstractBindHandler {
        Handler(BindHandler parent) {
            super(parent);
        }

        @Override
        public @Nullable Object onSuccess(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
            Object bound = super.onSuccess(name, target, context, result);
            return PREFIX.isAncestorOf(name) && bound instanceof Map<?, ?> map ? asWritten(name, context, map) : bound;
        }

        @Override
        public @Nullable Object onFailure(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                throws Exception {
            if (PREFIX.isAncestorOf(name)) {
                report(name, target, context, error);
                return null;
            }
            if (PREFIX.equals(name) && !problems().isEmpty()) {
                throw new InvalidSettingException(problems());
            }
            return super.onFailure(name, target, context, error);
        }
    }

    private Map<?, ?> asWritten(ConfigurationPropertyName name, BindContext context, Map<?, ?> bound) {
        Map<String, String> written = new LinkedHashMap<>();
        for (ConfigurationPropertySource source : context.getSources()) {
            if (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> enumerable) {
                WrittenKeys.below(name, enumerable)
                        .forEach((key, value) -> written.putIfAbsent(
                                key, placeholders.resolveRequiredPlaceholders(String.valueOf(value))));
            }
        }
        return written.size() >= bound.size() ? written : bound;
    }

    private synchronized void report(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error) {
        String path = name.toString();
        if (problems.stream().anyMatch(known -> known.path().startsWith(path))) {
            return;
        }
        if (error instanceof UnboundConfigurationPropertiesException) {
            problems.add(new SettingProblem(path, null, "the numbers of its entries must begin at 0 and have no gap"));
            return;
        }
        Class<?> type = target.getType().resolve(Object.class);
        ConfigurationProperty property = context.getConfigurationProperty();
        Object value = null;
        String origin = null;
        if (property != null && property.getName().equals(name)) {
            value = SecretSettings.mayHoldSecret(name) ? null : property.getValue();
            origin = property.getOrigin() == null ? null : property.getOrigin().toString();
        }
        problems.add(
                new SettingProblem(path, value == null ? null : String.valueOf(value), allowed(type, error), origin));
    }

    private static String allowed(Class<?> type, Exception error) {
        if (String.valueOf(error.getMessage()).contains("placeholder")) {
            return "it has a placeholder ${...} that stands for nothing";
        }
        if (type.isEnum()) {
            return "allowed are "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant ->
                                    constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .collect(Collectors.joining(", "));
        }
        if (type == Duration.class) {
            return "a duration is expected, such as 500ms, 10s or 2m";
        }
        if (type == DataSize.class) {
            return "a size is expected, such as 64KB or 32MB";
        }
        if (type == Instant.class) {
            return "a time is expected, such as 2027-01-01T00:00:00Z";
        }
        if (type == ZoneId.class) {
            return "a time zone is expected, such as UTC or Europe/Berlin";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false is expected";
        }
        if (type == int.class || type == Integer.class || type == Long.class) {
            return "a whole number is expected";
        }
        if (type == BigDecimal.class) {
            return "a number is expected";
        }
        if (SecretSettings.isSecret(type)) {
            return "it must not be empty and must not have control characters";
        }
        if (List.class.isAssignableFrom(type)) {
            return "a list is expected";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord()
                ? "settings below it are expected, not a value"
                : "the value cannot be read";
    }
}
