package io.modelrouter.providers.http;

import io.modelrouter.channel.Channel;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.MalformedJsonException;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads a vendor's list of models, page by page, within bounds of its own. */
final class ModelFetch {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_PAGES = 100;
    private static final int MOST_NAMES = 20_000;
    private static final int MOST_BYTES = 8 << 20;

    private final ModelListing listing;
    private final Pages pages;

    /** Asks for one page. */
    interface Pages {
        ProviderCall newCall(Map<String, String> query, Duration deadline);
    }

    ModelFetch(ModelListing listing, Pages pages) {
        this.listing = listing;
        this.pages = pages;
    }

    /** Empty where the upstream has no such path. */
    Optional<List<String>> fetch(Channel channel) throws ProviderException {
        Duration total = channel.timeouts().total();
        long end = System.nanoTime() + (total.compareTo(LONGEST) < 0 ? total : LONGEST).toNanos();
        Set<String> names = new TreeSet<>();
        Map<String, String> query = listing.query();
        for (int page = 0; page < MOST_PAGES && names.size() < MOST_NAMES; page++) {
            Optional<RawJson> body = get(query, Duration.ofNanos(end - System.nanoTime()));
            if (body.isEmpty()) {
                return Optional.empty();
            }
            ModelListing.Page read = read(body.get());
            read.names().stream().limit(MOST_NAMES).forEach(names::add);
            if (read.next().isEmpty()) {
                break;
            }
            query = new HashMap<>(listing.query());
            query.putAll(read.next());
        }
        return Optional.of(List.copyOf(names));
    }

    private ModelListing.Page read(RawJson body) throws ProviderException {
        try {
            return listing.read(body);
        } catch (IllegalArgumentException e) {
            throw new ProviderException(
                    FailureKind.TRANSIENT, "the answer is no list of models: " + e.getMessage(), null);
        }
    }

    private Optional<RawJson> get(Map<String, String> query, Duration deadline) throws ProviderException {
        try (ProviderResponse response = pages.newCall(query, deadline).execute()) {
            int status = response.status();
            if (status == 404 || status == 405 || status == 501) {
                return Optional.empty();
            }
            if (status != 200) {
                throw new ProviderException(kind(status), "the list of models was answered with " + status, null);
            }
            return Optional.of(RawJson.parse(body(response)));
        } catch (MalformedJsonException e) {
            throw new ProviderException(FailureKind.TRANSIENT, "the list of models is not JSON", null);
        }
    }

    private static byte[] body(ProviderResponse response) throws ProviderException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        for (int count; (count = response.read(piece, 0, piece.length)) >= 0; ) {
            body.write(piece, 0, count);
            if (body.size() > MOST_BYTES) {
                throw new ProviderException(
                        FailureKind.TRANSIENT, "the list of models is over " + MOST_BYTES + " bytes", null);
            }
        }
        return body.toByteArray();
    }

    private static FailureKind kind(int status) {
        switch (status) {
            case 401, 402, 403:
                return FailureKind.CREDENTIAL;
            case 429:
                return FailureKind.RATE_LIMITED;
            default:
                return status >= 500 ? FailureKind.TRANSIENT : FailureKind.CALLER;
        }
    }
}
