package io.modelrouter.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.OfferedModels;
import io.modelrouter.channel.Channel;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What an upstream offers, beside what its channel serves")
class OffersTest {

    @Test
    void isToldApart() {
        Channel channel =
                Channel.builder("c", "demo").models("gpt-*", "o3", "o9").build();

        OfferedModels offers = Offers.compare(channel, List.of("o3", "gpt-5", "dall-e-3"));

        assertThat(offers.served()).containsExactly("gpt-5", "o3");
        assertThat(offers.notServed()).containsExactly("dall-e-3");
        assertThat(offers.notOffered()).containsExactly("o9");
        assertThat(offers.source()).isEqualTo(OfferedModels.Source.UPSTREAM);
    }

    @Test
    void isComparedAfterTheMapping() {
        Channel channel = Channel.builder("c", "demo")
                .models("latest", "acme/*", "gone")
                .mapModel("latest", "gpt-5")
                .mapModel("acme/*", "*")
                .mapModel("gone", "gpt-3")
                .build();

        OfferedModels offers = Offers.compare(channel, List.of("gpt-5", "llama"));

        assertThat(offers.served()).containsExactly("gpt-5", "llama");
        assertThat(offers.notOffered()).containsExactly("gone");
    }

    @Test
    void isNotServedWhereOnlyAnotherNameIsSentThere() {
        Channel channel = Channel.builder("c", "demo")
                .models("gpt-4o")
                .mapModel("gpt-4o", "gpt-5")
                .build();

        assertThat(Offers.compare(channel, List.of("gpt-4o", "gpt-5")).notServed())
                .containsExactly("gpt-4o");
    }

    @Test
    void isTheConfigurationsOwnListWhereTheUpstreamHasNone() {
        Channel channel = Channel.builder("c", "demo")
                .models("b", "a", "x-*")
                .mapModel("a", "real-a")
                .build();

        OfferedModels offers = Offers.configured(channel);

        assertThat(offers.source()).isEqualTo(OfferedModels.Source.CONFIGURATION);
        assertThat(offers.served()).containsExactly("b", "real-a");
        assertThat(offers.notOffered()).isEmpty();
    }

    @Test
    void givesTheNamesThatCallersUseForIt() {
        Channel channel = Channel.builder("c", "demo")
                .models("acme/*", "gpt-*", "latest")
                .mapModel("acme/*", "*")
                .mapModel("latest", "gpt-5")
                .mapModel("gpt-4", "gpt-4.1")
                .mapModel("old-*", "gpt-5")
                .build();

        assertThat(Offers.callerNames(channel, List.of("gpt-5", "gpt-4", "llama")))
                .containsExactly("acme/gpt-4", "acme/gpt-5", "acme/llama", "gpt-5", "latest");
    }
}
