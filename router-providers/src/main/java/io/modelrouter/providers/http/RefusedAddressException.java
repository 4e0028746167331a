package io.modelrouter.providers.http;

import java.net.UnknownHostException;

/** A name resolved to an address that may not be called. */
final class RefusedAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    RefusedAddressException(String message) {
        super(message);
    }
}
