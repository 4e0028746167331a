package io.modelrouter.providers.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns host names into addresses. May block; used from many threads. */
@FunctionalInterface
public interface NameResolver {

    /**
     * All addresses of a name, the preferred one first.
     *
     * @throws UnknownHostException if there is none
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** The JDK's resolver with its cache. */
    static NameResolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
