package io.modelrouter.starter.settings;

import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.health.HealthSettings;
import io.modelrouter.core.pipeline.BackgroundSettings;
import io.modelrouter.core.pipeline.RouterSettings;
import io.modelrouter.core.quota.Unpriced;
import io.modelrouter.core.route.RoutingSettings;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.starter.settings.ModelRouterProperties.Endpoints;
import io.modelrouter.starter.settings.ModelRouterProperties.Limits;
import io.modelrouter.starter.settings.ModelRouterProperties.ModelShown;
import io.modelrouter.starter.settings.ModelRouterProperties.Records;
import io.modelrouter.starter.settings.ModelRouterProperties.Store;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.unit.DataSize;

/** Checks all settings, tells all that is wrong at once, and makes the router's own types of them. */
public final class SettingsReader {
    private static final Pattern BASE_PATH = Pattern.compile("(?:/[A-Za-z0-9._~-]+)+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%\\[\\]-]+");
    private static final int MAX_BODY = 1 << 30;
    private static final int MOST_RECORDS = 1_000_000;
    private static final int MOST_SHARES = 16;

    private final Problems problems = new Problems();
    private final ModelRouterProperties properties;

    private SettingsReader(ModelRouterProperties properties) {
        this.properties = properties;
    }

    /**
     * @param clients every provider there is; of two with one type the later one counts
     * @throws InvalidSettingException naming everything that is wrong
     */
    public static RouterConfiguration read(
            ModelRouterProperties properties,
            SettingsBinding binding,
            ConfigurableEnvironment environment,
            List<ProviderClient> clients) {
        SettingsReader reader = new SettingsReader(properties);
        binding.problems().forEach(reader.problems::add);
        UnknownSettings.find(environment).forEach(reader.problems::add);
        MissingPlaceholders.find(environment).forEach(reader.problems::add);
        return reader.read(clients, environment);
    }

    private RouterConfiguration read(List<ProviderClient> clients, ConfigurableEnvironment environment) {
        Map<String, ProviderClient> byType = new HashMap<>();
        clients.forEach(client -> byType.put(client.type(), client));
        new StoreChecks(problems).check(properties);
        var channels = new ChannelSettings(byType, problems).read(properties.channels());
        Quotas quotas = new Quotas(problems, properties.timeZone());
        AccountSettings accounts = new AccountSettings(problems, quotas, Accounts.NONE);
        accounts.read(properties.accounts());
        boolean accountsElsewhere = properties.store() != Store.MEMORY;
        TokenSettings tokens = new TokenSettings(problems, quotas, accounts, accountsElsewhere, Map.of());
        tokens.read(properties.tokens());
        var prices = new PriceSettings(problems).read(properties.prices());
        Pricing pricing = new PricingReader(problems).read(properties);
        List<BigDecimal> shares = shares();
        Duration retention = retention(properties.records());
        problems.atLeast(
                path("auth.max-failures-per-minute"), 0, properties.auth().maxFailuresPerMinute());
        if (properties.quotaStatus() != 402 && properties.quotaStatus() != 429) {
            problems.add(path("quota-status"), properties.quotaStatus(), "allowed are 402 and 429");
        }
        RoutingSettings routing = new RoutingReader(problems).read(properties);
        checkHosts();
        Duration cooldown = properties.cooldown();
        if (cooldown != null && cooldown.isNegative()) {
            problems.add(path("cooldown"), cooldown, "it must not be negative");
        }
        if (properties.reloadInterval().isNegative()) {
            problems.add(path("reload-interval"), properties.reloadInterval(), "it must not be negative");
        }
        checkEndpoints(properties.endpoints());
        RouterSettings router = router(properties.limits(), pricing, shares, retention);
        int maxRequestBody = size("limits.max-request-body", properties.limits().maxRequestBody());
        int maxUpload = size("limits.max-upload", properties.limits().maxUpload());
        problems.throwIfAny(environment);
        return new RouterConfiguration(
                channels,
                tokens.tokens(),
                accounts.accounts(),
                prices,
                pricing,
                shares,
                properties.timeZone(),
                accountsElsewhere,
                router,
                routing,
                new ErrorSettings(properties.quotaStatus() == 429),
                properties.auth(),
                properties.endpoints(),
                maxRequestBody,
                maxUpload);
    }

