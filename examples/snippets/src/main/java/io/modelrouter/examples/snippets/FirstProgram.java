package io.modelrouter.examples.snippets;

import io.modelrouter.CallContext;
import io.modelrouter.ChatEventStream;
import io.modelrouter.ModelRouter;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.providers.demo.DemoClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.openai.OpenAiClient;
import io.modelrouter.request.OpenAiChatRequest;

public class FirstProgram {
    public static void main(String[] args) {
        String key = System.getenv("OPENAI_API_KEY");
        Channel channel = key == null
                ? Channel.builder("demo", "demo").models("*").build()
                : Channel.builder("openai", "openai")
                        .apiKey(key)
                        .models("gpt-*")
                        .build();

        try (ModelRouter router = ModelRouterBuilder.create(channel)
                .provider(new DemoClient())
                .provider(new OpenAiClient(new HttpTransport()))
                .build()) {
            OpenAiChatRequest request = OpenAiChatRequest.builder()
                    .model("gpt-4o-mini")
                    .user("Say hello.")
                    .build();
            CallContext caller = CallContext.anonymous();

            System.out.println(router.newCall(request, caller).execute().text());

            try (ChatEventStream events = router.newCall(request, caller).stream()) {
                for (ChatEvent event : events) {
                    if (event instanceof ChatEvent.TextDelta delta) {
                        System.out.println(delta.text());
                    }
                }
            }
        }
    }
}
