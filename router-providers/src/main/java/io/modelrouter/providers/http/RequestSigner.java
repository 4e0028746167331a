package io.modelrouter.providers.http;

import io.modelrouter.provider.ProviderException;
import io.modelrouter.wire.WireBody;
import java.net.URI;
import java.util.Map;

/** Signs a request as it will be sent, such as by AWS Signature Version 4. May block while it fetches credentials. */
@FunctionalInterface
public interface RequestSigner {

    /**
     * @param method in upper case
     * @param address whole, encoded as on the wire
     * @param headers all that will be sent but for those of the connection; names in lower case
     * @param body as it will be sent
     * @return headers to add; they replace others of the same name
     * @throws ProviderException if it cannot be signed, CREDENTIAL as a rule
     */
    Map<String, String> sign(String method, URI address, Map<String, String> headers, WireBody body)
            throws ProviderException;
}
