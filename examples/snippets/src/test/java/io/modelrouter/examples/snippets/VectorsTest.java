package io.modelrouter.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.providers.demo.DemoClient;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page on embeddings")
class VectorsTest {
    @Test
    @DisplayName("shows code that returns vectors")
    void runs() {
        Channel channel = Channel.builder("demo", "demo").models("*").build();
        try (ModelRouter router = ModelRouterBuilder.create(channel)
                .provider(DemoClient.instant())
                .build()) {
            CallContext caller = CallContext.builder().build();

            assertThat(Vectors.documents(router, caller, List.of("one", "two")))
                    .hasSize(2)
                    .allMatch(vector -> vector.length == 512);
            assertThat(Vectors.question(router, caller)).hasSize(1536);
        }
    }
}
