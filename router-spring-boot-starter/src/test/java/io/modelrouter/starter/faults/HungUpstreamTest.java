package io.modelrouter.starter.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.RoutedCall;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.pipeline.RouterSettings;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("An upstream that hangs")
class HungUpstreamTest {
    private static final int HUNG_CALLS = 200;
    private static final int OTHER_CALLS = 800;
    private static final AccountId ACCOUNT = new AccountId("token:" + FaultyWorld.TOKEN);
    private static final CallContext CONTEXT = CallContext.withKey(FaultyWorld.KEY);

    private final CountDownLatch allHang = new CountDownLatch(HUNG_CALLS);
    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final Queue<CallRecord> records = new ConcurrentLinkedQueue<>();

    /** Half of the calls get no byte, half get the beginning of a stream. */
    private void hang(LoopbackUpstream.Request request, LoopbackUpstream.Wire wire) throws java.io.IOException {
        if (hanging.incrementAndGet() % 2 == 0) {
            wire.begin(200, Map.of("content-type", "text/event-stream"));
            wire.write(FaultyWorld.vendorOf(request.target()).preamble());
        }
        allHang.countDown();
        wire.awaitClosed();
        hanging.decrementAndGet();
    }

    private void serve(LoopbackUpstream.Request request, LoopbackUpstream.Wire wire) throws java.io.IOException {
        served.incrementAndGet();
        Vendor vendor = FaultyWorld.vendorOf(request.target());
        boolean stream = request.target().contains(":stream") || request.text().contains("\"stream\":true");
        String type = stream ? "text/event-stream" : "application/json";
        wire.whole(200, Map.of("content-type", type), vendor.talk.answer(stream));
    }

    private static Channel channel(String name, Vendor vendor, LoopbackUpstream upstream) {
        return FaultyWorld.channel(name + "-" + vendor, vendor, upstream.url())
                .models(name)
                .mapModel(name, "m")
                .build();
    }

    private ModelRouter router(
            InMemoryQuotaLedger ledger, LoopbackUpstream hung, LoopbackUpstream well, FaultyWorld world) {
        List<Channel> channels = new ArrayList<>();
        for (Vendor vendor : Vendor.values()) {
            channels.add(channel("hung", vendor, hung));
            channels.add(channel("well", vendor, well));
        }
        ledger.setLimit(ACCOUNT, QuotaLimit.of(1_000_000_000_000L));
        return world.router(
                        RouterSettings.builder()
                                .costInUsage(false)
                                .maxInFlightPerToken(512)
                                .maxInFlightPerChannel(512)
                                .build(),
                        channels.toArray(new Channel[0]))
                .ledger(ledger)
                .listener(new RouterListener() {
                    @Override
                    public void callEnded(CallRecord record) {
                        records.add(record);
                    }
                })
                .build();
    }

    /** How many of the calls to the channels that are well were not answered as they should be. */
    private static int wrong(ModelRouter router, ExecutorService callers) throws Exception {
        List<Future<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < OTHER_CALLS; i++) {
            Vendor client = Vendor.values()[i % 4];
            boolean stream = i / 4 % 2 == 0;
            answers.add(callers.submit(() -> {
                RoutedCall call = router.newCall(client.request(stream).withModel("well"), CONTEXT);
                java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
                try (var answer = call.wire()) {
                    answer.writeTo(out);
                }
                return java.util.Arrays.equals(out.toByteArray(), client.talk.answer(stream));
            }));
        }
        int wrong = 0;
        for (Future<Boolean> answer : answers) {
            wrong += answer.get(60, TimeUnit.SECONDS) ? 0 : 1;
        }
        return wrong;
    }

    @Test
    @Tag("R5.2")
    @Tag("R4.4")
    @Tag("R1.7")
    void costsItsOwnCallersOnly() throws Exception {
        InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(System::nanoTime);
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (FaultyWorld world = new FaultyWorld();
                LoopbackUpstream hung = LoopbackUpstream.start(this::hang).forgetful();
                LoopbackUpstream well = LoopbackUpstream.start(this::serve).forgetful();
                ModelRouter router = router(ledger, hung, well, world)) {
            assertThat(wrong(router, callers)).as("wrong answers before").isZero();

            List<RoutedCall> waiting = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < HUNG_CALLS; i++) {
                RoutedCall call =
                        router.newCall(Vendor.values()[i % 4].request(true).withModel("hung"), CONTEXT);
                waiting.add(call);
                threads.add(start(call));
            }
            assertThat(allHang.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(wrong(router, callers)).as("wrong answers meanwhile").isZero();

            assertThat(hanging).as("calls that hang all the while").hasValue(HUNG_CALLS);
            assertThat(served).hasValue(2 * OTHER_CALLS);
            assertThat(records).hasSize(2 * OTHER_CALLS).allMatch(CallRecord::succeeded);
            assertThat(records).allMatch(record -> record.attempts() == 1);
            checkThatHungCallsCanBeCancelled(waiting, threads);
            assertThat(ledger.balance(ACCOUNT).orElseThrow().held()).isZero();
        } finally {
            callers.shutdownNow();
        }
    }

    private static Thread start(RoutedCall call) {
        Thread thread = new Thread(
                () -> {
                    try (var answer = call.wire()) {
                        answer.writeTo(OutputStream.nullOutputStream());
                    } catch (Exception e) {
                        // how it ends is in the record
                    }
                },
                "test-hung");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void checkThatHungCallsCanBeCancelled(List<RoutedCall> waiting, List<Thread> threads)
            throws InterruptedException {
        waiting.forEach(RoutedCall::cancel);
        for (Thread thread : threads) {
            thread.join(20_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(records)
                .filteredOn(record -> record.error() == RouterErrorCode.CANCELLED)
                .hasSize(HUNG_CALLS);
    }
}
