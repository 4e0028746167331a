package io.modelrouter.testkit;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An upstream in memory: answers by a script, keeps what it was asked, and knows which exchanges were cancelled and which
 * answers were never closed. Safe from any thread.
 *
 * <p>A script is a queue: each request takes the next answer, and the last one stays. A channel that has a script of its
 * own ({@link #on}) uses that.
 */
public final class FakeProvider implements ProviderClient {
    private final String type;
    private final Set<Dialect> dialects;
    private final Deque<FakeAnswer> script = new ArrayDeque<>();
    private final Map<String, Deque<FakeAnswer>> scripts = new HashMap<>();
    private final List<ProviderRequest> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Semaphore cancelled = new Semaphore(0);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable List<String> offered;
    private volatile Set<Dialect> counting = Set.of();

    /**
     * A provider without a script.
     *
     * @param type the channel type it serves
     * @param dialects what its channels speak
     */
    public FakeProvider(String type, Dialect... dialects) {
        this.type = type;
        this.dialects = Set.of(dialects);
    }

    /** A provider of the type {@code fake}, for every dialect, that answers like this. */
    public static FakeProvider answering(int status, HttpHeaders headers, byte[] body) {
        return answering(FakeAnswer.of(status, headers, body));
    }

    /** A provider of the type {@code fake}, for every dialect, with this script. */
    public static FakeProvider answering(FakeAnswer... answers) {
        return new FakeProvider("fake", Dialect.values()).then(answers);
    }

    /** Adds answers to the script. */
    public FakeProvider then(FakeAnswer... answers) {
        synchronized (script) {
            script.addAll(List.of(answers));
        }
        return this;
    }

    /** Adds answers to the script of one channel. */
    public FakeProvider on(String channel, FakeAnswer... answers) {
        synchronized (script) {
            scripts.computeIfAbsent(channel, name -> new ArrayDeque<>()).addAll(List.of(answers));
        }
        return this;
    }

    /** Says that the upstream has these models; without it there is no list. */
    public FakeProvider offering(String... models) {
        this.offered = List.of(models);
        return this;
    }

    /** Says that the upstream counts tokens in these dialects; without it in none. */
    public FakeProvider counting(Dialect... dialects) {
        this.counting = Set.of(dialects);
        return this;
    }

    @Override
    public boolean counts(Channel channel, Dialect dialect) {
        return counting.contains(dialect);
    }

    @Override
    public Optional<List<String>> models(Channel channel, @Nullable Secret key) {
        return Optional.ofNullable(offered);
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public Set<Dialect> dialects() {
        return dialects;
    }

    @Override
    public ProviderCall newCall(ProviderRequest request) {
        return new Exchange(request);
    }

    @Override
    public void close() {
        closed.set(true);
    }

    public boolean isClosed() {
        return closed.get();
    }

    /** What was asked, in order. */
    public List<ProviderRequest> requests() {
        return List.copyOf(requests);
    }

    /** The last thing that was asked. */
    public ProviderRequest lastRequest() {
        List<ProviderRequest> all = requests();
        if (all.isEmpty()) {
            throw new AssertionError("the fake provider was never asked");
        }
        return all.get(all.size() - 1);
    }

    /** The channels that were asked, in order. */
    public List<String> channelsAsked() {
        return requests.stream()
                .map(ProviderRequest::channel)
                .map(Channel::name)
                .toList();
    }

    /** Answers that were handed out and not closed yet. */
    public int openResponses() {
        return open.get();
    }

    /**
     * Waits until one more exchange was cancelled than earlier calls have seen.
     *
     * @throws AssertionError if that does not happen in time
     */
    public void awaitCancelled(Duration atMost) throws InterruptedException {
        if (!cancelled.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("no exchange was cancelled within " + atMost);
        }
    }

    private FakeAnswer next(String channel) {
        synchronized (script) {
            Deque<FakeAnswer> queue = scripts.getOrDefault(channel, script);
            FakeAnswer answer = queue.size() > 1 ? queue.poll() : queue.peek();
            if (answer == null) {
                throw new AssertionError("the fake provider has no answer for channel " + channel);
            }
            return answer;
        }
    }

    private final class Exchange implements ProviderCall {
        private final ProviderRequest request;
        private final CountDownLatch cancel = new CountDownLatch(1);
        private final AtomicBoolean executed = new AtomicBoolean();

        Exchange(ProviderRequest request) {
            this.request = request;
        }

        @Override
        public ProviderResponse execute() throws ProviderException {
            if (!executed.compareAndSet(false, true)) {
                throw new AssertionError("an exchange runs once");
            }
            requests.add(request);
            refuseIfCancelled();
            FakeAnswer answer = next(request.channel().name());
            if (!answer.headersCome()) {
                end(answer);
            }
            open.incrementAndGet();
            return new Response(this, answer);
        }

        @Override
        public void cancel() {
            synchronized (cancel) {
                if (cancel.getCount() > 0) {
                    cancel.countDown();
                    cancelled.release();
                }
            }
        }

        void refuseIfCancelled() throws ProviderException {
            if (cancel.getCount() == 0) {
                throw new ProviderException(FailureKind.ENDED, "cancelled", null);
            }
        }

        /** What comes when no more bytes do, if that is no ordinary end. */
        void end(FakeAnswer answer) throws ProviderException {
            if (answer.failure().isPresent()) {
                throw new ProviderException(answer.failure().get(), "the fake provider fails as told", null);
            }
            if (answer.ending() == FakeAnswer.Ending.SILENCE) {
                try {
                    cancel.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ProviderException(FailureKind.ENDED, "interrupted", e);
                }
                refuseIfCancelled();
            }
        }
    }

    private final class Response implements ProviderResponse {
        private final Exchange exchange;
        private final FakeAnswer answer;
        private final AtomicBoolean given = new AtomicBoolean();
        private int piece;
        private int at;

        Response(Exchange exchange, FakeAnswer answer) {
            this.exchange = exchange;
            this.answer = answer;
        }

        @Override
        public int status() {
            return answer.status();
        }

        @Override
        public HttpHeaders headers() {
            return answer.headers();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws ProviderException {
            if (given.get()) {
                throw new AssertionError("read after close");
            }
            exchange.refuseIfCancelled();
            List<byte[]> pieces = answer.pieces();
            while (piece < pieces.size() && at == pieces.get(piece).length) {
                piece++;
                at = 0;
            }
            if (piece == pieces.size()) {
                exchange.end(answer);
                return -1;
            }
            byte[] bytes = pieces.get(piece);
            int count = Math.min(length, bytes.length - at);
            System.arraycopy(bytes, at, buffer, offset, count);
            at += count;
            return count;
        }

        @Override
        public void close() {
            if (given.compareAndSet(false, true)) {
                open.decrementAndGet();
            }
        }
    }
}
