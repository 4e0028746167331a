package io.modelrouter.providers.http;

import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;

/** A call that cannot be sent. */
record FailedCall(ProviderException failure) implements ProviderCall {

    @Override
    public ProviderResponse execute() throws ProviderException {
        throw failure;
    }

    @Override
    public void cancel() {}
}
