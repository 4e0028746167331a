package io.modelrouter.providers.http;

import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;

/** How a vendor lists its models. */
public interface ModelListing {

    /** The path below the version, in segments; {@code models} by default. */
    default List<String> path() {
        return List.of("models");
    }

    /** The query for the first page; empty for none. */
    Map<String, String> query();

    /**
     * What one page says.
     *
     * @param body the answer, whatever it is
     * @throws IllegalArgumentException if it is no list of models
     */
    Page read(RawJson body);

    /**
     * One page.
     *
     * @param names of models, as requests name them
     * @param next what to add to the query for the next page; empty after the last
     */
    record Page(List<String> names, Map<String, String> next) {
        public Page {
            names = List.copyOf(names);
            next = Map.copyOf(next);
        }
    }

    /**
     * The text member of each object in an array; entries of another shape are passed over.
     *
     * @throws IllegalArgumentException if there is no such array
     */
    static List<String> names(RawJson body, String array, String member) {
        RawJson list = body.get(array)
                .filter(value -> value.kind() == RawJson.Kind.ARRAY)
                .orElseThrow(() -> new IllegalArgumentException("there is no array '" + array + "'"));
        return names(list, member);
    }

    /** The same of the array itself. */
    static List<String> names(RawJson list, String member) {
        return list.elements().stream()
                .flatMap(entry -> entry.get(member).flatMap(RawJson::asString).stream())
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
