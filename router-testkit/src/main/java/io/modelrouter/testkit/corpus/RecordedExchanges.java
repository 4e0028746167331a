package io.modelrouter.testkit.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A selection of recorded exchanges. Filters narrow it; {@link #list()} and {@link #stream()} give what is left and fail
 * the test where that is nothing, so that no test passes because it found nothing to test.
 *
 * <pre>
 * RecordedExchanges.assumePresent().protocol("openai-chat").tag("tool-call").streamed().list()
 * </pre>
 *
 * The folder is named by the system property {@value #FOLDER}. Immutable; the index is read once for each folder.
 */
public final class RecordedExchanges {
    /** System property: the folder that holds {@code index.json}. */
    public static final String FOLDER = "modelrouter.wire";
    /** System property: {@code true} makes an absent folder a failure instead of a skip. */
    public static final String REQUIRED = "modelrouter.wire.required";

    private static final Map<Path, List<RecordedExchange>> READ = new ConcurrentHashMap<>();

    private final List<RecordedExchange> exchanges;
    private final String selection;

    private RecordedExchanges(List<RecordedExchange> exchanges, String selection) {
        this.exchanges = exchanges;
        this.selection = selection;
    }

    /** Whether the recordings are there. */
    public static boolean present() {
        return folder().isPresent();
    }

    /**
     * All recordings. Where they are absent the test is skipped with a message that says how to have it run, or fails if
     * {@value #REQUIRED} is {@code true}.
     */
    public static RecordedExchanges assumePresent() {
        Optional<Path> folder = folder();
        if (folder.isEmpty()) {
            String message = "no recorded exchanges: set the system property " + FOLDER
                    + " to the folder that holds their index.json";
            if (Boolean.getBoolean(REQUIRED)) {
                Assertions.fail(message);
            }
            Assumptions.abort(message);
        }
        return in(folder.orElseThrow());
    }

    /** All recordings of a folder. */
    public static RecordedExchanges in(Path folder) {
        return new RecordedExchanges(
                READ.computeIfAbsent(folder.toAbsolutePath().normalize(), RecordedExchanges::read), "all recordings");
    }

    private static Optional<Path> folder() {
        String name = System.getProperty(FOLDER, "");
        if (name.isBlank()) {
            return Optional.empty();
        }
        Path folder = Path.of(name);
        return Files.isRegularFile(folder.resolve("index.json")) ? Optional.of(folder) : Optional.empty();
    }

    /** Of one of these protocols. */
    public RecordedExchanges protocol(String... names) {
        Set<String> wanted = Set.of(names);
        return narrowed("protocol " + wanted, exchange -> wanted.contains(exchange.protocol()));
    }

    /** Of one of these operations, such as {@code chat}. */
    public RecordedExchanges api(String... names) {
        Set<String> wanted = Set.of(names);
        return narrowed("api " + wanted, exchange -> wanted.contains(exchange.api()));
    }

    /** Answered by one of these. */
    public RecordedExchanges vendor(String... names) {
        Set<String> wanted = Set.of(names);
        return narrowed("vendor " + wanted, exchange -> wanted.contains(exchange.vendor()));
    }

    /** With this tag. */
    public RecordedExchanges tag(String tag) {
        return narrowed("tag " + tag, exchange -> exchange.hasTag(tag));
    }

    /** Without this tag. */
    public RecordedExchanges withoutTag(String tag) {
        return narrowed("not tag " + tag, exchange -> !exchange.hasTag(tag));
    }

    /** A streamed answer was asked for. */
    public RecordedExchanges streamed() {
        return narrowed("streamed", RecordedExchange::stream);
    }

    /** A whole answer was asked for. */
    public RecordedExchanges notStreamed() {
        return narrowed("not streamed", exchange -> !exchange.stream());
    }

    /** Answered with one of these HTTP statuses. */
    public RecordedExchanges status(Integer... codes) {
        Set<Integer> wanted = Set.of(codes);
        return narrowed("status " + wanted, exchange -> wanted.contains(exchange.status()));
    }

    /** Answered with a status from 200 to 299. */
    public RecordedExchanges successful() {
        return narrowed("2xx", exchange -> exchange.status() / 100 == 2);
    }

    /** With a request body. */
    public RecordedExchanges withRequest() {
        return narrowed("with a request", exchange -> exchange.requestBody().isPresent());
    }

    /** With a request body kept byte for byte as it was sent. */
    public RecordedExchanges withExactRequest() {
        return withRequest().narrowed("exact", e -> e.requestFidelity() == RecordedExchange.Fidelity.RECORDED);
    }

    /**
     * Any other condition.
     *
     * @param words what it is, for the message where nothing is left
     */
    public RecordedExchanges where(String words, Predicate<RecordedExchange> condition) {
        return narrowed(words, condition);
    }

    /** The recording with this id. */
    public RecordedExchange byId(String id) {
        return narrowed("id " + id, exchange -> exchange.id().equals(id)).list().get(0);
    }

    /** What is left, in the order of the index; fails if that is nothing. */
    public List<RecordedExchange> list() {
        if (exchanges.isEmpty()) {
            Assertions.fail("found none of: " + selection);
        }
        return exchanges;
    }

    /** As {@link #list()}, as a source of test parameters. */
    public java.util.stream.Stream<RecordedExchange> stream() {
        return list().stream();
    }

    @Override
    public String toString() {
        return exchanges.size() + " of: " + selection;
    }

    private RecordedExchanges narrowed(String words, Predicate<RecordedExchange> condition) {
        return new RecordedExchanges(exchanges.stream().filter(condition).toList(), selection + ", " + words);
    }

    private static List<RecordedExchange> read(Path folder) {
        List<RecordedExchange> all = new ArrayList<>();
        try {
            for (byte[] entry : JsonSlices.elements(Files.readAllBytes(folder.resolve("index.json")))) {
                all.add(exchange(folder, JsonSlices.members(entry)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the index of the recordings cannot be read", e);
        }
        return List.copyOf(all);
    }

    private static RecordedExchange exchange(Path folder, Map<String, byte[]> entry) {
        Set<String> tags = new LinkedHashSet<>();
        for (byte[] tag : JsonSlices.elements(member(entry, "tags"))) {
            tags.add(JsonSlices.text(tag));
        }
        byte[] model = member(entry, "model");
        return new RecordedExchange(
                folder.resolve(JsonSlices.text(member(entry, "file"))),
                JsonSlices.text(member(entry, "id")),
                JsonSlices.text(member(entry, "protocol")),
                JsonSlices.text(member(entry, "api")),
                JsonSlices.text(member(entry, "vendor")),
                JsonSlices.isNull(model) ? null : JsonSlices.text(model),
                member(entry, "stream")[0] == 't',
                Integer.parseInt(new String(member(entry, "status"), StandardCharsets.US_ASCII)),
                tags);
    }

    private static byte[] member(Map<String, byte[]> entry, String name) {
        return Objects.requireNonNull(entry.get(name), () -> "an index entry has no member " + name);
    }
}
