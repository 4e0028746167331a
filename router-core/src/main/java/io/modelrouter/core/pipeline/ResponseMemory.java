package io.modelrouter.core.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.modelrouter.channel.ResponseOrigin;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.MalformedJsonException;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Earlier Responses answers, so that {@code previous_response_id} and {@code item_reference} find what they name whoever
 * answers the next turn. Kept apart for each caller, bounded by bytes and time; an answer to a request with
 * {@code "store":false} is not kept. Thread-safe.
 */
final class ResponseMemory {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseMemory.class);
    private static final byte[] REFERENCE = "item_reference".getBytes(StandardCharsets.US_ASCII);
    /** JSON may write any letter of that word so. */
    private static final byte[] ESCAPED = "\\u00".getBytes(StandardCharsets.US_ASCII);

    private static final int MOST_TURNS = 10_000;

    private final @Nullable Cache<Key, Entry> answers;
    private final @Nullable Cache<Key, ItemPlace> items;
    /** Also of answers that are not kept themselves, such as those of background runs that the vendor does not store. */
    private final @Nullable Cache<Key, Origin> origins;

    private final SharedOrigins shared;

    private record Key(String caller, String id) {}

    /**
     * Where an answer came from.
     *
     * @param model as the caller asked for it
     * @param maker the channel that made it
     * @param whole the answer, if the router translated it and so no upstream knows it by its id
     * @param input the request's own items, where {@code whole} is there
     */
    record Origin(String model, String maker, @Nullable RawJson whole, List<RawJson> input) {}

    private record ItemPlace(String responseId, int at) {}

    /**
     * One turn.
     *
     * @param maker the channel that made it
     * @param translated whether the maker does not know it by this id
     */
    private record Entry(
            @Nullable String previous,
            List<RawJson> input,
            List<RawJson> output,
            int weight,
            @Nullable String maker,
            boolean translated) {}

    /**
     * @param maxBytes of requests and answers together; 0 remembers nothing
     * @param keep how long after its last use
     */
    ResponseMemory(long maxBytes, Duration keep, LongSupplier nanos) {
        this(maxBytes, keep, nanos, new SharedOrigins(ResponseOrigins.NONE, keep, Runnable::run));
    }

    /**
     * @param shared what other nodes know of answers, and are told
     */
    ResponseMemory(long maxBytes, Duration keep, LongSupplier nanos, SharedOrigins shared) {
        this.shared = shared;
        if (maxBytes <= 0) {
            answers = null;
            items = null;
            origins = null;
            return;
        }
        Ticker ticker = nanos::getAsLong;
        answers = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key key, Entry entry) -> entry.weight)
                .expireAfterAccess(keep)
                .ticker(ticker)
                // Its upkeep is short and bounded, and no common pool is to keep more than was allowed meanwhile.
                .executor(Runnable::run)
                .build();
        origins = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key key, Origin origin) -> 200 + weight(origin))
                .expireAfterAccess(keep)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
        items = Caffeine.newBuilder()
                .maximumSize(1_000_000)
                .expireAfterAccess(keep)
                .ticker(ticker)
                .build();
    }

    private static int weight(Origin origin) {
        RawJson whole = origin.whole;
        int sum = whole == null ? 0 : whole.length();
        for (RawJson item : origin.input) {
            sum += item.length();
        }
        return sum;
    }

    /** Whether answers to this request are to be remembered, or at least where they came from. */
    boolean wants(RouterRequest request) {
        return answers != null
                && request instanceof OpenAiResponsesRequest
                && request.operation().isEmpty()
                && (isStored(request) || BackgroundRuns.isAsked(request));
    }

    private static boolean isStored(RouterRequest request) {
        return request.get("store").flatMap(RawJson::asBoolean).orElse(true);
    }

    /** Where an answer of this caller's came from; empty where nobody knows. */
    Optional<Origin> origin(String caller, String id) {
        if (origins == null) {
            return Optional.empty();
        }
        Origin here = origins.getIfPresent(new Key(caller, id));
        return here != null
                ? Optional.of(here)
                : shared.find(caller, id).map(known -> new Origin(known.model(), known.channel(), null, List.of()));
    }

    /** The answer is no more. */
    void forget(String caller, String id) {
        Key key = new Key(caller, id);
        if (origins != null && answers != null) {
            origins.invalidate(key);
            answers.invalidate(key);
            shared.forget(caller, id);
        }
    }

    /**
     * Remembers a whole answer.
     *
     * @param response the response object as the caller got it
     * @param maker the channel that made it, or null where nobody knows
     * @param translated whether it was made in another dialect
     */
    void put(String caller, RouterRequest request, RawJson response, @Nullable String maker, boolean translated) {
        String id = response.get("id").flatMap(RawJson::asString).orElse("");
        if (answers == null || items == null || id.isEmpty() || !wants(request)) {
            return;
        }
        if (origins != null && maker != null) {
            Origin origin = translated
                    ? new Origin(request.model(), maker, response, input(request))
                    : new Origin(request.model(), maker, null, List.of());
            origins.put(new Key(caller, id), origin);
            if (!translated) {
                shared.put(caller, id, new ResponseOrigin(request.model(), maker), BackgroundRuns.isAsked(request));
            }
        }
        if (!isStored(request)) {
            return;
        }
        List<RawJson> output = response.get("output").map(RawJson::elements).orElse(List.of());
        Entry entry = new Entry(
                previousId(request).orElse(null),
                input(request),
                output,
                request.json().length() + response.length(),
                maker,
                translated || maker == null);
        answers.put(new Key(caller, id), entry);
        for (int i = 0; i < output.size(); i++) {
            Optional<String> itemId = output.get(i).get("id").flatMap(RawJson::asString);
            if (itemId.isPresent()) {
                items.put(new Key(caller, itemId.get()), new ItemPlace(id, i));
            }
        }
    }

    /** As {@link #put(String, RouterRequest, RawJson, String, boolean)}, for bytes of an upstream's that may be no clean JSON. */
    void put(String caller, RouterRequest request, byte[] response, @Nullable String maker, boolean translated) {
        try {
            RawJson whole = RawJson.parse(response);
            // The last event of a stream holds the object; a whole answer is it.
            put(caller, request, whole.get("response").orElse(whole), maker, translated);
        } catch (MalformedJsonException e) {
            LOG.debug("An answer is not remembered, because it is no clean JSON");
        }
    }

    /** What one caller may refer to. */
    StoredItems of(String caller) {
        return new StoredItems() {
            @Override
            public Optional<List<RawJson>> conversation(String responseId) {
                return ResponseMemory.this.conversation(caller, responseId);
            }

            @Override
            public Optional<RawJson> item(String itemId) {
                return ResponseMemory.this.item(caller, itemId);
            }
        };
    }

    /**
     * Whether a channel of the dialect can be sent the references as they are: it made what they name, or nobody here knows
     * who did.
     */
    boolean isKnownTo(String channel, RouterRequest request, String caller) {
        if (answers == null || items == null || !(request instanceof OpenAiResponsesRequest)) {
            return true;
        }
        Optional<String> previous = previousId(request);
        if (previous.isPresent() && isForeign(answers.getIfPresent(new Key(caller, previous.get())), channel)) {
            return false;
        }
        for (RawJson item : mayRefer(request) ? inputItems(request) : List.<RawJson>of()) {
            Optional<String> id = referenced(item);
            ItemPlace place = id.isPresent() ? items.getIfPresent(new Key(caller, id.get())) : null;
            if (place != null && isForeign(answers.getIfPresent(new Key(caller, place.responseId)), channel)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the word stands in the body at all, so that a long history is not walked for nothing. */
    private static boolean mayRefer(RouterRequest request) {
        return request.json().contains(REFERENCE) || request.json().contains(ESCAPED);
    }

    private static List<RawJson> inputItems(RouterRequest request) {
        return request.get("input").map(RawJson::elements).orElse(List.of());
    }

    private static boolean isForeign(@Nullable Entry entry, String channel) {
        return entry != null && (entry.translated || !channel.equals(entry.maker));
    }

    /** The channels that made what the request refers to: an earlier answer, items of one, or reasoning that stands in it. */
    Set<String> makers(RouterRequest request, String caller) {
        if (answers == null || items == null || !(request instanceof OpenAiResponsesRequest)) {
            return Set.of();
        }
        Set<String> makers = new HashSet<>();
        previousId(request).ifPresent(id -> {
            Entry entry = answers.getIfPresent(new Key(caller, id));
            if (entry == null) {
                shared.find(caller, id).ifPresent(known -> makers.add(known.channel()));
            }
            addMaker(entry, makers);
        });
        for (RawJson item : inputItems(request)) {
            Optional<String> id = referenced(item).or(() -> reasoning(item));
            ItemPlace place = id.isPresent() ? items.getIfPresent(new Key(caller, id.get())) : null;
            if (place != null) {
                addMaker(answers.getIfPresent(new Key(caller, place.responseId)), makers);
            }
        }
        return makers;
    }

    private static void addMaker(@Nullable Entry entry, Set<String> makers) {
        if (entry != null && entry.maker != null) {
            makers.add(entry.maker);
        }
    }

    /** The id of an item that only its maker can read. */
    private static Optional<String> reasoning(RawJson item) {
        boolean reasoning =
                item.get("type").flatMap(RawJson::asString).orElse("").equals("reasoning");
        return reasoning ? item.get("id").flatMap(RawJson::asString) : Optional.empty();
    }

    private Optional<List<RawJson>> conversation(String caller, String responseId) {
        List<Entry> turns = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String id = responseId;
        while (id != null && turns.size() < MOST_TURNS && seen.add(id)) {
            Entry entry = answers == null ? null : answers.getIfPresent(new Key(caller, id));
            if (entry == null) {
                return Optional.empty();
            }
            turns.add(0, entry);
            id = entry.previous;
        }
        List<RawJson> all = new ArrayList<>();
        for (Entry turn : turns) {
            for (RawJson item : turn.input) {
                all.add(referenced(item).flatMap(named -> item(caller, named)).orElse(item));
            }
            all.addAll(turn.output);
        }
        return Optional.of(all);
    }

    private Optional<RawJson> item(String caller, String itemId) {
        ItemPlace place = items == null ? null : items.getIfPresent(new Key(caller, itemId));
        Entry entry = place == null || answers == null ? null : answers.getIfPresent(new Key(caller, place.responseId));
        return place == null || entry == null ? Optional.empty() : Optional.of(entry.output.get(place.at));
    }

    private static Optional<String> referenced(RawJson item) {
        boolean reference =
                item.get("type").flatMap(RawJson::asString).orElse("").equals("item_reference");
        return reference ? item.get("id").flatMap(RawJson::asString) : Optional.empty();
    }

    private static Optional<String> previousId(RouterRequest request) {
        return request.get("previous_response_id").flatMap(RawJson::asString);
    }

    /** The request's own items; a text that stands alone is a message of the user's. */
    private static List<RawJson> input(RouterRequest request) {
        Optional<RawJson> input = request.get("input");
        if (input.isEmpty() || input.get().kind() != RawJson.Kind.STRING) {
            return input.map(RawJson::elements).orElse(List.of());
        }
        return List.of(RawJson.object(Map.of("role", RawJson.of("user")))
                .with("content", input.get())
                .with("type", RawJson.of("message")));
    }
}