    private List<BigDecimal> shares() {
        List<BigDecimal> shares = properties.notifyAt();
        if (shares.size() > MOST_SHARES) {
            problems.add(path("notify-at"), null, "at most " + MOST_SHARES + " shares are allowed");
        }
        for (int i = 0; i < shares.size(); i++) {
            if (shares.get(i).signum() <= 0 || shares.get(i).compareTo(BigDecimal.TEN) > 0) {
                problems.add(
                        path("notify-at[" + i + "]"),
                        shares.get(i),
                        "a share of the limit is expected, above 0 and at most 10, such as 0.8");
            }
        }
        return problems.has(path("notify-at")) ? List.of() : shares;
    }

    private Duration retention(Records records) {
        if (records.inMemory() < 1 || records.inMemory() > MOST_RECORDS) {
            problems.add(path("records.in-memory"), records.inMemory(), "it must be from 1 to " + MOST_RECORDS);
        }
        if (records.keep().isNegative()) {
            problems.add(path("records.keep"), records.keep(), "it must not be negative; 0s keeps them for ever");
            return Duration.ZERO;
        }
        return records.keep();
    }

    private void checkHosts() {
        List<String> hosts = properties.allowedHosts();
        for (int i = 0; i < hosts.size(); i++) {
            if (!HOST.matcher(hosts.get(i)).matches()) {
                problems.add(
                        path("allowed-hosts[" + i + "]"), hosts.get(i), "a host is expected, such as llm.internal");
            }
        }
    }

    private void checkEndpoints(Endpoints endpoints) {
        Set<String> taken = new HashSet<>();
        checkPath("endpoints.openai", endpoints.openai(), taken);
        checkPath("endpoints.claude", endpoints.claude(), taken);
        checkPath("endpoints.gemini", endpoints.gemini(), taken);
        checkPath("endpoints.gemini-v1beta", endpoints.geminiV1beta(), taken);
    }

    private void checkPath(String name, String value, Set<String> taken) {
        if (value.isEmpty()) {
            return;
        }
        if (!BASE_PATH.matcher(value).matches()) {
            problems.add(
                    path(name), value, "a path like /v1 is expected, without a slash at its end, or \"\" for none");
        } else if (!taken.add(value)) {
            problems.add(path(name), value, "another group of endpoints has the same path");
        }
    }

