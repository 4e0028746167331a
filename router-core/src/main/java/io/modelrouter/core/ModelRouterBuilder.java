package io.modelrouter.core;

import io.modelrouter.ModelRouter;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.channel.SelectionStrategy;
import io.modelrouter.core.auth.Authenticator;
import io.modelrouter.core.auth.BadKeys;
import io.modelrouter.core.channel.InMemoryChannelRegistry;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.limit.InFlightLimit;
import io.modelrouter.core.limit.LocalCallLimiter;
import io.modelrouter.core.pipeline.CallExecutors;
import io.modelrouter.core.pipeline.RealModelRouter;
import io.modelrouter.core.pipeline.RecordKeeping;
import io.modelrouter.core.pipeline.RouterParts;
import io.modelrouter.core.pipeline.RouterSettings;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.core.route.FallbackCause;
import io.modelrouter.core.route.RouteReport;
import io.modelrouter.core.route.RoutingSettings;
import io.modelrouter.core.route.SelectionStrategies;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.observe.CallAnnotator;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.BudgetBook;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a {@link ModelRouter} together. Required: where the channels are, and a client for each type of channel. Everything
 * else has a default: an in-memory ledger, no prices, no tokens (calls without a key are the anonymous account, which is
 * unlimited), no log. Setters may come in any order. Not thread-safe.
 */
public final class ModelRouterBuilder {
    /** Name of the token that stands for callers without a key; its account is {@code token:anonymous}. */
    public static final String ANONYMOUS = "anonymous";

    private static final Logger LOG = LoggerFactory.getLogger(ModelRouterBuilder.class);

    private final ChannelRegistry registry;
    private final List<ProviderClient> clients = new ArrayList<>();
    private final List<RouterListener> listeners = new ArrayList<>();
    private @Nullable TokenStore tokens;
    private @Nullable Boolean authRequired;
    private @Nullable QuotaLedger ledger;
    private PriceBook prices = PriceBook.EMPTY;
    private BudgetBook budgets = BudgetBook.NONE;
    private @Nullable CallLimiter limiter;
    private ResponseOrigins origins = ResponseOrigins.NONE;
    private CallLog log = CallLog.NONE;
    private @Nullable CallHistory history;
    private CallAnnotator annotator = CallAnnotator.NONE;
    private RouterSettings settings = RouterSettings.DEFAULT;
    private RoutingSettings routing = RoutingSettings.DEFAULT;
    private SelectionStrategy selection = SelectionStrategies.WEIGHTED;
    private ErrorSettings errors = ErrorSettings.DEFAULT;
    private @Nullable Executor executor;
    private InstantSource clock = InstantSource.system();
    private LongSupplier nanos = System::nanoTime;
    private Supplier<RandomGenerator> random = ThreadLocalRandom::current;

    private ModelRouterBuilder(ChannelRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    /** A router over a registry of your own. */
    public static ModelRouterBuilder create(ChannelRegistry registry) {
        return new ModelRouterBuilder(registry);
    }

    /** A router over channels that do not change. */
    public static ModelRouterBuilder create(Channel... channels) {
        return new ModelRouterBuilder(InMemoryChannelRegistry.of(channels));
    }

    /** Adds a client; the last one of a type wins. The router closes it. */
    public ModelRouterBuilder provider(ProviderClient client) {
        clients.removeIf(known -> known.type().equals(client.type()));
        clients.add(client);
        return this;
    }

    /** Where tokens are; with it, a key is required unless {@link #authRequired} says otherwise. */
    public ModelRouterBuilder tokens(TokenStore tokens) {
        this.tokens = Objects.requireNonNull(tokens, "tokens");
        return this;
    }

    /** Whether calls without a known key are refused; default: whether there is a token store. */
    public ModelRouterBuilder authRequired(boolean required) {
        this.authRequired = required;
        return this;
    }

    /** Default: one in memory, whose unknown accounts have nothing. */
    public ModelRouterBuilder ledger(QuotaLedger ledger) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        return this;
    }

    /** Default: no model has a price. */
    public ModelRouterBuilder prices(PriceBook prices) {
        this.prices = Objects.requireNonNull(prices, "prices");
        return this;
    }

    /** What accounts may spend within a time, beside their balances. Default: nobody has a budget. */
    public ModelRouterBuilder budgets(BudgetBook budgets) {
        this.budgets = Objects.requireNonNull(budgets, "budgets");
        return this;
    }

    /**
     * What keeps tokens to the limits that are set on them; one over a store counts for all nodes that share it. A token
     * without limits of its own is held to {@link RouterSettings#admission()} on each node, without asking this.
     * Default: one that counts for this node.
     */
    public ModelRouterBuilder limiter(CallLimiter limiter) {
        this.limiter = Objects.requireNonNull(limiter, "limiter");
        return this;
    }

    /** Who made which answer of OpenAI's Responses, for several nodes; without it each knows what it made itself. */
    public ModelRouterBuilder responseOrigins(ResponseOrigins origins) {
        this.origins = Objects.requireNonNull(origins, "origins");
        return this;
    }

    /**
     * Where records of calls go; default: nowhere. A log that is also a {@link CallHistory} is the router's history, unless
     * {@link #history} names another.
     */
    public ModelRouterBuilder callLog(CallLog log) {
        this.log = Objects.requireNonNull(log, "log");
        return this;
    }

