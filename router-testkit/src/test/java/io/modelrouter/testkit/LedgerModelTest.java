package io.modelrouter.testkit;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.QuotaLedger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The model is a ledger like any other, only slow; and the contract can be met. */
@DisplayName("The reference model")
class LedgerModelTest extends QuotaLedgerContract {

    @Override
    protected QuotaLedger newLedger(ManualClock clock) {
        return oneAtATime(new LedgerModel(clock));
    }

    @Override
    protected int histories() {
        return 1;
    }

    @Override
    protected int bankOperations() {
        return 400;
    }

    @Nested
    @DisplayName("as an administrator")
    class Admin extends AccountAdminContract {
        @Override
        protected QuotaLedger newLedger(ManualClock clock) {
            return oneAtATime(new LedgerModel(clock));
        }
    }

    /** The model with a lock around it. */
    static QuotaLedger oneAtATime(LedgerModel model) {
        return (QuotaLedger) Proxy.newProxyInstance(
                LedgerModelTest.class.getClassLoader(),
                new Class<?>[] {QuotaLedger.class, AccountAdmin.class},
                (proxy, method, arguments) -> {
                    synchronized (model) {
                        try {
                            return method.invoke(model, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
    }
}
