package io.modelrouter.core.route;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;

/** Which model names are let in at all; they end up in upstream paths. */
final class ModelNames {
    private ModelNames() {}

    /**
     * @throws RouterException INVALID_REQUEST unless it is 1 to 256 of {@code A-Z a-z 0-9 . _ : @ / + -} without
     *     {@code ..} and {@code //}
     */
    static void check(String model) {
        if (!isValid(model)) {
            throw invalid();
        }
    }

    static boolean isValid(String model) {
        if (model.isEmpty() || model.length() > 256 || model.contains("..") || model.contains("//")) {
            return false;
        }
        for (int i = 0; i < model.length(); i++) {
            char c = model.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '_'
                    || c == ':'
                    || c == '@'
                    || c == '/'
                    || c == '+'
                    || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static RouterException invalid() {
        return RouterException.of(
                        RouterErrorCode.INVALID_REQUEST,
                        "model must have 1 to 256 of the characters A-Z a-z 0-9 . _ : @ / + - and neither '..' nor '//'")
                .param("model")
                .build();
    }
}
