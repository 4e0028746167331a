package io.modelrouter.examples.snippets;

import io.modelrouter.CallContext;
import io.modelrouter.ChatEventStream;
import io.modelrouter.ComparedAnswer;
import io.modelrouter.Explanation;
import io.modelrouter.ModelRouter;
import io.modelrouter.RoutedCall;
import io.modelrouter.WireAnswer;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.channel.Secret;
import io.modelrouter.chat.ChatResponse;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.auth.InMemoryTokenStore;
import io.modelrouter.core.channel.InMemoryChannelRegistry;
import io.modelrouter.core.quota.InMemoryPriceBook;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.error.QuotaExhaustedException;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamRefusedException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.providers.claude.ClaudeClient;
import io.modelrouter.providers.demo.DemoClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.providers.openai.OpenAiClient;
import io.modelrouter.quota.Credits;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.wire.RawJson;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** What {@code docs/embedding.md} shows. */
public final class Embedding {
    private Embedding() {}

    static ModelRouter router(List<Channel> channels, String teamKey) {
        // <router>
        HttpTransport transport = new HttpTransport(HttpTransportSettings.builder()
                .allowHosts("llm.intranet.example") // may have a private address
                .build());

        Token team = Token.builder("team-search")
                .models("gpt-4o*", "claude-*")
                .requestsPerMinute(600)
                .build();
        InMemoryTokenStore tokens = new InMemoryTokenStore();
        tokens.put(TokenHash.of(Secret.of(teamKey)), team);

        InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(System::nanoTime);
        team.accounts().forEach(account -> ledger.setLimit(account, QuotaLimit.of(10 * Credits.NANOS)));

        ModelRouter router = ModelRouterBuilder.create(new InMemoryChannelRegistry(channels))
                .provider(new OpenAiClient(transport))
                .provider(new ClaudeClient(transport))
                .provider(new DemoClient())
                .tokens(tokens)
                .ledger(ledger)
                .prices(new InMemoryPriceBook(
                        Map.of(ModelPattern.of("gpt-4o*"), Price.of(new BigDecimal("2.50"), new BigDecimal("10.00")))))
                .build();
        // </router>
        return router;
    }

    static OpenAiChatRequest built() {
        // <built>
        OpenAiChatRequest request = OpenAiChatRequest.builder()
                .model("gpt-4o")
                .system("Answer in one sentence.")
                .user("What is a router?")
                .maxCompletionTokens(100)
                .set("service_tier", RawJson.of("flex")) // whatever the builder has no method for
                .build();
        // </built>
        return request;
    }

    static void parsed(byte[] body) {
        // <parsed>
        ClaudeMessagesRequest request = ClaudeMessagesRequest.parse(body);
        String model = request.model();
        ClaudeMessagesRequest cheaper = request.withModel("claude-haiku-4-5");
        // </parsed>
        System.out.println(model + " becomes " + cheaper.model());
    }

    static void execute(ModelRouter router, OpenAiChatRequest request, String key) {
        // <execute>
        CallContext caller = CallContext.builder()
                .key(Secret.of(key))
                .deadline(Duration.ofSeconds(20))
                .build();
        ChatResponse answer = router.newCall(request, caller).execute();
        System.out.println(answer.text());
        answer.toolCalls().forEach(System.out::println);
        System.out.println(answer.finishReason() + ", " + answer.usage().output() + " tokens");
        // </execute>
    }

    static void executeAsync(ModelRouter router, OpenAiChatRequest request, CallContext caller) {
        // <async>
        CompletableFuture<ChatResponse> future = router.newCall(request, caller).executeAsync();
        future.thenAccept(answer -> System.out.println(answer.text()));
        // </async>
    }

    static void stream(ModelRouter router, OpenAiChatRequest request, CallContext caller) {
        // <stream>
        try (ChatEventStream events = router.newCall(request, caller).stream()) {
            for (ChatEvent event : events) {
                if (event instanceof ChatEvent.TextDelta delta) {
                    System.out.print(delta.text());
                } else if (event instanceof ChatEvent.ToolCallStarted call) {
                    System.out.println("calls " + call.name());
                } else if (event instanceof ChatEvent.Finished finished) {
                    System.out.println(
                            finished.reason() + ", " + finished.usage().total() + " tokens");
                }
            }
        }
        // </stream>
    }

    static void events(ModelRouter router, OpenAiChatRequest request, CallContext caller) {
        // <events>
        router.newCall(request, caller).events().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ChatEvent event) {
                System.out.println(event);
            }

            @Override
            public void onError(Throwable failure) {
                System.err.println(failure.getMessage());
            }

            @Override
            public void onComplete() {}
        });
        // </events>
    }

    static void wire(ModelRouter router, byte[] body, CallContext caller, OutputStream out) throws IOException {
        // <wire>
        RoutedCall call = router.newCall(OpenAiChatRequest.parse(body), caller);
        try (WireAnswer answer = call.wire()) {
            answer.headers().forEach((name, value) -> System.out.println(name + ": " + value));
            answer.writeTo(out);
        }
        // </wire>
    }

    static void failures(ModelRouter router, OpenAiChatRequest request, CallContext caller) {
        // <failures>
        try {
            router.newCall(request, caller).execute();
        } catch (QuotaExhaustedException e) {
            System.err.println("no credits left");
        } catch (UpstreamRefusedException e) {
            System.err.println("the request is at fault: " + e.getMessage());
        } catch (RouterException e) {
            System.err.println(e.code() + " after " + e.attempts().size() + " attempts, wait " + e.retryAfter());
        }
        // </failures>
    }

    static void explain(ModelRouter router, OpenAiChatRequest request, CallContext caller) {
        // <explain>
        Explanation explanation = router.explain(request, caller);
        explanation
                .candidates()
                .forEach(channel -> System.out.println(
                        channel.channel() + ": " + (channel.kept() ? channel.upstreamModel() : channel.refusal())));
        explanation.estimatedNanos().ifPresent(nanos -> System.out.println("holds " + Credits.ofNanos(nanos)));
        // </explain>
    }

    static void compare(ModelRouter router, OpenAiChatRequest request, CallContext caller) {
        // <compare>
        List<ComparedAnswer> columns = router.compare(request, List.of("gpt-4o", "gpt-4o-mini"), caller);
        columns.forEach(column -> System.out.println(column.model() + ": "
                + column.answer().map(ChatResponse::text).orElse("failed") + " in "
                + column.record().elapsed()));
        router.models(caller).forEach(model -> System.out.println(model.id()));
        // </compare>
    }
}
