package io.modelrouter.quota;

import java.util.Optional;

/** What models cost. Called for every call from many threads; must be fast and must not throw. */
@FunctionalInterface
public interface PriceBook {

    /** A book without prices. */
    PriceBook EMPTY = model -> Optional.empty();

    /**
     * The price of a model; empty if it has none. The router asks by the name that was requested, and, if that has no price,
     * by the name that the serving channel maps it to.
     */
    Optional<Price> price(String model);

    /** A book that looks here first, whatever the other has, and into the other for models that have no price here. */
    default PriceBook or(PriceBook other) {
        return model -> {
            Optional<Price> own = price(model);
            return own.isPresent() ? own : other.price(model);
        };
    }
}
