package io.modelrouter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the person who runs a router sees and does while it runs. A channel has three states that do not mix: the operator's
 * switch, which nothing but these commands and the configuration move; its health, which calls tell; and the time it rests
 * after failures. No method shows a secret. Thread-safe.
 *
 * <p>Every method that takes a channel's name throws {@link IllegalArgumentException}, naming the channels there are, if
 * there is none of that name.
 */
public interface ChannelOperator {

    /** Every channel, in the order of the configuration. */
    List<ChannelStatus> states();

    /** One channel. */
    ChannelStatus state(String channel);

    /**
     * Switches a channel on, whatever the configuration says. Like {@link #disable} it lasts until {@link #reset} or the end
     * of the process, also over changes of the configuration.
     */
    ChannelStatus enable(String channel);

    /** Switches a channel off: no attempt begins there any more. Calls that it is answering go on. */
    ChannelStatus disable(String channel);

    /**
     * Leaves the switch to the configuration again. Also takes the name of a channel that is not configured any more.
     *
     * @return whether it had been moved
     */
    boolean reset(String channel);

    /** Ends every rest of a channel, of its models and keys; returns how many there were. */
    int clearCooldown(String channel);

    /**
     * Sends a small real request through the ordinary pipeline to this channel alone, once, also if it is switched off or
     * rests. Nobody's quota is charged, nothing is logged as a call, and neither switch nor health learn from it; the
     * provider may bill a few tokens.
     *
     * @param model a name that callers use, or null for the first that the channel serves by its exact name
     * @throws IllegalArgumentException also if {@code model} is null and the channel serves nothing by an exact name
     */
    ChannelTest test(String channel, @Nullable String model);

    /**
     * Asks the upstream which models it has and compares them with what the channel serves. Changes nothing.
     *
     * @throws io.modelrouter.error.RouterException if the upstream could not be asked
     */
    OfferedModels offeredModels(String channel);
}
