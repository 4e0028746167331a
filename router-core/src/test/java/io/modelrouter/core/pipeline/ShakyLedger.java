package io.modelrouter.core.pipeline;

import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** A ledger behind a line that can be cut, or that loses answers of what was done. */
final class ShakyLedger {
    final InMemoryQuotaLedger behind;
    /** As the router sees it. */
    final QuotaLedger line;

    private volatile Set<String> cut = Set.of();
    private volatile String losing = "";
    private int losses;

    ShakyLedger(InMemoryQuotaLedger behind) {
        this.behind = behind;
        this.line = (QuotaLedger) Proxy.newProxyInstance(
                ShakyLedger.class.getClassLoader(),
                new Class<?>[] {QuotaLedger.class, AccountAdmin.class},
                (proxy, method, arguments) -> {
                    if (cut.contains("all") || cut.contains(method.getName())) {
                        throw new LedgerUnavailableException("cut off", null);
                    }
                    Object result;
                    try {
                        result = method.invoke(behind, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (losses > 0 && method.getName().equals(losing)) {
                        losses--;
                        throw new LedgerUnavailableException("the answer was lost", null);
                    }
                    return result;
                });
    }

    /** These operations do not arrive; {@code all} for every one, nothing to mend the line. */
    void cut(String... operations) {
        cut = Set.of(operations);
    }

    /** The next answers of this operation are lost. */
    void lose(String operation, int answers) {
        losing = operation;
        losses = answers;
    }
}
