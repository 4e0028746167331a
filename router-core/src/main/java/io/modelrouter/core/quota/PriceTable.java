package io.modelrouter.core.quota;

import io.modelrouter.channel.ModelPattern;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.PriceBook;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A dated table of what vendors ask for the models that are common. It is data, in {@code prices.csv} beside this class, with
 * the source of each price and the day it was read; nobody promises that a vendor asks the same today. Put a book of your own
 * before it: {@code own.or(PriceTable.shipped())}. Immutable.
 */
public final class PriceTable implements PriceBook {
    /** The largest context that any vendor is known to offer; what is assumed for models that are not in the table. */
    public static final long LARGEST_CONTEXT = 10_000_000;

    private static final String RESOURCE = "prices.csv";
    private static final int COLUMNS = 5;

    private final Map<ModelPattern, Entry> entries;
    private final Map<ModelPattern, Price> prices = new LinkedHashMap<>();
    private final Map<String, Entry> exact = new HashMap<>();
    /** Best first. */
    private final List<Entry> wildcards = new ArrayList<>();

    private final InMemoryPriceBook book;

    /**
     * One line of the table.
     *
     * @param model the models it is for
     * @param price credits (US dollars) for a million tokens
     * @param contextSize the most tokens that the model can have before it; {@link #LARGEST_CONTEXT} where it is not known
     * @param source where the price stood
     * @param read the day on which it stood there
     */
    public record Entry(ModelPattern model, Price price, long contextSize, String source, LocalDate read) {}

    private static final class Shipped {
        private static final PriceTable TABLE = load();

        private static PriceTable load() {
            try (InputStream in = Objects.requireNonNull(
                    PriceTable.class.getResourceAsStream(RESOURCE), "the jar has no " + RESOURCE)) {
                return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private PriceTable(Map<ModelPattern, Entry> entries) {
        this.entries = entries;
        entries.forEach((pattern, entry) -> {
            prices.put(pattern, entry.price);
            if (pattern.isExact()) {
                exact.put(pattern.toString(), entry);
            } else {
                wildcards.add(entry);
            }
        });
        this.book = new InMemoryPriceBook(prices);
    }

    /** The table that comes with this version; read when it is first asked for. */
    public static PriceTable shipped() {
        return Shipped.TABLE;
    }

    /**
     * Reads a table: lines of {@code models,price,context,source,read}. Several models are parted by spaces, a price is
     * written as {@link Price#toString} does, the context may be empty, a line that begins with {@code #} is a remark, and
     * the first other line names the columns.
     *
     * @throws IllegalArgumentException if a line is none of these, or a model is in two of them; the message names the line
     */
    public static PriceTable parse(String csv) {
        Map<ModelPattern, Entry> entries = new TreeMap<>();
        boolean header = true;
        int number = 0;
        for (String line : csv.split("\\R", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (header) {
                header = false;
                continue;
            }
            try {
                read(line, entries);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("line " + number + " of the price table: " + e.getMessage(), e);
            }
        }
        return new PriceTable(entries);
    }

    private static void read(String line, Map<ModelPattern, Entry> entries) {
        String[] cells = line.split(",", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException("it has " + cells.length + " columns, not " + COLUMNS);
        }
        Price price = Price.parse(cells[1].strip());
        String context = cells[2].strip();
        long contextSize = context.isEmpty() ? LARGEST_CONTEXT : Long.parseLong(context);
        String source = cells[3].strip();
        LocalDate read = LocalDate.parse(cells[4].strip());
        for (String model : cells[0].strip().split(" +", -1)) {
            Entry entry = new Entry(ModelPattern.of(model), price, contextSize, source, read);
            if (entries.put(entry.model, entry) != null) {
                throw new IllegalArgumentException("'" + model + "' stands there twice");
            }
        }
    }

    /** The whole table, the best pattern first. */
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** Its prices, the best pattern first. */
    public Map<ModelPattern, Price> prices() {
        return new LinkedHashMap<>(prices);
    }

    @Override
    public Optional<Price> price(String model) {
        return book.price(model);
    }

    /** The line for a model; empty if there is none. */
    public Optional<Entry> entry(String model) {
        Entry named = exact.get(model);
        if (named != null) {
            return Optional.of(named);
        }
        return wildcards.stream().filter(entry -> entry.model.matches(model)).findFirst();
    }

    /** The most tokens that a model can have before it; {@link #LARGEST_CONTEXT} where that is not known. */
    public long contextSize(String model) {
        return entry(model).map(Entry::contextSize).orElse(LARGEST_CONTEXT);
    }
}
