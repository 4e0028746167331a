package io.modelrouter.testkit.bank;

import io.modelrouter.quota.QuotaLedger;
import java.util.List;

/**
 * Opens a ledger over the store under test, in whatever process it is asked to. A public class with a public constructor
 * without parameters, so that another process can make one from its name.
 */
@FunctionalInterface
public interface BankLedgerFactory {

    /**
     * A ledger on the shared store, which goes by the store's own clock. If it is {@link AutoCloseable} it is closed in the
     * end. It waits for a bounded time and throws {@link io.modelrouter.quota.LedgerUnavailableException} where the store
     * cannot be reached; opening it may throw anything.
     *
     * @param arguments what {@link BankKills} was given, such as a JDBC URL
     * @throws Exception if the store cannot be opened
     */
    QuotaLedger open(List<String> arguments) throws Exception;
}
