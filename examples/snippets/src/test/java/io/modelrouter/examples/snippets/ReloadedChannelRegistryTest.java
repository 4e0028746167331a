package io.modelrouter.examples.snippets;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.testkit.ChannelRegistryContract;
import java.util.List;
import org.jspecify.annotations.Nullable;

// <kit>
class ReloadedChannelRegistryTest extends ChannelRegistryContract {
    private volatile @Nullable ChannelSnapshot table;

    @Override
    protected ChannelRegistry newRegistry(List<Channel> channels) {
        table = new ChannelSnapshot(1, channels);
        return new ReloadedChannelRegistry(() -> {
            if (table == null) {
                throw new IllegalStateException("the database is away");
            }
            return table;
        });
    }

    @Override
    protected void change(ChannelRegistry registry, List<Channel> channels) {
        table = new ChannelSnapshot(registry.snapshot().version() + 1, channels);
        ((ReloadedChannelRegistry) registry).refresh();
    }

    @Override
    protected boolean breakSource(ChannelRegistry registry) {
        table = null;
        ((ReloadedChannelRegistry) registry).refresh();
        return true;
    }
}
// </kit>
