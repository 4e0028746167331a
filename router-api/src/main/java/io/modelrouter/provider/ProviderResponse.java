package io.modelrouter.provider;

/**
 * An answer whose headers have come and whose body is read by the caller, in pieces. One thread reads; {@link #close} may
 * come from any thread and more than once.
 */
public interface ProviderResponse extends AutoCloseable {

    int status();

    /** All headers of the upstream; what may go on to a client is decided above. */
    HttpHeaders headers();

    /**
     * Reads what has come, waiting for at least one byte. Content coding is undone already.
     *
     * @return number of bytes put at {@code offset}, or -1 at the end of the body
     * @throws ProviderException if the line broke, went silent for too long or was cancelled
     */
    int read(byte[] buffer, int offset, int length) throws ProviderException;

    /** Gives the connection back, or closes it if the body was not read to its end. Never throws. */
    @Override
    void close();
}
