package io.modelrouter.starter.faults;

import io.modelrouter.core.pipeline.RouterSettings;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

/** The default settings of a router but for some. */
final class Settings {
    private Settings() {}

    /** By the names of the record's components, so that a new one changes nothing here. */
    static RouterSettings with(Map<String, ?> others) {
        RecordComponent[] components = RouterSettings.class.getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                Object other = others.get(components[i].getName());
                values[i] = other != null ? other : components[i].getAccessor().invoke(RouterSettings.DEFAULT);
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return RouterSettings.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
