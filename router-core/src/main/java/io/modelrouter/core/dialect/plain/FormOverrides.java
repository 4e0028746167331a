package io.modelrouter.core.dialect.plain;

import io.modelrouter.wire.FormUpload;
import io.modelrouter.wire.FormUpload.Field;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A channel's overrides as fields of a form, which has names and texts alone: a member of an object is
 * {@code name[member]}, an element of a list one of several {@code name[]}, as OpenAI's SDKs write them (openai-python and
 * openai-java, 2026-11). A null leaves the field out.
 */
final class FormOverrides {
    private FormOverrides() {}

    static Map<String, List<Field>> of(Map<String, RawJson> overrides) {
        Map<String, List<Field>> changes = new LinkedHashMap<>();
        overrides.forEach((path, value) -> {
            String[] steps = path.split("\\.");
            StringBuilder name = new StringBuilder(steps[0]);
            for (int i = 1; i < steps.length; i++) {
                name.append('[').append(steps[i]).append(']');
            }
            List<Field> fields = new ArrayList<>();
            add(name.toString(), value, fields);
            changes.put(name.toString(), fields);
        });
        return changes;
    }

    private static void add(String name, RawJson value, List<Field> fields) {
        switch (value.kind()) {
            case OBJECT:
                value.members().forEach((member, inner) -> add(name + "[" + member + "]", inner, fields));
                break;
            case ARRAY:
                value.elements().forEach(element -> add(name + "[]", element, fields));
                break;
            case NULL:
                break;
            default:
                fields.add(new FormUpload.Field(name, value.asString().orElseGet(value::toString)));
        }
    }
}
