package io.modelrouter.testkit.bank;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A ledger in another process that understands the operations of the bank as lines of text. One connection for each
 * operation, so that a server that goes away is nothing special.
 */
final class SocketLedger implements QuotaLedger {
    private final int port;

    SocketLedger(int port) {
        this.port = port;
    }

    @Override
    public ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, Duration ttl) {
        String[] answer = ask("reserve " + index(id));
        return switch (answer[0]) {
            case "granted" -> new ReserveResult.Granted();
            case "replay" -> new ReserveResult.Replay(ReservationState.valueOf(answer[1]));
            case "conflict" -> new ReserveResult.Conflict();
            default -> new ReserveResult.Insufficient(accounts.get(0));
        };
    }

    @Override
    public RenewResult renew(ReservationId id, Duration ttl, long accrued) {
        return RenewResult.valueOf(ask("renew " + index(id) + " " + ttl.toMillis() + " " + accrued)[0]);
    }

    @Override
    public SettleResult confirm(ReservationId id, long actual, UsageSource source) {
        return settled(ask("confirm " + index(id) + " " + actual));
    }

    @Override
    public SettleResult release(ReservationId id, String reason) {
        return settled(ask("release " + index(id)));
    }

    @Override
    public int expireDue(int max) {
        return Integer.parseInt(ask("expire " + max)[0]);
    }

    @Override
    public Optional<AccountBalance> balance(AccountId account) {
        throw new UnsupportedOperationException("workers do not look");
    }

    @Override
    public void setLimit(AccountId account, QuotaLimit limit) {
        throw new UnsupportedOperationException("workers set no limits");
    }

    private static SettleResult settled(String[] answer) {
        return switch (answer[0]) {
            case "done" -> new SettleResult.Done(Long.parseLong(answer[1]), Long.parseLong(answer[2]), List.of());
            case "replay" ->
                new SettleResult.Replay(
                        ReservationState.valueOf(answer[1]), Long.parseLong(answer[2]), Long.parseLong(answer[3]));
            default -> new SettleResult.Unknown();
        };
    }

    private static String index(ReservationId id) {
        return id.value().substring("kill-".length());
    }

    private String[] ask(String line) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (answer == null) {
                throw new IOException("no answer");
            }
            return answer.split(" ", -1);
        } catch (IOException e) {
            throw new LedgerUnavailableException("no answer", e);
        }
    }

    /** Whoever has the server in its own process uses the ledger behind it. */
    public static final class Factory implements BankLedgerFactory {
        @Override
        public QuotaLedger open(List<String> arguments) {
            int port = Integer.parseInt(arguments.get(0));
            SocketLedgerServer server = SocketLedgerServer.HERE.get(port);
            return server == null ? new SocketLedger(port) : server.ledger();
        }
    }
}
