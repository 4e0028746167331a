package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Servers;
import io.modelrouter.testkit.bank.BankLedgerFactory;
import java.util.List;

/** Opens the ledger in a worker process of the bank. Arguments: the engine and the URL. */
public final class JdbcBankLedgers implements BankLedgerFactory {
    @Override
    public QuotaLedger open(List<String> arguments) {
        Engine engine = Engine.valueOf(arguments.get(0));
        return new JdbcQuotaLedger(JdbcDatabase.of(Servers.pool(arguments.get(1), engine, 4)));
    }
}
