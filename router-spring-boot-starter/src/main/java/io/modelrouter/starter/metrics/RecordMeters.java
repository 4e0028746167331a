package io.modelrouter.starter.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.modelrouter.ModelRouter;
import io.modelrouter.core.pipeline.RealModelRouter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code modelrouter.records.dropped}: records of calls that the call log never took, because it was too slow, refused them,
 * or was down when the router closed.
 */
public final class RecordMeters implements MeterBinder {
    private final Supplier<@Nullable ModelRouter> router;

    /**
     * @param router asked when the meter is read
     */
    public RecordMeters(Supplier<@Nullable ModelRouter> router) {
        this.router = router;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        FunctionCounter.builder("modelrouter.records.dropped", this, RecordMeters::dropped)
                .description("Records of calls that the call log never took")
                .register(meters);
    }

    private double dropped() {
        return router.get() instanceof RealModelRouter real ? real.droppedRecords() : 0;
    }
}
