package io.modelrouter.starter.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.CallContext;
import io.modelrouter.Explanation;
import io.modelrouter.ModelRouter;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.core.tokens.PromptTokens;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.request.RouterRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One cell of the matrix: a fault, seen by one client, over one lane, with or without a channel that is well behind the one
 * that fails. It has a router of its own, so no cell knows of another.
 *
 * @param upstream what the failing channel is spoken to in; the client's own dialect or another
 * @param second whether there is a channel that is well
 */
record Cell(Fault fault, Vendor client, Vendor upstream, boolean stream, boolean second) {
    private static final AccountId ACCOUNT = new AccountId("token:" + FaultyWorld.TOKEN);
    private static final Pattern REST = Pattern.compile("rests after failures, for (\\d+) s");
    private static final long DEFAULT_COOLDOWN = 300;
    /** The answer that is well: ten tokens in, five out. */
    private static final long GOOD = 10 * FaultyWorld.NANOS_IN + 5 * FaultyWorld.NANOS_OUT;

    /** What happened, for the table. */
    record Line(Cell cell, String answer, String attempts, String cooldown, String settlement) {
        @Override
        public String toString() {
            return String.format(
                    "%-29s | %-9s | %-9s | %-6s | %-6s | %-41s | %-1s | %-31s | %s",
                    cell.fault,
                    cell.client,
                    cell.upstream,
                    cell.stream ? "stream" : "whole",
                    cell.second ? "second" : "alone",
                    answer,
                    attempts,
                    cooldown,
                    settlement);
        }
    }

    /** What a router told of its calls. */
    private static final class Told implements RouterListener {
        final Queue<CallRecord> records = new ConcurrentLinkedQueue<>();
        final Queue<AttemptFailure> failures = new ConcurrentLinkedQueue<>();

        @Override
        public void callEnded(CallRecord record) {
            records.add(record);
        }

        @Override
        public void attemptFailed(String callId, AttemptFailure failure) {
            failures.add(failure);
        }

        CallRecord last() {
            return List.copyOf(records).get(records.size() - 1);
        }
    }

    Line run(FaultyWorld world) throws IOException {
        InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(System::nanoTime);
        ledger.setLimit(ACCOUNT, QuotaLimit.of(1_000_000_000L));
        Told told = new Told();
        Channel faulty = world.faulty(fault, upstream);
        Channel[] channels = second ? new Channel[] {faulty, world.well(upstream)} : new Channel[] {faulty};
        try (ModelRouter router = world.router(ledger, told, channels)) {
            return check(router, ledger, told);
        }
    }

    private Line check(ModelRouter router, InMemoryQuotaLedger ledger, Told told) throws IOException {
        Row row = fault.row(stream);
        assertThat(rest(router)).as("rest before the first failure").isNull();
        Seen seen = call(router);
        CallRecord record = told.last();
        AccountBalance balance = ledger.balance(ACCOUNT).orElseThrow();
        checkAnswer(row, seen, record);
        checkAttempts(row, seen, record);
        checkSettlement(record, balance);
        String cooldown = checkCooldown(row, router, told, record);
        assertThat(ledger.balance(ACCOUNT).orElseThrow().held()).as("held").isZero();
        return new Line(this, answer(seen, record), attempts(record), cooldown, settlement(record));
    }

    private Seen call(ModelRouter router) throws IOException {
        return Seen.of(router, client, stream, context());
    }

    private CallContext context() {
        CallContext.Builder context = CallContext.builder().key(Secret.of(FaultyWorld.KEY));
        if (fault.row(stream) == Row.TOLD_TO_WAIT) {
            context.deadline(Duration.ofSeconds(Fault.RETRY_AFTER_SECONDS - 10));
        }
        return context.build();
    }

    private boolean served() {
        return second && fault.row(stream).triesOtherChannels();
    }

    private void checkAnswer(Row row, Seen seen, CallRecord record) {
        if (served()) {
            ClientShapes.checkGood(client, upstream, seen, stream);
            assertThat(record.error()).isNull();
        } else if (row == Row.COMMITTED) {
            ClientShapes.checkBrokenStream(
                    client, seen, fault.committed(), client == upstream && fault == Fault.ERROR_AFTER_CONTENT);
            assertThat(record.error()).isEqualTo(fault.committed());
        } else if (row == Row.CALLER) {
            ClientShapes.checkRefusal(client, upstream, seen, fault.status());
            assertThat(record.error()).isEqualTo(RouterErrorCode.UPSTREAM_REFUSED);
            assertThat(seen.header("x-should-retry")).isEqualTo("false");
        } else {
            RouterErrorCode code = fault.code(upstream);
            ClientShapes.checkError(client, seen, code);
            assertThat(record.error()).isEqualTo(code);
            if (row == Row.TOLD_TO_WAIT) {
                assertThat(seen.header("retry-after")).isEqualTo("" + Fault.RETRY_AFTER_SECONDS);
            }
        }
    }

