package io.modelrouter.starter.actuate;

import java.util.Locale;

/** Constants as the endpoint writes them. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
