package io.modelrouter.starter.faults;

import io.modelrouter.core.health.HealthSettings;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

/** Default health settings but for some, by the names of their components, so that a new one changes nothing here. */
final class Settings {
    private Settings() {}

    static HealthSettings health(Map<String, ?> others) {
        return changed(HealthSettings.class, HealthSettings.DEFAULT, others);
    }

    private static <R extends Record> R changed(Class<R> type, R defaults, Map<String, ?> others) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                Object other = others.get(components[i].getName());
                values[i] = other != null ? other : components[i].getAccessor().invoke(defaults);
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
