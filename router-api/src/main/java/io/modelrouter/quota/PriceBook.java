package io.modelrouter.quota;

import java.util.Optional;

/** What models cost. Called for every call from many threads; must be fast and must not throw. */
@FunctionalInterface
public interface PriceBook {

    /** A book without prices. */
    PriceBook EMPTY = model -> Optional.empty();

    /** The price of a model by the name the caller asked for; empty if it has none. */
    Optional<Price> price(String model);
}
