package io.modelrouter.providers.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Resolves names for new connections and checks what comes out. The resolver runs on daemon threads of its own, because the
 * JDK's cannot be interrupted: whoever waits can then be cancelled or run into the connect limit.
 */
final class Lookups {
    private static final int THREADS = 64;

    private final AddressPolicy policy;
    private final NameResolver resolver;
    private final ThreadPoolExecutor threads;

    Lookups(AddressPolicy policy, NameResolver resolver) {
        this.policy = policy;
        this.resolver = resolver;
        this.threads = new ThreadPoolExecutor(0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "modelrouter-http-lookup");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * The addresses of a name or literal address, checked.
     *
     * @param waiting told what to cancel when the wait is to end
     */
    List<InetAddress> lookup(String host, Consumer<Future<?>> waiting) throws IOException {
        InetAddress literal = AddressPolicy.literal(HttpTransportSettings.plainHost(host));
        if (literal != null) {
            return policy.check(host, List.of(literal));
        }
        try {
            Future<List<InetAddress>> future = threads.submit(() -> List.copyOf(resolver.resolve(host)));
            waiting.accept(future);
            return policy.check(host, future.get());
        } catch (RejectedExecutionException e) {
            throw new UnknownHostException("too many names are being resolved");
        } catch (CancellationException e) {
            throw new IOException("cancelled");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownHostException unknown
                    ? unknown
                    : new UnknownHostException("the resolver failed");
        }
    }
}
