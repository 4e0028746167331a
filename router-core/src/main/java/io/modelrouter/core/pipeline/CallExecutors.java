package io.modelrouter.core.pipeline;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The executor a router uses unless the host hands in its own: a virtual thread for each task on JDK 24 and later (before
 * that the HTTP client pins them), else a pool of at most {@value #MOST_PLATFORM_THREADS} platform threads that refuses
 * what is over it.
 */
public final class CallExecutors {
    private static final int FIRST_UNPINNED = 24;
    private static final int MOST_PLATFORM_THREADS = 1_024;

    private CallExecutors() {}

    public static ExecutorService create() {
        return Runtime.version().feature() >= FIRST_UNPINNED ? virtual() : platform();
    }

    private static ExecutorService virtual() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return platform();
        }
    }

    private static ExecutorService platform() {
        return new ThreadPoolExecutor(
                0, MOST_PLATFORM_THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("modelrouter-call-"));
    }

    static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
