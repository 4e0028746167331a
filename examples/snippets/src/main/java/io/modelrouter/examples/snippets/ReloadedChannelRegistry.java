package io.modelrouter.examples.snippets;

import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ChannelSnapshot;
import java.util.function.Supplier;

// <registry>
/** Channels of a table that has a version; a scheduler of yours calls {@link #refresh} every few seconds. */
public final class ReloadedChannelRegistry implements ChannelRegistry {
    private final Supplier<ChannelSnapshot> table;
    private volatile ChannelSnapshot current;

    public ReloadedChannelRegistry(Supplier<ChannelSnapshot> table) {
        this.table = table;
        this.current = table.get(); // without channels there is nothing to start
    }

    @Override
    public ChannelSnapshot snapshot() {
        return current;
    }

    public synchronized void refresh() {
        try {
            ChannelSnapshot read = table.get();
            if (read.version() > current.version()) {
                current = read;
            }
        } catch (RuntimeException e) {
            System.err.println("the channels cannot be read; those of before stay in use");
        }
    }
}
// </registry>
