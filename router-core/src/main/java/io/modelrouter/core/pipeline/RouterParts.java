package io.modelrouter.core.pipeline;

import io.modelrouter.ChannelOperator;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.channel.SelectionStrategy;
import io.modelrouter.core.auth.Authenticator;
import io.modelrouter.core.channel.SwitchedRegistry;
import io.modelrouter.core.channel.UpstreamModels;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.health.HealthTracker;
import io.modelrouter.core.limit.InFlightLimit;
import io.modelrouter.core.quota.BudgetAccounts;
import io.modelrouter.core.quota.LedgerRetry;
import io.modelrouter.core.quota.PriceTable;
import io.modelrouter.core.record.RecordRetention;
import io.modelrouter.core.route.CallPlanner;
import io.modelrouter.core.route.ChannelFacts;
import io.modelrouter.core.route.RoutePlanner;
import io.modelrouter.core.route.RoutingSettings;
import io.modelrouter.core.stream.StallTimer;
import io.modelrouter.core.tokens.PromptTokens;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.quota.BudgetBook;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLedger;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of a router, wired once, started and closed together. */
public final class RouterParts {
    private static final Logger LOG = LoggerFactory.getLogger(RouterParts.class);

    private static final Duration SETTLE_AT_CLOSE = Duration.ofSeconds(10);
    /** What the last questions for background runs get, however long other calls took to end. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(2);

    /** One of those that are counted with a tokenizer, which takes a moment to load: not in the first call. */
    private static final String TOKENIZED_MODEL = "gpt-4o";

    /** Stands for the caller until it is known. */
    static final Token UNKNOWN_CALLER = Token.builder("unknown").build();

    private final Collaborators with;
    private final SwitchedRegistry registry;
    private final Operator operator;
    private final LaneExplainer laneExplainer;
    private final RoutePlanner routes;
    private final CallPlanner planner;
    private final CandidateOrder order;
    private final Admission admission;
    private final CallerUsages usages;
    private final CostMembers costs;
    private final HealthTracker health;
    private final AnswerWriters writers;
    private final ResponseMemory memory;
    private final IdempotentAnswers answered;
    private final CallPipeline pipeline;
    private final TokenCounter counter;
    private final CallerModels models;
    private final StreamWatch watch;
    private final BackgroundRuns runs;
    private final Maintenance maintenance;
    private final ActiveCalls active = new ActiveCalls();
    private final RecordQueue records;
    private final Settler settler;
    private final ScheduledThreadPoolExecutor timer;
    private final StallTimer stallTimer;

    /**
     * What a router works with.
     *
     * @param ownExecutor the executor if the router made it itself and shall end it, else null
     */
    public record Collaborators(
            ChannelRegistry registry,
            List<ProviderClient> clients,
            Dialects dialects,
            Authenticator authenticator,
            QuotaLedger ledger,
            PriceBook prices,
            BudgetBook budgets,
            RecordKeeping records,
            List<RouterListener> listeners,
            RouterSettings settings,
            RoutingSettings routing,
            SelectionStrategy selection,
            InFlightLimit routerLimit,
            InFlightLimit tokenLimit,
            CallLimiter limiter,
            ResponseOrigins origins,
            Executor executor,
            @Nullable ExecutorService ownExecutor,
            InstantSource clock,
            LongSupplier nanos,
            Supplier<RandomGenerator> random,
            Supplier<String> ids) {}

