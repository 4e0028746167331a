package io.modelrouter.starter.settings;

import io.modelrouter.channel.Secret;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Which settings may hold a secret, so that no message shows what was written there. */
final class SecretSettings {
    private SecretSettings() {}

    static boolean isSecret(Class<?> type) {
        return type == Secret.class;
    }

    /** Keys, proxies and addresses of stores (they may have a password), and the values of headers. */
    static boolean mayHoldSecret(ConfigurationPropertyName name) {
        for (int i = 0; i < name.getNumberOfElements(); i++) {
            switch (name.getElement(i, Form.UNIFORM)) {
                case "apikeys", "key", "keysha256", "proxy", "headers", "url", "password":
                    return true;
                default:
                    break;
            }
        }
        return false;
    }
}
