package io.modelrouter.core.channel;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ChannelSnapshot;
import java.util.List;
import java.util.function.UnaryOperator;

/** Channels in memory. A change replaces the whole snapshot at once; calls that run keep theirs. Thread-safe. */
public final class InMemoryChannelRegistry implements ChannelRegistry {
    private volatile ChannelSnapshot current;

    public InMemoryChannelRegistry(List<Channel> channels) {
        this.current = new ChannelSnapshot(1, channels);
    }

    public static InMemoryChannelRegistry of(Channel... channels) {
        return new InMemoryChannelRegistry(List.of(channels));
    }

    @Override
    public ChannelSnapshot snapshot() {
        return current;
    }

    /**
     * Replaces all channels.
     *
     * @throws IllegalArgumentException if two have the same name; the old channels stay
     */
    public ChannelSnapshot replace(List<Channel> channels) {
        return update(old -> channels);
    }

    /** Derives the channels from the present ones, one change at a time. */
    public synchronized ChannelSnapshot update(UnaryOperator<List<Channel>> change) {
        ChannelSnapshot next = new ChannelSnapshot(current.version() + 1, change.apply(current.channels()));
        current = next;
        return next;
    }
}
