package io.modelrouter.core.dialect;

import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON that is still JSON, but no longer what its dialect promises: one value is another, or gone. */
public final class MutatedJson {
    private static final String[] OTHERS = {
        "null",
        "\"\"",
        "\"x\"",
        "\"\\ud83d\"",
        "-1",
        "7",
        "1.5",
        "1e400",
        "true",
        "{}",
        "[]",
        "[null]",
        "[[]]",
        "[{}]",
        "[\"x\"]",
        "{\"a\":1}",
        "{\"type\":\"text\",\"text\":\"x\"}",
        "{\"error\":\"x\"}"
    };

    private final Random random;

    public MutatedJson(long seed) {
        this.random = new Random(seed);
    }

    /** The frame with a few values replaced or removed. */
    public WireFrame frame(WireFrame frame) {
        JsonNode node = JsonTree.read(frame);
        if (node == null || !node.isContainer()) {
            return frame;
        }
        byte[] bytes = JsonTree.bytes(mutate(node));
        return new WireFrame(frame.event(), bytes, 0, bytes.length);
    }

    public byte[] body(byte[] body) {
        JsonNode node = JsonTree.read(body);
        return node == null ? body : JsonTree.bytes(mutate(node));
    }

    private JsonNode mutate(JsonNode root) {
        for (int change = random.nextInt(3); change >= 0; change--) {
            List<Runnable> places = new ArrayList<>();
            collect(root, places);
            if (!places.isEmpty()) {
                places.get(random.nextInt(places.size())).run();
            }
        }
        return root;
    }

    private void collect(JsonNode node, List<Runnable> places) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                places.add(() -> {
                    if (random.nextInt(5) == 0) {
                        object.remove(name);
                    } else {
                        object.set(name, other());
                    }
                });
                collect(member.getValue(), places);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                places.add(() -> {
                    if (random.nextInt(5) == 0) {
                        array.remove(at);
                    } else {
                        array.set(at, other());
                    }
                });
                collect(array.get(i), places);
            }
        }
    }

    private JsonNode other() {
        return JsonTree.read(
                OTHERS[random.nextInt(OTHERS.length)].getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
}
