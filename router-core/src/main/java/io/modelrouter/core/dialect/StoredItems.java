package io.modelrouter.core.dialect;

import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Optional;

/** What the router remembers of one caller's earlier Responses answers. */
public interface StoredItems {

    /** Remembers nothing. */
    StoredItems NONE = new StoredItems() {
        @Override
        public Optional<List<RawJson>> conversation(String responseId) {
            return Optional.empty();
        }

        @Override
        public Optional<RawJson> item(String itemId) {
            return Optional.empty();
        }
    };

    /** The input items of a response and of all before it, and its output items, in order; empty if it is not known. */
    Optional<List<RawJson>> conversation(String responseId);

    /** One item by its id; empty if it is not known. */
    Optional<RawJson> item(String itemId);
}
