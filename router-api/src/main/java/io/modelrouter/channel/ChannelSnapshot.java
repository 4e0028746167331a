package io.modelrouter.channel;

import java.util.List;
import java.util.Optional;

/**
 * All channels at one moment. A call keeps the snapshot it began with.
 *
 * @param version rises with every change; what is derived from a snapshot may be kept while it stays the same
 * @param channels in the order of their configuration, names unique
 */
public record ChannelSnapshot(long version, List<Channel> channels) {
    public ChannelSnapshot {
        channels = List.copyOf(channels);
        long names = channels.stream().map(Channel::name).distinct().count();
        if (names != channels.size()) {
            throw new IllegalArgumentException("two channels have the same name");
        }
    }

    public Optional<Channel> channel(String name) {
        return channels.stream().filter(channel -> channel.name().equals(name)).findFirst();
    }
}
