package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.testkit.bank.BankReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The bank")
@Tag("R1.2")
class LedgerBankTest {

    /** Does an operation of a ledger, or something else. */
    private interface Clerk {
        Object operate(Object ledger, Method method, Object[] arguments) throws Exception;
    }

    @Test
    @DisplayName("finds nothing wrong with a ledger that is right, and says how much it did")
    void right() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ManualClock clock = new ManualClock();

        BankReport report = new LedgerBank(LedgerModelTest.oneAtATime(new LedgerModel(clock)), clock, 4, 7)
                .printTo(new PrintStream(printed, true, StandardCharsets.UTF_8))
                .run(2_000);

        assertThat(report).hasToString("operations=2000 kills=0 violations=0");
        assertThat(printed.toString(StandardCharsets.UTF_8)).endsWith(report + System.lineSeparator());
    }

    @Test
    @DisplayName("finds a charge that is not the one it told")
    void otherCharge() {
        assertFound((ledger, method, arguments) -> {
            Object result = method.invoke(ledger, arguments);
            return method.getName().equals("confirm") && result instanceof SettleResult.Done done
                    ? new SettleResult.Done(done.charged() + 1, done.overage(), done.accounts())
                    : result;
        });
    }

    @Test
    @DisplayName("finds a reservation that is settled twice")
    void settledTwice() {
        assertFound((ledger, method, arguments) -> {
            Object result = method.invoke(ledger, arguments);
            return result instanceof SettleResult.Replay replay
                    ? new SettleResult.Done(replay.charged(), replay.overage(), List.of())
                    : result;
        });
    }

    @Test
    @DisplayName("finds a top-up that counts twice when it is repeated")
    void toppedUpTwice() {
        assertFound((ledger, method, arguments) -> {
            if (arguments.length == 1 && arguments[0] instanceof AccountChange change && change.amount() > 0) {
                method.invoke(
                        ledger, AccountChange.topUp(change.id() + System.nanoTime(), change.account(), 1, "x", ""));
            }
            return method.invoke(ledger, arguments);
        });
    }

    @Test
    @DisplayName("finds a release that charges")
    void releaseCharges() {
        assertFound((ledger, method, arguments) -> {
            if (method.getName().equals("release")) {
                ((QuotaLedger) ledger).confirm((ReservationId) arguments[0], 1, UsageSource.REPORTED);
            }
            return method.invoke(ledger, arguments);
        });
    }

    private static void assertFound(Clerk clerk) {
        ManualClock clock = new ManualClock();
        LedgerModel model = new LedgerModel(clock);
        QuotaLedger wrong = (QuotaLedger) Proxy.newProxyInstance(
                LedgerBankTest.class.getClassLoader(),
                new Class<?>[] {QuotaLedger.class, AccountAdmin.class},
                (proxy, method, arguments) -> {
                    synchronized (model) {
                        try {
                            return clerk.operate(model, method, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
        assertThatThrownBy(() -> new LedgerBank(wrong, clock, 4, 7).run(2_000)).isInstanceOf(AssertionError.class);
    }
}
