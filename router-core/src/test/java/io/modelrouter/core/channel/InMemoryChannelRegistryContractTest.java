package io.modelrouter.core.channel;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.testkit.ChannelRegistryContract;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The in-memory registry, by the contract")
class InMemoryChannelRegistryContractTest extends ChannelRegistryContract {

    @Override
    protected ChannelRegistry newRegistry(List<Channel> channels) {
        return new InMemoryChannelRegistry(channels);
    }

    @Override
    protected void change(ChannelRegistry registry, List<Channel> channels) {
        ((InMemoryChannelRegistry) registry).replace(channels);
    }
}
