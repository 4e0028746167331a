package io.modelrouter.core.stream;

import io.modelrouter.event.ChatEvent;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of one call come from. {@link #next} is called by one thread at a time, not always the same;
 * {@link #cancel} may come from any thread at any moment, also before the first {@code next} and after the end.
 */
public interface EventSource {

    /**
     * Waits for the next event. After {@link ChatEvent.Finished} was given out, the next call returns null without waiting
     * for the upstream. Not called again once it has returned null, thrown, or been cancelled.
     *
     * @return null at the end of the answer
     * @throws io.modelrouter.error.RouterException if the call failed; whatever is thrown reaches the reader as it is
     */
    @Nullable
    ChatEvent next();

    /**
     * Nobody wants more events. Idempotent, never throws and never blocks on I/O. A {@code next} that waits must return or
     * throw promptly; its result is dropped. Nobody may call {@code next} again after this, so it must itself see to it
     * that everything the source holds is released. Behind {@link ChatEvent.Finished} the answer is whole: a cancel there
     * ends the call as one that succeeded. Nothing happens behind the end.
     */
    void cancel();
}
