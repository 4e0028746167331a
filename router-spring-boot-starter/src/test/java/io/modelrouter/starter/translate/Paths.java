package io.modelrouter.starter.translate;

import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Optional;

/** Members of a body by their path, as losses name them. */
final class Paths {
    private Paths() {}

    /** Whether something stands at the path, names and positions joined by dots; a member's name may have dots itself. */
    static boolean exists(RawJson body, String path) {
        if (path.isEmpty()) {
            return true;
        }
        for (int dot = path.indexOf('.'); ; dot = path.indexOf('.', dot + 1)) {
            String name = dot < 0 ? path : path.substring(0, dot);
            Optional<RawJson> child = child(body, name);
            if (child.isPresent() && exists(child.orElseThrow(), dot < 0 ? "" : path.substring(dot + 1))) {
                return true;
            }
            if (dot < 0) {
                return false;
            }
        }
    }

    private static Optional<RawJson> child(RawJson parent, String name) {
        if (parent.kind() != RawJson.Kind.ARRAY) {
            return parent.get(name);
        }
        List<RawJson> elements = parent.elements();
        boolean position = name.matches("\\d{1,6}") && Integer.parseInt(name) < elements.size();
        return position ? Optional.of(elements.get(Integer.parseInt(name))) : Optional.empty();
    }
}
