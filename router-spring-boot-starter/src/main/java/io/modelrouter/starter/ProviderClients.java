package io.modelrouter.starter;

import io.modelrouter.provider.ProviderClient;
import java.util.ArrayList;
import java.util.List;

/**
 * The provider clients of a router: the built-in ones, and those of the host's own, which come later and so replace a built-in
 * one of the same channel type.
 *
 * @param all in that order
 */
record ProviderClients(List<ProviderClient> all) {
    ProviderClients {
        all = List.copyOf(all);
    }

    static ProviderClients of(List<ProviderClient> builtIn, List<ProviderClient> own) {
        List<ProviderClient> all = new ArrayList<>(builtIn);
        all.addAll(own);
        return new ProviderClients(all);
    }
}
