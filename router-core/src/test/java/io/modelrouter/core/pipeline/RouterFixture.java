package io.modelrouter.core.pipeline;

import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.RoutedCall;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.auth.InMemoryTokenStore;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.QuotaThreshold;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.wire.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A router with one paying caller, whose key is {@link #KEY}, and what happened in it. */
final class RouterFixture implements AutoCloseable, RouterListener {
    static final String KEY = "sk-test-0123456789";
    static final AccountId ACCOUNT = new AccountId("token:team");
    /** One credit for a million tokens in, two for a million out: 1000 and 2000 nano-credits a token. */
    static final Price PRICE = Price.of(BigDecimal.ONE, BigDecimal.valueOf(2));

    final InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(System::nanoTime);
    final List<String> happened = java.util.Collections.synchronizedList(new ArrayList<>());
    final List<CallRecord> records = java.util.Collections.synchronizedList(new ArrayList<>());
    final List<QuotaThreshold> thresholds = java.util.Collections.synchronizedList(new ArrayList<>());
    final ModelRouter router;

    RouterFixture(long quota, UnaryOperator<ModelRouterBuilder> more, Channel... channels) {
        this(quota, Token.builder("team").build(), more, channels);
    }

    RouterFixture(long quota, Token token, UnaryOperator<ModelRouterBuilder> more, Channel... channels) {
        ledger.setLimit(ACCOUNT, QuotaLimit.of(quota));
        ModelRouterBuilder builder = ModelRouterBuilder.create(channels)
                .tokens(new InMemoryTokenStore().put(TokenHash.of(Secret.of(KEY)), token))
                .ledger(ledger)
                .prices(model -> Optional.of(PRICE))
                .listener(this);
        router = more.apply(builder).build();
    }

    static RouterFixture with(ProviderClient... clients) {
        return with(UnaryOperator.identity(), clients);
    }

    /** One channel for each client, in their order of priority. */
    static RouterFixture with(UnaryOperator<ModelRouterBuilder> more, ProviderClient... clients) {
        Channel[] channels = new Channel[clients.length];
        for (int i = 0; i < clients.length; i++) {
            channels[i] = Channel.builder("c" + (i + 1), clients[i].type())
                    .models("*")
                    .priority(clients.length - i)
                    .build();
        }
        return new RouterFixture(
                1_000_000_000L,
                builder -> {
                    for (ProviderClient client : clients) {
                        builder.provider(client);
                    }
                    return more.apply(builder);
                },
                channels);
    }

    static ClaudeMessagesRequest claude(boolean stream) {
        return ClaudeMessagesRequest.parse(
                ("{\"model\":\"claude-x\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                                + (stream ? ",\"stream\":true}" : "}"))
                        .getBytes(StandardCharsets.UTF_8));
    }

    RoutedCall call(boolean stream) {
        return router.newCall(claude(stream), CallContext.withKey(KEY));
    }

    /** The whole answer as a client would read it. */
    String wire(boolean stream) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var answer = call(stream).wire()) {
            answer.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The whole answer on the OpenAI path. */
    String openAi() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OpenAiChatRequest request =
                OpenAiChatRequest.builder().model("claude-x").user("hi").build();
        try (var answer =
                router.newCall(request, CallContext.withKey(KEY)).wire()) {
            answer.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    AccountBalance balance() {
        return ledger.balance(ACCOUNT).orElseThrow();
    }

    CallRecord record() {
        return records.get(records.size() - 1);
    }

    @Override
    public void callStarted(String callId, Dialect dialect, String model, boolean stream) {
        happened.add("started " + model);
    }

    @Override
    public void attemptStarted(String callId, int number, String channel) {
        happened.add("attempt " + number + " " + channel);
    }

    @Override
    public void attemptFailed(String callId, AttemptFailure failure) {
        happened.add("failed " + failure.kind());
    }

    @Override
    public void firstContent(String callId, String channel) {
        happened.add("content " + channel);
    }

    @Override
    public void callEnded(CallRecord record) {
        records.add(record);
        happened.add("ended " + (record.succeeded() ? "well" : record.error()));
    }

    @Override
    public void quotaThreshold(QuotaThreshold threshold) {
        thresholds.add(threshold);
    }

    @Override
    public void close() {
        router.close();
    }
}
