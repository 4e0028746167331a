package io.modelrouter.providers.http;

import java.io.IOException;

/** A SOCKS proxy did not do what it was asked for. */
final class SocksException extends IOException {
    private static final long serialVersionUID = 1L;

    SocksException(String message) {
        super(message);
    }
}
