package io.modelrouter.core.channel;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ChannelSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A registry whose channels the operator can switch on and off, whatever the registry below it says and however often that
 * changes. Versions are this registry's own. Thread-safe; a snapshot costs one look at the registry below unless something
 * changed.
 */
public final class SwitchedRegistry implements ChannelRegistry {
    private final ChannelRegistry below;
    private volatile Switches switches = new Switches(0, Map.of());
    private volatile View view;

    private record Switches(long changes, Map<String, Boolean> on) {
        Switches next(Map<String, Boolean> changed) {
            return new Switches(changes + 1, Map.copyOf(changed));
        }
    }

    /** What came of which source and which switches. */
    private record View(long source, long changes, ChannelSnapshot seen) {
        boolean isOf(ChannelSnapshot snapshot, Switches switches) {
            return source == snapshot.version() && changes == switches.changes;
        }
    }

    public SwitchedRegistry(ChannelRegistry below) {
        this.below = below;
        ChannelSnapshot source = below.snapshot();
        this.view = new View(source.version(), 0, new ChannelSnapshot(1, source.channels()));
    }

    @Override
    public ChannelSnapshot snapshot() {
        ChannelSnapshot source = below.snapshot();
        View known = view;
        return known.isOf(source, switches) ? known.seen : refreshed();
    }

    /** The channels as they are configured. */
    public ChannelSnapshot configured() {
        return below.snapshot();
    }

    private synchronized ChannelSnapshot refreshed() {
        ChannelSnapshot source = below.snapshot();
        View known = view;
        if (!known.isOf(source, switches)) {
            List<Channel> channels =
                    source.channels().stream().map(this::switched).toList();
            known = new View(
                    source.version(), switches.changes, new ChannelSnapshot(known.seen.version() + 1, channels));
            view = known;
        }
        return known.seen;
    }

    private Channel switched(Channel channel) {
        Boolean on = switches.on.get(channel.name());
        return on == null || on == channel.enabled()
                ? channel
                : channel.toBuilder().enabled(on).build();
    }

    /** What the operator said of a channel; empty for nothing. */
    public Optional<Boolean> switchOf(String channel) {
        return Optional.ofNullable(switches.on.get(channel));
    }

    /** Moves the switch of a channel. */
    public synchronized void set(String channel, boolean on) {
        Map<String, Boolean> changed = new HashMap<>(switches.on);
        changed.put(channel, on);
        switches = switches.next(changed);
    }

    /** Leaves the switch to the registry below; whether it had been moved. */
    public synchronized boolean reset(String channel) {
        Map<String, Boolean> changed = new HashMap<>(switches.on);
        boolean moved = changed.remove(channel) != null;
        switches = switches.next(changed);
        return moved;
    }
}
