package io.modelrouter.core.route;

import io.modelrouter.Steering;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import org.jspecify.annotations.Nullable;

/** What callers may say of channels, and which channels that leaves. */
final class SteeringRules {
    private SteeringRules() {}

    /**
     * Nobody learns from it whether a channel exists that is not open to the key.
     *
     * @throws RouterException PERMISSION_DENIED, or INVALID_REQUEST for a channel that the key does not have
     */
    static void check(Steering steering, ChannelSnapshot channels, Token token) {
        if (steering.needsPermission() && !token.pin()) {
            throw RouterException.of(
                            RouterErrorCode.PERMISSION_DENIED, "this key may not choose or exclude channels by name")
                    .build();
        }
        String group = steering.group();
        if (group != null && !token.groups().contains(group)) {
            throw RouterException.of(
                            RouterErrorCode.PERMISSION_DENIED, "this key is not in the group that was asked for")
                    .build();
        }
        String pin = steering.pin();
        boolean known = steering.exclude().stream().allMatch(name -> isOpen(name, channels, token))
                && (pin == null || isOpen(pin, channels, token));
        if (!known) {
            throw RouterException.of(
                            RouterErrorCode.INVALID_REQUEST, "this key has no channel of the name that was asked for")
                    .build();
        }
    }

    private static boolean isOpen(String name, ChannelSnapshot channels, Token token) {
        return channels.channel(name)
                .filter(channel -> channel.groups().stream().anyMatch(token.groups()::contains))
                .isPresent();
    }

    /** Why the caller does not want the channel; null if it may be used. */
    static @Nullable String refusal(Steering steering, Channel channel) {
        String pin = steering.pin();
        if (pin != null && !pin.equals(channel.name())) {
            return "the call is pinned to another channel";
        }
        if (steering.exclude().contains(channel.name())) {
            return "the call excludes the channel";
        }
        String group = steering.group();
        if (group != null && !channel.groups().contains(group)) {
            return "the channel is not in the group '" + group + "', which the call asks for";
        }
        return channel.tags().containsAll(steering.tags())
                ? null
                : "the channel does not have all the tags that the call asks for";
    }
}
