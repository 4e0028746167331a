package io.modelrouter.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelSnapshot;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The operator's switches")
class SwitchedRegistryTest {
    private static final Channel ON = Channel.builder("on", "demo").models("*").build();
    private static final Channel OFF =
            Channel.builder("off", "demo").models("*").enabled(false).build();

    private final InMemoryChannelRegistry configured = InMemoryChannelRegistry.of(ON, OFF);
    private final SwitchedRegistry registry = new SwitchedRegistry(configured);

    private boolean enabled(String channel) {
        return registry.snapshot().channel(channel).orElseThrow().enabled();
    }

    @Test
    void areWhereTheConfigurationHasThemAtFirst() {
        assertThat(enabled("on")).isTrue();
        assertThat(enabled("off")).isFalse();
        assertThat(registry.switchOf("on")).isEmpty();
    }

    @Test
    void goBeforeTheConfiguration() {
        registry.set("on", false);
        registry.set("off", true);

        assertThat(enabled("on")).isFalse();
        assertThat(enabled("off")).isTrue();
        assertThat(registry.configured().channel("on").orElseThrow().enabled()).isTrue();
    }

    @Test
    void surviveANewConfiguration() {
        registry.set("on", false);

        configured.replace(List.of(ON.toBuilder().priority(7).build()));

        assertThat(enabled("on")).isFalse();
        assertThat(registry.snapshot().channel("on").orElseThrow().priority()).isEqualTo(7);
    }

    @Test
    void surviveAChannelThatGoesAndComesBack() {
        registry.set("on", false);
        configured.replace(List.of(OFF));
        configured.replace(List.of(ON, OFF));

        assertThat(enabled("on")).isFalse();
    }

    @Test
    void areLeftToTheConfigurationAgain() {
        registry.set("on", false);

        assertThat(registry.reset("on")).isTrue();
        assertThat(registry.reset("on")).isFalse();
        assertThat(enabled("on")).isTrue();
    }

    @Test
    void makeANewVersionWhereTheyMoveAndNoneWhereNothingDid() {
        ChannelSnapshot before = registry.snapshot();
        assertThat(registry.snapshot()).isSameAs(before);

        registry.set("on", false);

        assertThat(registry.snapshot().version()).isGreaterThan(before.version());
        assertThat(before.channel("on").orElseThrow().enabled()).isTrue();
    }
}
