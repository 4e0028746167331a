package io.modelrouter.core.stream;

import io.modelrouter.wire.MalformedJsonException;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The rules of the HTML standard over the whole text at once, as simple as can be: what the splitter is compared with. */
final class NaiveSse {
    private NaiveSse() {}

    static List<Cutting.Frame> frames(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        String bom = "\u00EF\u00BB\u00BF";
        if (text.startsWith(bom)) {
            text = text.substring(3);
        }
        text = text.replace("\r\n", "\n").replace('\r', '\n');
        String[] lines = text.split("\n", -1);
        List<Cutting.Frame> frames = new ArrayList<>();
        List<String> data = new ArrayList<>();
        String event = null;
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            boolean terminated = i < lines.length - 1;
            if (line.isEmpty() && terminated) {
                if (!data.isEmpty()) {
                    frames.add(new Cutting.Frame(event, String.join("\n", data)));
                }
                data.clear();
                event = null;
                continue;
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            if (value.startsWith(" ")) {
                value = value.substring(1);
            }
            if (name.equals("data")) {
                data.add(value);
            } else if (name.equals("event")) {
                event = value.isEmpty()
                        ? null
                        : new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }
        String pending = String.join("\n", data);
        if (!data.isEmpty() && isWhole(pending)) {
            frames.add(new Cutting.Frame(event, pending));
        }
        return frames;
    }

    private static boolean isWhole(String data) {
        if (data.equals("[DONE]")) {
            return true;
        }
        try {
            return RawJson.parse(data.getBytes(StandardCharsets.ISO_8859_1)).kind() != RawJson.Kind.NUMBER;
        } catch (MalformedJsonException e) {
            return false;
        }
    }
}
