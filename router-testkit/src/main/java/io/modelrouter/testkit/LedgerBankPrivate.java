package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * The accounts of one thread of the {@link LedgerBank}, in the store that all share. A chapter is a random history on new
 * accounts beside a new {@link LedgerModel}: every answer must be the model's, and every balance when time has passed. Used
 * by one thread.
 */
final class LedgerBankPrivate {
    private static final int CHAPTER = 400;

    private final QuotaLedger ledger;
    private final ManualClock clock;
    private final String name;
    private final Random seeds;

    private int chapter;
    private List<AccountId> accounts = List.of();
    private LedgerModel model;
    private Iterator<LedgerStep> steps = List.<LedgerStep>of().iterator();

    /** @param name that no other thread has */
    LedgerBankPrivate(QuotaLedger ledger, ManualClock clock, String name, long seed) {
        this.ledger = ledger;
        this.clock = clock;
        this.name = name;
        this.seeds = new Random(seed);
        this.model = new LedgerModel(clock);
    }

    /** One operation. */
    void step() {
        if (!steps.hasNext()) {
            compareAudits();
            begin();
        }
        LedgerStep step = steps.next();
        assertThat(step.apply(ledger)).as("%s", step).isEqualTo(step.apply(model));
    }

    /** The clock moved and what was due has expired in the store. */
    void timePassed() {
        model.expireDue(Integer.MAX_VALUE);
        for (AccountId account : accounts) {
            assertThat(ledger.balance(account)).as("balance of %s", account).isEqualTo(model.balance(account));
        }
    }

    private void begin() {
        String prefix = "own-" + name + "-" + chapter++ + ":";
        accounts = LedgerStepGenerator.accounts(prefix);
        model = new LedgerModel(clock);
        steps = new LedgerStepGenerator(seeds.nextLong(), prefix, ledger instanceof AccountAdmin)
                .timeless(CHAPTER)
                .iterator();
    }

    private void compareAudits() {
        if (ledger instanceof AccountAdmin admin) {
            for (AccountId account : accounts) {
                LedgerStep.ReadAudit audit = new LedgerStep.ReadAudit(account, null, 1_000);
                assertThat(audit.of(admin)).as("audit of %s", account).isEqualTo(audit.of(model));
            }
        }
    }
}
