package io.modelrouter.core.dialect;

import io.modelrouter.wire.JsonEdit;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.util.List;
import java.util.Map;

/** Sets the members that a channel's operator wants in every body; what else stands in it is not copied. */
public final class Overrides {
    private Overrides() {}

    /** Over a body that the router wrote. */
    public static WireBody apply(WireBody body, Map<String, RawJson> overrides) {
        if (overrides.isEmpty()) {
            return body;
        }
        RawJson json = RawJson.parse(body.toBytes());
        JsonEdit edit = json.edit();
        set(json, edit, overrides);
        return edit.toBody();
    }

    /** Over a body that is being edited; the paths are other than the edit's own. */
    public static void set(RawJson json, JsonEdit edit, Map<String, RawJson> overrides) {
        overrides.forEach((path, value) -> set(json, edit, List.of(path.split("\\.")), value));
    }

    /** Where the caller wrote no object on the way, one takes the place of what it wrote. */
    private static void set(RawJson json, JsonEdit edit, List<String> path, RawJson value) {
        RawJson at = json;
        for (int depth = 0; depth < path.size() - 1; depth++) {
            at = at.get(path.get(depth)).orElse(RawJson.ofNull());
            if (at.isNull()) {
                break;
            }
            if (at.kind() != RawJson.Kind.OBJECT) {
                edit.set(path.subList(0, depth + 1), nested(path.subList(depth + 1, path.size()), value));
                return;
            }
        }
        edit.set(path, value);
    }

    private static RawJson nested(List<String> path, RawJson value) {
        RawJson nested = value;
        for (int i = path.size() - 1; i >= 0; i--) {
            nested = RawJson.object(Map.of(path.get(i), nested));
        }
        return nested;
    }
}