    private void checkAttempts(Row row, Seen seen, CallRecord record) {
        boolean answered = served() || row == Row.COMMITTED;
        int failed = row == Row.COMMITTED ? 0 : second ? 1 : row.attemptsAlone;
        assertThat(record.failures()).as("failed attempts").hasSize(failed);
        assertThat(record.attempts()).as("attempts").isEqualTo(failed + (answered ? 1 : 0));
        if (answered) {
            assertThat(seen.header("x-router-attempts")).isEqualTo("" + (failed + 1));
            assertThat(record.channel()).isEqualTo(served() ? "well" : "faulty");
        } else {
            assertThat(record.channel()).isNull();
            assertThat(seen.failure().attempts()).isEqualTo(record.failures());
        }
        FailureKind kind = fault.kind(upstream);
        for (AttemptFailure failure : record.failures()) {
            assertThat(failure.channel()).isEqualTo("faulty");
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.summary()).doesNotContain(Vendor.WORDS);
            if (fault.status() > 0) {
                assertThat(failure.status()).hasValue(fault.status());
            } else if (fault.charged(stream) == Charged.NOTHING && kind != FailureKind.OVERLOADED) {
                assertThat(failure.status().orElse(200)).isEqualTo(200);
            }
        }
        assertThat(record.stream()).isEqualTo(stream);
        assertThat(record.clientDialect()).isEqualTo(client.dialect);
    }

    private long expectedCharge() {
        if (served()) {
            return GOOD;
        }
        long prompt = PromptTokens.exact(client.request(stream), "m");
        switch (fault.charged(stream)) {
            case NOTHING:
                return 0;
            case PROMPT:
                return prompt * FaultyWorld.NANOS_IN;
            default:
                return outputCharge(prompt);
        }
    }

    /** Prompt and output received so far; reported counts win where they arrived, six characters are two tokens. */
    private long outputCharge(long prompt) {
        switch (upstream) {
            case CLAUDE:
                return 10 * FaultyWorld.NANOS_IN + 2 * FaultyWorld.NANOS_OUT;
            case GEMINI:
                return GOOD;
            default:
                return prompt * FaultyWorld.NANOS_IN + 2 * FaultyWorld.NANOS_OUT;
        }
    }

    private void checkSettlement(CallRecord record, AccountBalance balance) {
        assertThat(balance.held()).as("held").isZero();
        assertThat(balance.overage()).isZero();
        assertThat(record.costNanos()).as("cost in the record").hasValue(expectedCharge());
        assertThat(balance.used()).as("charged").isEqualTo(expectedCharge());
    }

    /** Repeats the call until the channel has failed often enough, and looks at what rests each time. */
    private String checkCooldown(Row row, ModelRouter router, Told told, CallRecord first) throws IOException {
        int failed = failed(row, first);
        int calls = 1;
        while (failed < Math.min(row.threshold, 4)) {
            assertThat(rest(router)).as("rest after %s failures", failed).isNull();
            call(router);
            failed += failed(row, told.last());
            calls++;
        }
        if (row == Row.CALLER) {
            assertThat(rest(router)).as("rest after %s refusals", failed).isNull();
            return "never";
        }
        Long seconds = rest(router);
        long expected = row == Row.TOLD_TO_WAIT ? Fault.RETRY_AFTER_SECONDS : DEFAULT_COOLDOWN;
        assertThat(seconds).as("rest after %s failures", failed).isNotNull().isBetween(expected - 15, expected);
        Long ofOthers = rest(router, client.request(stream).withModel("other"));
        if (row.rests == Row.Scope.CHANNEL) {
            assertThat(ofOthers).as("rest of the channel's other models").isNotNull();
        } else {
            assertThat(ofOthers).as("rest of the channel's other models").isNull();
        }
        checkWhileItRests(row, router, told);
        return row.rests + " " + expected + " s after " + row.threshold + (calls > 1 ? " (" + calls + " calls)" : "");
    }

    private static int failed(Row row, CallRecord record) {
        return row == Row.COMMITTED
                ? 1
                : (int) record.failures().stream()
                        .filter(failure -> failure.channel().equals("faulty"))
                        .count();
    }

    /** While the channel rests the other one serves at once; without one, a hard rest is not probed early (R3.4). */
    private void checkWhileItRests(Row row, ModelRouter router, Told told) throws IOException {
        if (second) {
            Seen seen = call(router);
            ClientShapes.checkGood(client, upstream, seen, stream);
            assertThat(seen.header("x-router-attempts")).isEqualTo("1");
            assertThat(told.last().channel()).isEqualTo("well");
        } else if (row == Row.CONNECTION || row == Row.CREDENTIAL) {
            Seen seen = call(router);
            ClientShapes.checkError(client, seen, RouterErrorCode.ALL_COOLING);
            assertThat(Integer.parseInt(seen.header("retry-after"))).isBetween(280, 300);
            assertThat(told.last().attempts()).isZero();
            assertThat(told.last().costNanos()).hasValue(0);
        }
    }

    private Long rest(ModelRouter router) {
        return rest(router, client.request(stream));
    }

    /** How many seconds the failing channel rests yet, or null if it does not. */
    private Long rest(ModelRouter router, RouterRequest request) {
        for (Explanation.Candidate candidate :
                router.explain(request, context()).candidates()) {
            Matcher rest = REST.matcher(String.valueOf(candidate.refusal()));
            if (candidate.channel().equals("faulty") && rest.find()) {
                return Long.valueOf(rest.group(1));
            }
        }
        return null;
    }

    private String answer(Seen seen, CallRecord record) {
        RouterErrorCode error = record.error();
        return seen.status()
                + (error == null ? " by " + record.channel() : " " + error)
                + (fault.row(stream) == Row.COMMITTED ? " in the stream" : "");
    }

    private static String attempts(CallRecord record) {
        return Integer.toString(record.attempts());
    }

    private String settlement(CallRecord record) {
        String what = served() ? "usage" : fault.charged(stream).name().toLowerCase(java.util.Locale.ROOT);
        return what + " " + record.costNanos().orElseThrow() + ", held 0";
    }
}
