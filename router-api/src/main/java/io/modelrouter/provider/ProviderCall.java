package io.modelrouter.provider;

/** One exchange with an upstream, made by {@link ProviderClient#newCall} and used once. */
public interface ProviderCall {

    /**
     * Sends the request and waits for the answer's headers. Blocks the calling thread.
     *
     * @throws ProviderException if no answer came
     */
    ProviderResponse execute() throws ProviderException;

    /** Ends the exchange now, from any thread, before, while or after it runs. Never blocks, never throws. */
    void cancel();
}
