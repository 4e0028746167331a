package io.modelrouter.examples.embedded;

import io.modelrouter.CallContext;
import io.modelrouter.ChatEventStream;
import io.modelrouter.ModelRouter;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.chat.ChatResponse;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.channel.InMemoryChannelRegistry;
import io.modelrouter.core.quota.InMemoryPriceBook;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.providers.demo.DemoClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.openai.OpenAiClient;
import io.modelrouter.quota.Credits;
import io.modelrouter.quota.Price;
import io.modelrouter.request.OpenAiChatRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Routes calls inside this process: to OpenAI if {@code OPENAI_API_KEY} is set, else to the demo provider. */
public final class EmbeddedExample {
    private EmbeddedExample() {}

    public static void main(String[] args) {
        List<Channel> channels = new ArrayList<>();
        channels.add(Channel.builder("demo", "demo").models("*").build());
        String key = System.getenv("OPENAI_API_KEY");
        if (key != null && !key.isBlank()) {
            channels.add(Channel.builder("openai", "openai")
                    .apiKey(key)
                    .models("gpt-*")
                    .priority(10)
                    .build());
        }
        AtomicLong spent = new AtomicLong();
        RouterListener bill = new RouterListener() {
            @Override
            public void callEnded(CallRecord record) {
                record.costNanos().ifPresent(spent::addAndGet);
            }
        };
        Price price = Price.of(new BigDecimal("0.15"), new BigDecimal("0.60")); // USD per million tokens

        try (ModelRouter router = ModelRouterBuilder.create(new InMemoryChannelRegistry(channels))
                .provider(new DemoClient())
                .provider(new OpenAiClient(new HttpTransport()))
                .prices(new InMemoryPriceBook(Map.of(ModelPattern.of("gpt-4o-mini"), price)))
                .listener(bill)
                .build()) {
            OpenAiChatRequest request = OpenAiChatRequest.builder()
                    .model("gpt-4o-mini")
                    .user("Say hello to whoever reads this.")
                    .build();
            CallContext nobody = CallContext.anonymous();

            router.explain(request, nobody)
                    .candidates()
                    .forEach(channel -> System.out.println("route:  " + channel.channel() + ", priority "
                            + channel.priority() + (channel.kept() ? "" : ", refused: " + channel.refusal())));

            ChatResponse answer = router.newCall(request, nobody).execute();
            System.out.println("answer: " + answer.text());

            System.out.print("stream: ");
            try (ChatEventStream events = router.newCall(request, nobody).stream()) {
                for (ChatEvent event : events) {
                    if (event instanceof ChatEvent.TextDelta delta) {
                        System.out.print(delta.text());
                    }
                }
            }
            System.out.println();
        }
        System.out.println("cost:   " + Credits.ofNanos(spent.get()) + " USD for both");
    }
}
