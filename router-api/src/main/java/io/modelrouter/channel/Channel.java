package io.modelrouter.channel;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One place where calls may be sent: an account at a provider, with its address, keys, models and share of the traffic.
 * Immutable; {@link #toBuilder()} makes a changed copy.
 */
public final class Channel {
    private final String name;
    private final String type;
    private final @Nullable URI baseUrl;
    private final List<Secret> apiKeys;
    private final List<ModelPattern> models;
    private final Map<ModelPattern, String> modelMapping;
    private final Set<Dialect> dialects;
    private final boolean enabled;
    private final int priority;
    private final int weight;
    private final BigDecimal multiplier;
    private final Set<String> groups;
    private final Set<String> tags;
    private final Map<String, RawJson> overrides;
    private final @Nullable ProxySettings proxy;
    private final Map<String, String> headers;
    private final Map<String, String> options;
    private final Timeouts timeouts;
    private final @Nullable Duration cooldown;

    private Channel(Builder builder) {
        this.name = builder.name;
        this.type = builder.type;
        this.baseUrl = builder.baseUrl;
        this.apiKeys = List.copyOf(builder.apiKeys);
        this.models = List.copyOf(builder.models);
        this.modelMapping = Collections.unmodifiableMap(new LinkedHashMap<>(builder.modelMapping));
        this.dialects = Collections.unmodifiableSet(builder.dialects.clone());
        this.enabled = builder.enabled;
        this.priority = builder.priority;
        this.weight = builder.weight;
        this.multiplier = builder.multiplier;
        this.groups = Collections.unmodifiableSet(new LinkedHashSet<>(builder.groups));
        this.tags = Collections.unmodifiableSet(new LinkedHashSet<>(builder.tags));
        this.overrides = Collections.unmodifiableMap(new LinkedHashMap<>(builder.overrides));
        this.proxy = builder.proxy;
        this.headers = Map.copyOf(builder.headers);
        this.options = Collections.unmodifiableMap(new LinkedHashMap<>(builder.options));
        this.timeouts = builder.timeouts;
        this.cooldown = builder.cooldown;
    }

    /**
     * @param name unique; letters, digits, {@code . _ -}, up to 64 characters
     * @param type which provider client serves it, such as {@code openai}, {@code claude}, {@code gemini}, {@code demo}
     */
    public static Builder builder(String name, String type) {
        return new Builder(name, type);
    }

    public String name() {
        return name;
    }

    public String type() {
        return type;
    }

    /** Where it is; empty for the provider's own address. */
    public Optional<URI> baseUrl() {
        return Optional.ofNullable(baseUrl);
    }

    /** Keys, used in turn; empty where the upstream wants none. */
    public List<Secret> apiKeys() {
        return apiKeys;
    }

    /** What it serves, in the names callers use. */
    public List<ModelPattern> models() {
        return models;
    }

    /** Requested name to upstream name; a {@code *} on the right takes what the star on the left stood for. */
    public Map<ModelPattern, String> modelMapping() {
        return modelMapping;
    }

    /** What it speaks; empty for the default of its type. */
    public Set<Dialect> dialects() {
        return dialects;
    }

    /** The operator's switch; automation never touches it. */
    public boolean enabled() {
        return enabled;
    }

    /** Higher is tried first; default 0. */
    public int priority() {
        return priority;
    }

    /** Share among channels of the same priority; default 1; 0 is used only when all others have failed. */
    public int weight() {
        return weight;
    }

    /** Factor on the price; default 1. */
    public BigDecimal multiplier() {
        return multiplier;
    }

    /** Only callers of one of these groups may use it; default {@code default}. */
    public Set<String> groups() {
        return groups;
    }

    /** Words of the operator's, by which callers can narrow their calls. */
    public Set<String> tags() {
        return tags;
    }

    /** Members of every upstream body that are set whatever the caller wrote: path, names joined by dots, to value. */
    public Map<String, RawJson> overrides() {
        return overrides;
    }

    public Optional<ProxySettings> proxy() {
        return Optional.ofNullable(proxy);
    }

    /** Headers added to every upstream request. */
    public Map<String, String> headers() {
        return headers;
    }

    /** What its type alone knows, such as {@code api-version} or {@code region}; see the provider client. */
    public Map<String, String> options() {
        return options;
    }

    /** One of the {@link #options()}. */
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    public Timeouts timeouts() {
        return timeouts;
    }

    /** How long it rests after failures; empty for the router's default; zero for never. */
    public Optional<Duration> cooldown() {
        return Optional.ofNullable(cooldown);
    }

    /** Whether one of its patterns matches. */
    public boolean serves(String model) {
        for (ModelPattern pattern : models) {
            if (pattern.matches(model)) {
                return true;
            }
        }
        return false;
    }

    /** The best of its patterns for a model: exact first, then the most literal. */
    public Optional<ModelPattern> bestPattern(String model) {
        return models.stream().filter(pattern -> pattern.matches(model)).min(ModelPattern::compareTo);
    }

    /** The name to ask the upstream for: the best matching mapping, else the requested name. */
    public String upstreamModel(String requested) {
        ModelPattern best = null;
        for (ModelPattern pattern : modelMapping.keySet()) {
            if (pattern.matches(requested) && (best == null || pattern.compareTo(best) < 0)) {
                best = pattern;
            }
        }
        if (best == null) {
            return requested;
        }
        return ModelPattern.substitute(
                Objects.requireNonNull(modelMapping.get(best)),
                best.capture(requested).orElseThrow());
    }

    public Builder toBuilder() {
        Builder builder = new Builder(name, type);
        builder.baseUrl = baseUrl;
        builder.apiKeys.addAll(apiKeys);
        builder.models.addAll(models);
        builder.modelMapping.putAll(modelMapping);
        builder.dialects.addAll(dialects);
        builder.enabled = enabled;
        builder.priority = priority;
        builder.weight = weight;
        builder.multiplier = multiplier;
        builder.groups = new LinkedHashSet<>(groups);
        builder.tags = new LinkedHashSet<>(tags);
        builder.overrides.putAll(overrides);
        builder.proxy = proxy;
        builder.headers.putAll(headers);
        builder.options.putAll(options);
        builder.timeouts = timeouts;
        builder.cooldown = cooldown;
        return builder;
    }

    /** Name, type and models; no secret. */
    @Override
    public String toString() {
        return "Channel[" + name + ", " + type + ", " + models + "]";
    }

    /** Collects settings; each setter checks at once. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final String type;
        private @Nullable URI baseUrl;
        private final List<Secret> apiKeys = new ArrayList<>();
        private final List<ModelPattern> models = new ArrayList<>();
        private final Map<ModelPattern, String> modelMapping = new LinkedHashMap<>();
        private final EnumSet<Dialect> dialects = EnumSet.noneOf(Dialect.class);
        private boolean enabled = true;
        private int priority;
        private int weight = 1;
        private BigDecimal multiplier = BigDecimal.ONE;
        private Set<String> groups = new LinkedHashSet<>(Set.of("default"));
        private Set<String> tags = Set.of();
        private final Map<String, RawJson> overrides = new LinkedHashMap<>();
        private @Nullable ProxySettings proxy;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final Map<String, String> options = new LinkedHashMap<>();
        private Timeouts timeouts = Timeouts.DEFAULT;
        private @Nullable Duration cooldown;

        private Builder(String name, String type) {
            if (!isName(name)) {
                throw new IllegalArgumentException(
                        "a channel's name has 1 to 64 letters, digits, '.', '_' or '-', not '" + name + "'");
            }
            this.name = name;
            this.type = Objects.requireNonNull(type, "type");
        }

        private static boolean isName(String text) {
            return !text.isEmpty()
                    && text.length() <= 64
                    && text.chars()
                            .allMatch(c -> c >= 'a' && c <= 'z'
                                    || c >= 'A' && c <= 'Z'
                                    || c >= '0' && c <= '9'
                                    || c == '.'
                                    || c == '_'
                                    || c == '-');
        }

        /**
         * The address, with or without the version segment.
         *
         * @throws IllegalArgumentException unless it is http or https with a host and without user info, query, fragment
         */
        public Builder baseUrl(URI url) {
            boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (!web || url.getHost() == null) {
                throw new IllegalArgumentException("the base URL must be http or https with a host");
            }
            if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
                throw new IllegalArgumentException("the base URL must have no user info, query or fragment");
            }
            this.baseUrl = url;
            return this;
        }

        public Builder baseUrl(String url) {
            return baseUrl(URI.create(url));
        }

        public Builder apiKey(String key) {
            this.apiKeys.add(Secret.of(key));
            return this;
        }

        public Builder apiKeys(Collection<Secret> keys) {
            this.apiKeys.addAll(keys);
            return this;
        }

        /** Adds patterns of models it serves. */
        public Builder models(String... patterns) {
            for (String pattern : patterns) {
                this.models.add(ModelPattern.of(pattern));
            }
            return this;
        }

        public Builder mapModel(String requested, String upstream) {
            ModelPattern pattern = ModelPattern.of(requested);
            long stars = upstream.chars().filter(c -> c == '*').count();
            if (stars > pattern.stars()) {
                throw new IllegalArgumentException(
                        "'" + upstream + "' has more stars than '" + requested + "' can fill");
            }
            this.modelMapping.put(pattern, upstream);
            return this;
        }

        public Builder dialects(Dialect... dialects) {
            this.dialects.addAll(List.of(dialects));
            return this;
        }

        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        public Builder priority(int priority) {
            this.priority = priority;
            return this;
        }

        /**
         * @param weight 0 to 1,000,000
         */
        public Builder weight(int weight) {
            if (weight < 0 || weight > 1_000_000) {
                throw new IllegalArgumentException("weight must be from 0 to 1000000");
            }
            this.weight = weight;
            return this;
        }

        /**
         * @param multiplier 0 to 1000
         */
        public Builder multiplier(BigDecimal multiplier) {
            if (multiplier.signum() < 0 || multiplier.compareTo(BigDecimal.valueOf(1000)) > 0) {
                throw new IllegalArgumentException("multiplier must be from 0 to 1000");
            }
            this.multiplier = multiplier;
            return this;
        }

        /** Replaces the groups. */
        public Builder groups(String... groups) {
            this.groups = new LinkedHashSet<>(List.of(groups));
            return this;
        }

        /**
         * Replaces the tags.
         *
         * @throws IllegalArgumentException unless each has 1 to 64 letters, digits, {@code . _ -}
         */
        public Builder tags(String... tags) {
            for (String tag : tags) {
                if (!isName(tag)) {
                    throw new IllegalArgumentException("a tag has 1 to 64 letters, digits, '.', '_' or '-'");
                }
            }
            this.tags = new LinkedHashSet<>(List.of(tags));
            return this;
        }

        /**
         * Sets a member of every upstream body, whatever the caller wrote.
         *
         * @param path member names joined by dots, such as {@code reasoning.effort}
         * @throws IllegalArgumentException if the path is none, is the router's own ({@code model}, {@code stream},
         *     {@code stream_options}), or lies in another that is set
         */
        public Builder override(String path, RawJson value) {
            OverrideRules.check(path, overrides.keySet());
            this.overrides.put(path, value);
            return this;
        }

        public Builder proxy(@Nullable ProxySettings proxy) {
            this.proxy = proxy;
            return this;
        }

        /**
         * @throws IllegalArgumentException if the name is no header name, carries credentials or framing, or the value has a
         *     control character
         */
        public Builder header(String name, String value) {
            HeaderRules.check(name, value);
            this.headers.put(name, value);
            return this;
        }

        /**
         * A setting that its type alone knows. Whether the type knows it is checked by the provider client.
         *
         * @throws IllegalArgumentException if the name has anything but lower-case letters, digits and hyphens, or the value
         *     is over 1,024 characters or has a control character
         */
        public Builder option(String name, String value) {
            if (!name.matches("[a-z0-9-]{1,64}")) {
                throw new IllegalArgumentException("an option's name has 1 to 64 lower-case letters, digits or '-'");
            }
            if (value.length() > 1024 || value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                throw new IllegalArgumentException(
                        "an option has at most 1024 characters, none of them control characters");
            }
            this.options.put(name, value);
            return this;
        }

        public Builder timeouts(Timeouts timeouts) {
            this.timeouts = Objects.requireNonNull(timeouts, "timeouts");
            return this;
        }

        public Builder cooldown(@Nullable Duration cooldown) {
            if (cooldown != null && cooldown.isNegative()) {
                throw new IllegalArgumentException("cooldown must not be negative");
            }
            this.cooldown = cooldown;
            return this;
        }

        /**
         * @throws IllegalArgumentException if the channel serves no model
         */
        public Channel build() {
            if (models.isEmpty()) {
                throw new IllegalArgumentException(
                        "channel " + name + " serves no model; give it models, such as \"*\"");
            }
            return new Channel(this);
        }
    }
}
