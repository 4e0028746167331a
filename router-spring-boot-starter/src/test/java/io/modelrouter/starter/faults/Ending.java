package io.modelrouter.starter.faults;

import io.modelrouter.CallContext;
import io.modelrouter.ChatEventStream;
import io.modelrouter.RoutedCall;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.WireError;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * How one call ended for its client, in one word, or in what no client could understand: then the word begins with
 * {@value #WRONG}.
 */
final class Ending {
    static final String WRONG = "WRONG: ";

    private static final Dialects DIALECTS = ModelRouterBuilder.dialects(ErrorSettings.DEFAULT);
    /** What failing upstreams and clients that leave may lead to; a failure of the router itself may not. */
    private static final Set<RouterErrorCode> UNDERSTANDABLE = EnumSet.of(
            RouterErrorCode.UPSTREAM_FAILED,
            RouterErrorCode.UPSTREAM_OVERLOADED,
            RouterErrorCode.UPSTREAM_RATE_LIMITED,
            RouterErrorCode.UPSTREAM_REFUSED,
            RouterErrorCode.MODEL_NOT_FOUND,
            RouterErrorCode.TIMEOUT,
            RouterErrorCode.TRUNCATED,
            RouterErrorCode.ALL_COOLING);

    private static final AtomicInteger SESSIONS = new AtomicInteger();

    private Ending() {}

    /** A caller of a session of its own, so that no channel is preferred. */
    static CallContext context() {
        return CallContext.builder()
                .key(Secret.of(FaultyWorld.KEY))
                .session("session-" + SESSIONS.incrementAndGet())
                .build();
    }

    /** As bytes, read to the end. */
    static String ofBytes(Vendor client, RoutedCall call, boolean cancelled) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WireAnswer answer = call.wire()) {
            answer.writeTo(out);
            return cancelled ? "cancelled" : ofStream(client, Vendor.text(out.toByteArray()));
        } catch (RouterException e) {
            return ofFailure(client, e, cancelled);
        } catch (IOException e) {
            return WRONG + e;
        }
    }

    /** As bytes, to a client that leaves after some. */
    static String ofLeaving(Vendor client, RoutedCall call, int bytes) {
        OutputStream out = new OutputStream() {
            private int taken;

            @Override
            public void write(int b) throws IOException {
                if (++taken > bytes) {
                    throw new IOException("Broken pipe");
                }
            }
        };
        try (WireAnswer answer = call.wire()) {
            answer.writeTo(out);
            return "complete before the client left";
        } catch (RouterException e) {
            return ofFailure(client, e, false);
        } catch (IOException e) {
            return "client left";
        }
    }

    /** As events, on this thread. */
    static String ofEvents(Vendor client, RoutedCall call) {
        int finished = 0;
        try (ChatEventStream events = call.stream()) {
            for (ChatEvent event : events) {
                finished += event instanceof ChatEvent.Finished ? 1 : 0;
            }
            return finished == 1 ? "complete" : WRONG + finished + " ends";
        } catch (RouterException e) {
            return finished == 0 ? ofFailure(client, e, false) : WRONG + "an error behind the end";
        }
    }

    /** As a publisher, whose subscriber hears of the end once. */
    static String ofPublisher(Vendor client, RoutedCall call) throws InterruptedException {
        Listener listener = new Listener();
        call.events().subscribe(listener);
        if (!listener.done.await(60, TimeUnit.SECONDS)) {
            return WRONG + "no end was heard of";
        }
        if (listener.ends.get() != 1) {
            return WRONG + listener.ends + " ends";
        }
        Throwable failure = listener.failure;
        if (failure == null) {
            return listener.finished == 1 ? "complete" : WRONG + listener.finished + " finished events";
        }
        return failure instanceof RouterException known ? ofFailure(client, known, false) : WRONG + failure;
    }

    private static final class Listener implements Flow.Subscriber<ChatEvent> {
        final CountDownLatch done = new CountDownLatch(1);
        final AtomicInteger ends = new AtomicInteger();
        volatile int finished;
        volatile Throwable failure;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ChatEvent event) {
            if (event instanceof ChatEvent.Finished) {
                finished = finished + 1;
            }
        }

        @Override
        public void onError(Throwable thrown) {
            failure = thrown;
            end();
        }

        @Override
        public void onComplete() {
            end();
        }

        private void end() {
            ends.incrementAndGet();
            done.countDown();
        }
    }

    private static String ofFailure(Vendor client, RouterException failure, boolean cancelled) {
        if (cancelled && failure.code() == RouterErrorCode.CANCELLED) {
            return "cancelled";
        }
        if (!UNDERSTANDABLE.contains(failure.code())) {
            return WRONG + failure;
        }
        WireError error = DIALECTS.client(client.dialect).writeError(failure, "call_1");
        JsonNode body = JsonTree.read(error.body());
        boolean shaped = error.status() >= 400
                && body != null
                && !body.path("error").path("message").asString().isEmpty();
        return shaped ? "refused with " + failure.code() : WRONG + Vendor.text(error.body());
    }

    /** One end mark and no error, or one error and no end mark. */
    private static String ofStream(Vendor client, String text) {
        int ends;
        int errors;
        switch (client) {
            case CHAT:
                ends = count(text, "data: [DONE]");
                errors = count(text, "data: {\"error\":{");
                break;
            case RESPONSES:
                ends = count(text, "event: response.completed");
                errors = count(text, "event: response.failed");
                break;
            case CLAUDE:
                ends = count(text, "event: message_stop");
                errors = count(text, "event: error");
                break;
            default:
                ends = count(text, "\"finishReason\"");
                errors = count(text, "data: {\"error\":{");
        }
        if (ends + errors != 1) {
            return WRONG + ends + " end marks and " + errors + " errors: " + text;
        }
        return ends == 1 ? "complete" : "broke off honestly";
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            count++;
        }
        return count;
    }
}