    private RouterSettings router(Limits limits, Pricing pricing, List<BigDecimal> shares, Duration retention) {
        atLeastOne("limits.max-attempts", limits.maxAttempts());
        atLeastOne("limits.max-in-flight", limits.maxInFlight());
        atLeastOne("limits.max-in-flight-per-token", limits.maxInFlightPerToken());
        atLeastOne("limits.max-in-flight-per-channel", limits.maxInFlightPerChannel());
        atLeastOne("limits.max-output-tokens", limits.maxOutputTokens());
        problems.atLeast(path("limits.max-hops"), 0, limits.maxHops());
        positive("heartbeat", properties.heartbeat());
        positive("limits.hold-time", limits.holdTime());
        positive("response-memory.keep", properties.responseMemory().keep());
        positive("idempotency.keep", properties.idempotency().keep());
        positive("limits.stalled-client", limits.stalledClient());
        Duration refresh = properties.modelList().refresh();
        if (refresh.isNegative()) {
            problems.add(path("model-list.refresh"), refresh, "it must not be negative; 0s asks no upstream");
        }
        Duration counting = properties.tokenCounts().timeout();
        positive("token-counts.timeout", counting);
        return RouterSettings.builder()
                .maxAttempts(limits.maxAttempts())
                .holdTime(limits.holdTime())
                .defaultMaxOutput(limits.maxOutputTokens())
                .unpriced(Unpriced.valueOf(pricing.unpriced().name()))
                .defaultPrice(pricing.defaultPrice())
                .groupMultipliers(pricing.groupMultipliers())
                .notifyAt(shares)
                .chargeFailedPrompts(properties.chargeFailedPrompts())
                .maxAuthFailuresPerMinute(Math.max(0, properties.auth().maxFailuresPerMinute()))
                .recordRetention(retention)
                .costInUsage(properties.costInUsage())
                .heartbeat(properties.heartbeat())
                .stalledReader(limits.stalledClient())
                .maxBody(size("limits.max-answer-body", limits.maxAnswerBody()))
                .maxErrorBody(size("limits.max-error-body", limits.maxErrorBody()))
                .maxEvent(size("limits.max-event", limits.maxEvent()))
                .maxStream(atLeastOne("limits.max-stream", limits.maxStream().toBytes()))
                .maxHops(limits.maxHops())
                .maxInFlight(limits.maxInFlight())
                .maxInFlightPerToken(limits.maxInFlightPerToken())
                .maxInFlightPerChannel(limits.maxInFlightPerChannel())
                .showUpstreamModel(properties.modelShown() == ModelShown.UPSTREAM)
                .responseMemory(
                        Math.max(0, properties.responseMemory().maxSize().toBytes()))
                .responseMemoryTime(properties.responseMemory().keep())
                .backgroundRuns(backgroundRuns())
                .idempotencyMemory(
                        Math.max(0, properties.idempotency().maxSize().toBytes()))
                .idempotencyMemoryTime(properties.idempotency().keep())
                .admitUnlimited(properties.ledgerAway() == ModelRouterProperties.LedgerAway.ADMIT_UNLIMITED)
                .modelListRefresh(refresh.isNegative() ? Duration.ZERO : refresh)
                .upstreamTokenCounts(properties.tokenCounts().upstream())
                .tokenCountTimeout(counting.isNegative() || counting.isZero() ? Duration.ofSeconds(10) : counting)
                .health(health())
                .build();
    }

    private BackgroundSettings backgroundRuns() {
        ModelRouterProperties.BackgroundRuns runs = properties.backgroundRuns();
        BackgroundSettings otherwise = BackgroundSettings.DEFAULT;
        problems.atLeast(path("background-runs.max-open"), 0, runs.maxOpen());
        return new BackgroundSettings(
                positive("background-runs.poll-first", runs.pollFirst(), otherwise.first()),
                positive("background-runs.poll-longest", runs.pollLongest(), otherwise.longest()),
                positive("background-runs.max-age", runs.maxAge(), otherwise.limit()),
                Math.max(0, runs.maxOpen()));
    }

    private Duration positive(String name, Duration duration, Duration otherwise) {
        positive(name, duration);
        return duration.isZero() || duration.isNegative() ? otherwise : duration;
    }

    private HealthSettings health() {
        Duration cooldown = properties.cooldown();
        return cooldown == null ? HealthSettings.DEFAULT : HealthSettings.DEFAULT.withCooldown(cooldown);
    }

    private long atLeastOne(String name, long value) {
        problems.atLeast(path(name), 1, value);
        return value;
    }

    private void positive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            problems.add(path(name), duration, "it must be longer than 0");
        }
    }

    private int size(String name, DataSize size) {
        long bytes = size.toBytes();
        if (bytes < 1 || bytes > MAX_BODY) {
            problems.add(path(name), size, "it must be from 1B to 1GB");
            return 1;
        }
        return (int) bytes;
    }

    private static String path(String name) {
        return ModelRouterProperties.PREFIX + "." + name;
    }
}
