package io.modelrouter.chat;

import java.util.List;

/**
 * Whether and which tools the model shall call.
 *
 * @param names the only tools that may be called; empty for all. With REQUIRED and one name, that tool must be called
 */
public record ToolChoice(Mode mode, List<String> names) {

    /** Whether a tool is called. */
    public enum Mode {
        AUTO,
        NONE,
        REQUIRED
    }

    public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, List.of());
    public static final ToolChoice NONE = new ToolChoice(Mode.NONE, List.of());
    public static final ToolChoice REQUIRED = new ToolChoice(Mode.REQUIRED, List.of());

    public ToolChoice {
        names = List.copyOf(names);
    }

    /** This tool must be called. */
    public static ToolChoice named(String name) {
        return new ToolChoice(Mode.REQUIRED, List.of(name));
    }
}
