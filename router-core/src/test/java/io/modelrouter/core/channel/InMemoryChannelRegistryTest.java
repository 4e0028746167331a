package io.modelrouter.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelSnapshot;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The in-memory registry")
class InMemoryChannelRegistryTest {
    private static final Channel A = Channel.builder("a", "demo").models("*").build();
    private static final Channel B = Channel.builder("b", "demo").models("*").build();

    @Test
    void swapsTheWholeSnapshotAndLeavesTheOldOneAlone() {
        InMemoryChannelRegistry registry = InMemoryChannelRegistry.of(A);
        ChannelSnapshot before = registry.snapshot();

        registry.replace(List.of(B));

        assertThat(before.channels()).containsExactly(A);
        assertThat(registry.snapshot().channels()).containsExactly(B);
        assertThat(registry.snapshot().version()).isGreaterThan(before.version());
    }

    @Test
    void keepsTheOldChannelsWhereTheNewOnesCannotBe() {
        InMemoryChannelRegistry registry = InMemoryChannelRegistry.of(A);

        assertThatThrownBy(() -> registry.replace(List.of(B, B))).hasMessageContaining("same name");

        assertThat(registry.snapshot().channels()).containsExactly(A);
    }
}
