package io.modelrouter.core.pipeline;

import io.modelrouter.error.AttemptFailure;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.QuotaThreshold;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners as one; what one of them throws is logged and dropped. */
final class Listeners implements RouterListener {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<RouterListener> listeners;

    Listeners(List<RouterListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    private void each(Consumer<RouterListener> call) {
        for (RouterListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("A router listener failed: {}", listener.getClass().getName(), e);
            }
        }
    }

    @Override
    public void callStarted(String callId, Dialect dialect, String model, boolean stream) {
        each(listener -> listener.callStarted(callId, dialect, model, stream));
    }

    @Override
    public void attemptStarted(String callId, int number, String channel) {
        each(listener -> listener.attemptStarted(callId, number, channel));
    }

    @Override
    public void attemptFailed(String callId, AttemptFailure failure) {
        each(listener -> listener.attemptFailed(callId, failure));
    }

    @Override
    public void firstContent(String callId, String channel) {
        each(listener -> listener.firstContent(callId, channel));
    }

    @Override
    public void quotaThreshold(QuotaThreshold threshold) {
        each(listener -> listener.quotaThreshold(threshold));
    }

    @Override
    public void callEnded(CallRecord record) {
        each(listener -> listener.callEnded(record));
    }
}