    /**
     * What remembers the records that the log takes: asked for what a caller spent today, and told to forget records older
     * than {@link RouterSettings#recordRetention()}.
     */
    public ModelRouterBuilder history(CallHistory history) {
        this.history = Objects.requireNonNull(history, "history");
        return this;
    }

    /** Adds the host's own words to records; default: none. What it adds is the host's decision, prompts too. */
    public ModelRouterBuilder annotator(CallAnnotator annotator) {
        this.annotator = Objects.requireNonNull(annotator, "annotator");
        return this;
    }

    public ModelRouterBuilder listener(RouterListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    public ModelRouterBuilder settings(RouterSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
        return this;
    }

    /** What decides where calls go, beside the channels; replaces what the four setters below have set. */
    public ModelRouterBuilder routing(RoutingSettings routing) {
        this.routing = Objects.requireNonNull(routing, "routing");
        return this;
    }

    /** The models that the name {@code auto} stands for, best first. */
    public ModelRouterBuilder auto(String... models) {
        this.routing = routing.withAuto(List.of(models));
        return this;
    }

    /** Models that are tried in the place of this one when a call for it failed for this cause, best first. */
    public ModelRouterBuilder fallback(String model, FallbackCause cause, String... models) {
        this.routing = routing.withFallback(model, cause, List.of(models));
        return this;
    }

    /** Whether calls of one session find the same channel where several are equal; default true. */
    public ModelRouterBuilder affinity(boolean affinity) {
        this.routing = routing.withAffinity(affinity);
        return this;
    }

    /** What chooses among channels of equal rank; default {@link SelectionStrategies#WEIGHTED}. */
    public ModelRouterBuilder selection(SelectionStrategy selection) {
        this.selection = Objects.requireNonNull(selection, "selection");
        return this;
    }

    public ModelRouterBuilder errors(ErrorSettings errors) {
        this.errors = Objects.requireNonNull(errors, "errors");
        return this;
    }

    /**
     * Runs asynchronous views and heartbeats; the router does not end it. Default: virtual threads on JDK 24 and later, else
     * a bounded pool of the router's own.
     */
    public ModelRouterBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /** For tests: where time comes from. */
    public ModelRouterBuilder clock(InstantSource clock, LongSupplier nanos) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.nanos = Objects.requireNonNull(nanos, "nanos");
        return this;
    }

    /** For tests: what chooses among channels of equal rank. */
    public ModelRouterBuilder random(Supplier<RandomGenerator> random) {
        this.random = Objects.requireNonNull(random, "random");
        return this;
    }

    /**
     * Builds and starts the router.
     *
     * @throws IllegalArgumentException if a channel's type has no client, or a client refuses a channel's settings
     */
    public ModelRouter build() {
        validateChannels();
        report();
        ExecutorService own = executor == null ? CallExecutors.create() : null;
        QuotaLedger books = ledger == null ? new InMemoryQuotaLedger(nanos) : ledger;
        // Without any tokens the caller is the program that embeds the router.
        Token anonymous = Token.builder(ANONYMOUS).pin(tokens == null).build();
        boolean required = authRequired == null ? tokens != null : authRequired;
        AccountId account = anonymous.accounts().get(0);
        if (!required && books.balance(account).isEmpty()) {
            books.setLimit(account, QuotaLimit.UNLIMITED);
        }
        TokenStore store = tokens == null ? hash -> java.util.Optional.empty() : tokens;
        return new RealModelRouter(new RouterParts(new RouterParts.Collaborators(
                registry,
                List.copyOf(clients),
                dialects(errors),
                new Authenticator(
                        store,
                        clock,
                        required,
                        anonymous,
                        new BadKeys(settings.admission().maxAuthFailuresPerMinute(), nanos)),
                books,
                prices,
                budgets,
                records(),
                List.copyOf(listeners),
                settings,
                routing,
                selection,
                new InFlightLimit(settings.admission().maxInFlight()),
                new InFlightLimit(settings.admission().maxInFlightPerToken()),
                limiter == null ? new LocalCallLimiter(nanos) : limiter,
                origins,
                executor == null ? Objects.requireNonNull(own) : executor,
                own,
                clock,
                nanos,
                random,
                CallIds::next)));
    }

    private RecordKeeping records() {
        return new RecordKeeping(log, history == null && log instanceof CallHistory same ? same : history, annotator);
    }

    /** The codecs of all dialects; also what writes errors for requests that never became a call. */
    public static Dialects dialects(ErrorSettings errors) {
        return BuiltInDialects.create(errors);
    }

    private void report() {
        for (RouteReport.Finding finding : RouteReport.of(registry.snapshot().channels())) {
            if (finding.warning()) {
                LOG.warn(finding.text());
            } else {
                LOG.info(finding.text());
            }
        }
    }

    private void validateChannels() {
        Set<String> types = new HashSet<>();
        clients.forEach(client -> types.add(client.type()));
        for (Channel channel : registry.snapshot().channels()) {
            if (!types.contains(channel.type())) {
                throw new IllegalArgumentException("channel " + channel.name() + " has the type '" + channel.type()
                        + "', for which no provider client was given; known are " + types);
            }
            for (ProviderClient client : clients) {
                if (client.type().equals(channel.type())) {
                    client.validate(channel);
                }
            }
        }
    }
}
