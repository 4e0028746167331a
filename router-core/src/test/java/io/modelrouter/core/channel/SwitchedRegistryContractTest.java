package io.modelrouter.core.channel;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.testkit.ChannelRegistryContract;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The registry with the operator's switches")
class SwitchedRegistryContractTest extends ChannelRegistryContract {
    private final Map<ChannelRegistry, InMemoryChannelRegistry> below = new WeakHashMap<>();

    @Override
    protected ChannelRegistry newRegistry(List<Channel> channels) {
        InMemoryChannelRegistry configured = new InMemoryChannelRegistry(channels);
        SwitchedRegistry registry = new SwitchedRegistry(configured);
        below.put(registry, configured);
        return registry;
    }

    @Override
    protected void change(ChannelRegistry registry, List<Channel> channels) {
        below.get(registry).replace(channels);
    }
}
