package io.modelrouter.core.dialect;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Tool;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Tool names for a dialect that has no namespaces and allows {@code [a-zA-Z0-9_-]}, at most 64 characters: what the caller's
 * names become, and what they were. A name that fits stays as it is.
 */
public final class ToolNames {
    private static final int LONGEST = 64;

    private final Map<Key, String> written = new LinkedHashMap<>();
    private final Map<String, Original> originals = new HashMap<>();

    private record Key(@Nullable String namespace, String name) {}

    /**
     * What the caller calls a tool.
     *
     * @param namespace the group it stands in, or null
     * @param custom whether it takes free text
     */
    public record Original(@Nullable String namespace, String name, boolean custom) {}

    /** The names of a request's tools. */
    public ToolNames(ChatRequest request) {
        for (Tool tool : request.tools()) {
            if (tool instanceof Tool.Function function) {
                add(function.namespace(), function.name(), false);
            } else if (tool instanceof Tool.Custom custom) {
                add(custom.namespace(), custom.name(), true);
            }
        }
    }

    private String add(@Nullable String namespace, String name, boolean custom) {
        Key key = new Key(namespace, name);
        String known = written.get(key);
        if (known != null) {
            return known;
        }
        String flat = fit(namespace == null ? name : namespace + "__" + name);
        if (originals.containsKey(flat)) {
            flat = shorten(flat, namespace + "\n" + name);
        }
        written.put(key, flat);
        originals.put(flat, new Original(namespace, name, custom));
        return flat;
    }

    /** The name to write for a tool of the caller's; also for calls of tools that the request no longer offers. */
    public String written(@Nullable String namespace, String name) {
        return add(namespace, name, false);
    }

    /** As {@link #written(String, String)}. */
    public String written(PromptBlock.ToolCall call) {
        return add(call.namespace(), call.name(), call.custom());
    }

    /** What the caller calls the tool that the model named; the same name where it is none of the request's. */
    public Original original(String name) {
        Original known = originals.get(name);
        return known == null ? new Original(null, name, false) : known;
    }

    private static String fit(String name) {
        StringBuilder fitting = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean allowed =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            fitting.append(allowed ? c : '_');
        }
        if (fitting.isEmpty()) {
            fitting.append('_');
        }
        String result = fitting.toString();
        return result.length() <= LONGEST ? result : shorten(result, name);
    }

    private static String shorten(String name, String whole) {
        String sum = checksum(whole);
        int room = LONGEST - sum.length() - 1;
        return (name.length() <= room ? name : name.substring(0, room)) + "_" + sum;
    }

    static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }
}
