package io.modelrouter.core.record;

import io.modelrouter.testkit.CallHistoryContract;
import java.time.ZoneId;

class InMemoryCallLogContractTest extends CallHistoryContract {
    @Override
    protected Store newStore(ZoneId zone) {
        return Store.of(new InMemoryCallLog(zone));
    }
}
