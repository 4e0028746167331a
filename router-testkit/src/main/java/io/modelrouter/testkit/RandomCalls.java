package io.modelrouter.testkit;

import io.modelrouter.chat.Usage;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountId;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random records, and random questions about them, from a seed. */
final class RandomCalls {
    private static final Instant START = Instant.parse("2026-03-27T00:00:00Z");
    private static final List<AccountId> ACCOUNTS =
            List.of(new AccountId("acme"), new AccountId("beta"), new AccountId("user:ann"));
    private static final List<String> TOKENS = List.of("one", "two", "unknown");
    private static final List<String> CHANNELS = List.of("main", "west", "it's \"100%\"_");
    private static final List<String> MODELS = List.of("gpt-4o", "o3", "claude-sonnet-4-5");

    private final Random random;
    private int made;

    RandomCalls(long seed) {
        this.random = new Random(seed);
    }

    int number(int bound) {
        return random.nextInt(bound);
    }

    /** A call within five days, around a change of the clocks in Europe. */
    Instant time() {
        return START.plusMillis(random.nextInt(5 * 24 * 3600) * 1000L + random.nextInt(3));
    }

    CallRecord next() {
        CallRecord.Builder call = CallRecord.builder(
                        "call-" + made++, time(), any(MODELS), any(List.of(Dialect.values())))
                .token(any(TOKENS))
                .accounts(accounts());
        return fill(call);
    }

    /** The same call with later words: only whose it is, when it came and what it asked for stay. */
    CallRecord later(CallRecord record) {
        return fill(record.toBuilder());
    }

    private CallRecord fill(CallRecord.Builder call) {
        boolean served = random.nextInt(4) > 0;
        return call.channel(served ? any(CHANNELS) : null)
                .servedModel(served ? any(MODELS) : null)
                .channelDialect(served ? any(List.of(Dialect.values())) : null)
                .error(random.nextInt(3) == 0 ? any(List.of(RouterErrorCode.values())) : null)
                .overage(random.nextInt(5) == 0 ? random.nextInt(1_000) : 0)
                .cost(random.nextInt(5) == 0 ? null : (long) random.nextInt(1_000_000))
                .usage(Usage.builder()
                        .input(random.nextInt(1000))
                        .cacheRead(random.nextInt(50))
                        .cacheWrite(random.nextInt(50))
                        .output(random.nextInt(1000))
                        .reasoning(random.nextInt(10))
                        .build())
                .elapsed(Duration.ofMillis((long) Math.exp(random.nextDouble() * 14)))
                .build();
    }

    private List<AccountId> accounts() {
        List<AccountId> all = new ArrayList<>(ACCOUNTS);
        Collections.shuffle(all, random);
        return all.subList(0, random.nextInt(all.size() + 1));
    }

    CallFilter filter() {
        CallFilter filter = switch (random.nextInt(4)) {
            case 0 -> CallFilter.ofToken(any(TOKENS));
            case 1 -> CallFilter.ofAccount(any(ACCOUNTS));
            default -> CallFilter.everybody();
        };
        Instant from = time();
        return filter.from(maybe(from))
                .to(maybe(from.plus(Duration.ofHours(1 + random.nextInt(72)))))
                .model(random.nextInt(4) == 0 ? any(MODELS) : null)
                .channel(random.nextInt(4) == 0 ? any(CHANNELS) : null)
                .failed(random.nextInt(4) == 0 ? Boolean.valueOf(random.nextBoolean()) : null);
    }

    List<DailyGroup> groups() {
        List<DailyGroup> groups = new ArrayList<>(List.of(DailyGroup.values()));
        Collections.shuffle(groups, random);
        return List.copyOf(groups.subList(0, random.nextInt(groups.size() + 1)));
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private @Nullable Instant maybe(Instant time) {
        return random.nextInt(3) == 0 ? time : null;
    }
}