    public RouterParts(Collaborators with) {
        this.with = with;
        this.registry = new SwitchedRegistry(with.registry);
        RouterSettings settings = with.settings;
        Map<String, ProviderClient> clients = new HashMap<>();
        for (ProviderClient client : with.clients) {
            clients.put(client.type(), client);
        }
        LedgerRetry retry = new LedgerRetry(with.random, pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos()));
        Listeners listeners = new Listeners(with.listeners);
        this.routes = new RoutePlanner(clients.values());
        this.planner = new CallPlanner(routes, with.routing);
        BudgetAccounts budgets = new BudgetAccounts(with.ledger, with.budgets, with.clock);
        UnlimitedAccounts unlimited = new UnlimitedAccounts(settings.quota().admitUnlimited(), with.nanos);
        this.admission =
                new Admission(with.ledger, retry, with.prices, budgets, unlimited, settings, with.clock, with.random);
        this.usages = new CallerUsages(with.ledger, budgets, this::today);
        this.records = new RecordQueue(with.records.log());
        this.settler = new Settler(
                with.ledger,
                retry,
                PriceTable.shipped()::contextSize,
                new Thresholds(settings.quota().notifyAt(), listeners),
                unlimited,
                records::add,
                with.nanos,
                settings);
        this.costs = new CostMembers(with.ledger, settler, settings.quota().costInUsage());
        this.memory = new ResponseMemory(
                settings.responseMemory().bytes(),
                settings.responseMemory().time(),
                with.nanos,
                new SharedOrigins(with.origins, settings.responseMemory().time(), with.executor));
        this.writers = new AnswerWriters(
                with.dialects, costs, memory, settings.answers().showUpstreamModel());
        this.watch = new StreamWatch(
                with.executor,
                with.nanos,
                settings.answers().heartbeat(),
                settings.answers().stalledReader());
        CallLimits limits = new CallLimits(
                with.routerLimit,
                with.tokenLimit,
                with.limiter,
                settings.quota().holdTime(),
                with.nanos);
        this.timer = new ScheduledThreadPoolExecutor(1, CallExecutors.daemons("modelrouter-timer-"));
        this.timer.setRemoveOnCancelPolicy(true);
        this.runs = new BackgroundRuns(
                new RunLook(with.dialects, clients, registry, settings.answers().maxBody()),
                settler,
                records,
                listeners,
                with.executor,
                (delay, task) -> timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS),
                with.nanos,
                settings.backgroundRuns());
        this.maintenance = new Maintenance(
                with.ledger,
                settler,
                limits,
                active,
                runs,
                watch,
                with.nanos,
                settings.quota().holdTime());
        Attempt attempt = new Attempt(with.dialects, clients, settings.answers(), with.nanos);
        this.health = new HealthTracker(settings.health(), clock(with.clock), with.random);
        Lanes lanes = new Lanes(with.dialects, memory);
        this.laneExplainer = new LaneExplainer(lanes, routes);
        ChannelFacts facts = new ChannelFacts(with.nanos);
        this.order = new CandidateOrder(with.selection, with.routing.affinity(), facts, memory, with.random);
        InFlightLimit places = new InFlightLimit(settings.admission().maxInFlightPerChannel());
        AttemptLoop attempts = new AttemptLoop(
                registry,
                order,
                facts,
                lanes,
                health,
                places,
                CallSession::pause,
                attempt,
                with.random,
                with.nanos,
                listeners,
                settings.maxAttempts());
        this.answered =
                new IdempotentAnswers(settings.idempotency().bytes(), settings.idempotency().time(), with.nanos);
        this.pipeline = new CallPipeline(
                with.authenticator,
                limits,
                registry,
                planner,
                admission,
                attempts,
                settler,
                listeners,
                records,
                new RecordDetails(with.dialects, with.records.annotator()),
                active,
                with.nanos,
                settings.admission().maxHops(),
                new StoredResponses(memory, runs),
                runs,
                answered);
        this.counter = new TokenCounter(
                with.authenticator,
                limits,
                registry,
                planner,
                routes,
                order,
                new CountLanes(with.dialects, lanes),
                health,
                places,
                new CountAttempt(with.dialects, clients, settings.answers().maxErrorBody()),
                active,
                with.nanos,
                settings);
        this.models = new CallerModels(
                registry,
                routes,
                planner,
                new UpstreamModels(clients, with.executor, with.nanos, settings.modelListRefresh()),
                PriceTable.shipped()::contextSize);
        this.operator = new Operator(registry, health, active, with.clients, new ChannelTester(with, routes));
        this.stallTimer = StallTimer.of(timer);
    }

    /** The same time for libraries that want it as a {@link Clock}. */
    private static Clock clock(InstantSource source) {
        return source instanceof Clock clock ? clock : source.withZone(ZoneOffset.UTC);
    }

    void start() {
        maintenance.start(timer, with.executor);
        if (registry.snapshot().channels().stream().anyMatch(channel -> channel.serves(TOKENIZED_MODEL))) {
            CallExecutors.daemons("modelrouter-tokenizer-")
                    .newThread(PromptTokens::warmUp)
                    .start();
        }
        if (with.records.history() != null) {
            RecordRetention retention =
                    new RecordRetention(with.records.history(), with.settings.recordRetention(), with.clock);
            maintenance.startRetention(timer, with.executor, retention);
        }
    }

    /** Where the router's calls are remembered; null where nothing does. */
    @Nullable
    CallHistory history() {
        return with.records.history();
    }

    private Optional<DailyUsage> today(Token token) {
        CallHistory history = with.records.history();
        return history == null
                ? Optional.empty()
                : history.daily(CallFilter.ofToken(token.name()).from(with.clock.instant()), List.of()).stream()
                        .findFirst();
    }

    /** Records that the call log never took. */
    long droppedRecords() {
        return records.droppedCount();
    }

    /** Lets calls end for the grace time, then cancels them, settles what is open and writes what is queued. */
    void close(Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        try {
            while (active.count() > 0 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (CallSession call : active.all()) {
            call.canceller.run();
        }
        timer.shutdownNow();
        runs.close(Duration.ofNanos(Math.max(LAST_LOOK.toNanos(), deadline - System.nanoTime())));
        maintenance.tend();
        settlePending();
        if (settler.pendingCount() > 0) {
            LOG.error("{} calls could not be settled; the expiry of their holds will do it", settler.pendingCount());
        }
        records.close();
        for (ProviderClient client : with.clients) {
            client.close();
        }
        if (with.ownExecutor != null) {
            with.ownExecutor.shutdown();
        }
    }

    /** What could not be settled is tried again until it is, for at most 10 seconds (R1.7). */
    private void settlePending() {
        long deadline = System.nanoTime() + SETTLE_AT_CLOSE.toNanos();
        try {
            while (settler.pendingCount() > 0 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(100);
                settler.retryPending();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    RouterSettings settings() {
        return with.settings;
    }

    ChannelRegistry registry() {
        return registry;
    }

    LaneExplainer laneExplainer() {
        return laneExplainer;
    }

    ChannelOperator operator() {
        return operator;
    }

    Authenticator authenticator() {
        return with.authenticator;
    }

    RoutePlanner routes() {
        return routes;
    }

    CallPlanner planner() {
        return planner;
    }

    CandidateOrder order() {
        return order;
    }

    Admission admission() {
        return admission;
    }

    CallerUsages usages() {
        return usages;
    }

    CostMembers costs() {
        return costs;
    }

    CallPipeline pipeline() {
        return pipeline;
    }

    TokenCounter counter() {
        return counter;
    }

    CallerModels models() {
        return models;
    }

    HealthTracker health() {
        return health;
    }

    AnswerWriters writers() {
        return writers;
    }

    ResponseMemory memory() {
        return memory;
    }

    IdempotentAnswers answered() {
        return answered;
    }

    StreamWatch watch() {
        return watch;
    }

    StallTimer stallTimer() {
        return stallTimer;
    }

    Executor executor() {
        return with.executor;
    }

    InstantSource clock() {
        return with.clock;
    }

    LongSupplier nanos() {
        return with.nanos;
    }

    Supplier<String> ids() {
        return with.ids;
    }
}
