package io.modelrouter.core.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An executor whose tasks run when a test says so, on the test's thread. */
final class ManualExecutor implements Executor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    boolean rejecting;

    @Override
    public void execute(Runnable task) {
        if (rejecting) {
            throw new RejectedExecutionException("full");
        }
        tasks.add(task);
    }

    int waiting() {
        return tasks.size();
    }

    /** Runs what waits, also what is added meanwhile; the number of tasks run. */
    int runAll() {
        int run = 0;
        Runnable task;
        while ((task = tasks.poll()) != null) {
            task.run();
            run++;
        }
        return run;
    }
}
