package io.modelrouter.core.pipeline;

import io.modelrouter.CallContext;
import io.modelrouter.ChannelTest;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.core.auth.Authenticator;
import io.modelrouter.core.auth.BadKeys;
import io.modelrouter.core.channel.InMemoryChannelRegistry;
import io.modelrouter.core.channel.Offers;
import io.modelrouter.core.limit.InFlightLimit;
import io.modelrouter.core.limit.LocalCallLimiter;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.core.route.RoutePlanner;
import io.modelrouter.core.route.RoutingSettings;
import io.modelrouter.core.route.SelectionStrategies;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.BudgetBook;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.request.RouterRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends an operator's test through a pipeline of its own that has one channel, one attempt, books of its own and no memory
 * of earlier failures, and is otherwise built from the router's parts.
 */
final class ChannelTester {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final RouterParts.Collaborators with;
    private final RoutePlanner planner;

    ChannelTester(RouterParts.Collaborators with, RoutePlanner planner) {
        this.with = with;
        this.planner = planner;
    }

    ChannelTest test(Channel channel, @Nullable String named) {
        String model = named == null
                ? Offers.exactNames(channel)
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("the channel " + channel.name()
                                + " serves nothing by an exact name; say which model to test it with"))
                : named;
        Token tester = Token.builder("operator").groups(channel.groups()).build();
        RouterRequest request =
                TestRequests.of(channel.name(), model, planner.dialects(channel, channel.upstreamModel(model)));
        RouterParts parts = new RouterParts(alone(channel, tester));
        long begun = with.nanos().getAsLong();
        CallSession session = new CallSession(
                with.ids().get(),
                request,
                CallContext.builder().deadline(LONGEST).build(),
                false,
                StreamConsumer.NONE,
                tester,
                with.clock().instant(),
                begun);
        RouterException failure = run(parts, session);
        return result(channel, request, Duration.ofNanos(with.nanos().getAsLong() - begun), failure);
    }

    private static @Nullable RouterException run(RouterParts parts, CallSession session) {
        CallDriver driver = new CallDriver(parts.pipeline(), session);
        driver.enter();
        try {
            driver.open();
            driver.end(null);
            return null;
        } catch (RouterException e) {
            return e;
        } finally {
            driver.leave();
        }
    }

    private static ChannelTest result(
            Channel channel, RouterRequest request, Duration latency, @Nullable RouterException failure) {
        AttemptFailure attempt = failure == null || failure.attempts().isEmpty()
                ? null
                : failure.attempts().get(0);
        return new ChannelTest(
                channel.name(),
                request.model(),
                channel.upstreamModel(request.model()),
                request.dialect(),
                latency,
                failure == null ? null : failure.code(),
                attempt == null ? null : attempt.kind(),
                attempt == null || attempt.status().isEmpty()
                        ? null
                        : attempt.status().getAsInt(),
                failure == null ? null : attempt == null ? failure.getMessage() : attempt.summary());
    }

    /** The router's own collaborators, but for one channel and with nothing to keep. */
    private RouterParts.Collaborators alone(Channel channel, Token tester) {
        InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(with.nanos());
        tester.accounts().forEach(account -> ledger.setLimit(account, QuotaLimit.UNLIMITED));
        return new RouterParts.Collaborators(
                InMemoryChannelRegistry.of(channel.toBuilder().enabled(true).build()),
                with.clients(),
                with.dialects(),
                new Authenticator(hash -> Optional.empty(), with.clock(), false, tester, new BadKeys(0, with.nanos())),
                ledger,
                PriceBook.EMPTY,
                BudgetBook.NONE,
                RecordKeeping.NONE,
                List.of(),
                with.settings().toBuilder().maxAttempts(1).build(),
                RoutingSettings.DEFAULT,
                SelectionStrategies.WEIGHTED,
                new InFlightLimit(1),
                new InFlightLimit(1),
                new LocalCallLimiter(with.nanos()),
                ResponseOrigins.NONE,
                with.executor(),
                null,
                with.clock(),
                with.nanos(),
                with.random(),
                with.ids());
    }
}
