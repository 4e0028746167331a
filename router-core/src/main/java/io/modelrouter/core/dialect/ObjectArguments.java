package io.modelrouter.core.dialect;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Arguments of a tool call as the object that Claude and Converse want. None at all are the empty object; anything that is no
 * object, broken or not, becomes the member {@code input} of one, so that the tool can answer that it is wrong.
 */
public final class ObjectArguments {
    /** The member that holds what is no object. */
    public static final String WRAPPER = "input";

    private ObjectArguments() {}

    /** Whether nothing needs the {@link #WRAPPER}. */
    public static boolean isObject(String arguments) {
        return arguments.isBlank() || tree(arguments) instanceof ObjectNode;
    }

    public static ObjectNode object(String arguments) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (arguments.isBlank()) {
            return object;
        }
        JsonNode tree = tree(arguments);
        if (tree instanceof ObjectNode whole) {
            return whole;
        }
        return tree == null ? object.put(WRAPPER, arguments) : object.set(WRAPPER, tree);
    }

    private static @Nullable JsonNode tree(String arguments) {
        return JsonTree.read(arguments.getBytes(StandardCharsets.UTF_8));
    }
}
