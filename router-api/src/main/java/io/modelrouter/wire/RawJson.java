package io.modelrouter.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as the bytes it was written with. Member order, number spelling ({@code 1.0}), {@code 0}, {@code false},
 * {@code null} and unknown members stay exactly as they came; nothing is built until it is asked for.
 *
 * <p>Absent and null differ: {@link #get} is empty for an absent member and holds a value with {@link #isNull} for a
 * {@code null}. Immutable and thread-safe. Equality compares bytes, not meaning.
 */
public final class RawJson {
    private static final RawJson NULL = literal("null");
    private static final RawJson TRUE = literal("true");
    private static final RawJson FALSE = literal("false");

    /** What a value is. */
    public enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        BOOLEAN,
        NULL
    }

    private final byte[] bytes;
    private final int start;
    private final int end;
    /** Whether the array is this document and nothing else, so that white space around it belongs to it. */
    private final boolean document;

    private volatile @Nullable JsonIndex index;

    private RawJson(byte[] bytes, int start, int end, @Nullable JsonIndex index) {
        this(bytes, start, end, index, false);
    }

    private RawJson(byte[] bytes, int start, int end, @Nullable JsonIndex index, boolean document) {
        this.document = document;
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.index = index;
    }

    /**
     * Reads one whole document under {@link JsonLimits#DEFAULT}. The array is kept, not copied, and must not change.
     *
     * @throws MalformedJsonException if it is not one JSON document in UTF-8 without a byte order mark, or has a duplicate
     *     key at any depth
     */
    public static RawJson parse(byte[] bytes) {
        return parse(bytes, JsonLimits.DEFAULT);
    }

    /** As {@link #parse(byte[])}, under other limits. */
    public static RawJson parse(byte[] bytes, JsonLimits limits) {
        JsonIndex index = JsonIndex.validate(bytes, limits);
        return new RawJson(bytes, index.valueStart(), index.valueEnd(), index, true);
    }

    /** A document that an edit made of validated pieces; it is not read again. */
    static RawJson edited(byte[] bytes, int start, int end, boolean document) {
        return new RawJson(bytes, start, end, null, document);
    }

    /** Reads a document from text. */
    public static RawJson parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A string, quoted and escaped. */
    public static RawJson of(String value) {
        byte[] quoted = JsonText.quote(value);
        return new RawJson(quoted, 0, quoted.length, null);
    }

    /** A whole number. */
    public static RawJson of(long value) {
        return literal(Long.toString(value));
    }

    /** A number in plain spelling. */
    public static RawJson of(BigDecimal value) {
        return literal(value.toPlainString());
    }

    /**
     * A number.
     *
     * @throws IllegalArgumentException for NaN and the infinities, which JSON cannot say
     */
    public static RawJson of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("JSON has no NaN and no infinity");
        }
        return literal(Double.toString(value));
    }

    public static RawJson of(boolean value) {
        return value ? TRUE : FALSE;
    }

    public static RawJson ofNull() {
        return NULL;
    }

    /** An array of these values. */
    public static RawJson array(List<RawJson> values) {
        JsonText.Writer out = new JsonText.Writer().raw('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            RawJson value = values.get(i);
            out.raw(value.bytes, value.start, value.end);
        }
        byte[] all = out.raw(']').toBytes();
        return new RawJson(all, 0, all.length, null);
    }

    /** An object with these members, in the order of the map. */
    public static RawJson object(Map<String, RawJson> members) {
        JsonText.Writer out = new JsonText.Writer().raw('{');
        boolean first = true;
        for (Map.Entry<String, RawJson> member : members.entrySet()) {
            if (!first) {
                out.raw(',');
            }
            first = false;
            RawJson value = member.getValue();
            out.raw(JsonText.quote(member.getKey())).raw(':').raw(value.bytes, value.start, value.end);
        }
        byte[] all = out.raw('}').toBytes();
        return new RawJson(all, 0, all.length, null);
    }

    private static RawJson literal(String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        return new RawJson(bytes, 0, bytes.length, null);
    }

    public Kind kind() {
        switch (bytes[start]) {
            case '{':
                return Kind.OBJECT;
            case '[':
                return Kind.ARRAY;
            case '"':
                return Kind.STRING;
            case 't':
            case 'f':
                return Kind.BOOLEAN;
            case 'n':
                return Kind.NULL;
            default:
                return Kind.NUMBER;
        }
    }

    public boolean isNull() {
        return kind() == Kind.NULL;
    }

    /** The member of an object; empty if it is absent or this is no object. */
    public Optional<RawJson> get(String name) {
        if (kind() != Kind.OBJECT) {
            return Optional.empty();
        }
        JsonIndex children = index();
        int at = children.find(name);
        return at < 0 ? Optional.empty() : Optional.of(child(children, at));
    }

    /** Follows member names from object to object; empty where one is absent. */
    public Optional<RawJson> at(String... path) {
        Optional<RawJson> value = Optional.of(this);
        for (String name : path) {
            value = value.flatMap(parent -> parent.get(name));
        }
        return value;
    }

    /** Member names in their order; empty if this is no object. */
    public List<String> names() {
        return List.copyOf(members().keySet());
    }

    /** Members in their order; empty if this is no object. */
    public Map<String, RawJson> members() {
        if (kind() != Kind.OBJECT) {
            return Map.of();
        }
        JsonIndex children = index();
        Map<String, RawJson> members = new LinkedHashMap<>();
        for (int i = 0; i < children.count(); i++) {
            members.put(children.name(i), child(children, i));
        }
        return members;
    }

    /** Elements in their order; empty if this is no array. */
    public List<RawJson> elements() {
        if (kind() != Kind.ARRAY) {
            return List.of();
        }
        JsonIndex children = index();
        List<RawJson> elements = new ArrayList<>(children.count());
        for (int i = 0; i < children.count(); i++) {
            elements.add(child(children, i));
        }
        return elements;
    }

    /** Number of members or elements; 0 for anything else. */
    public int size() {
        Kind kind = kind();
        return kind == Kind.OBJECT || kind == Kind.ARRAY ? index().count() : 0;
    }

    /** Number of children of a member, known without reading it again; 0 if it is absent or a scalar. */
    public int sizeOf(String name) {
        if (kind() != Kind.OBJECT) {
            return 0;
        }
        JsonIndex children = index();
        int at = children.find(name);
        return at < 0 ? 0 : children.size(at);
    }

    /** The text of a string; empty for anything else. */
    public Optional<String> asString() {
        if (kind() != Kind.STRING) {
            return Optional.empty();
        }
        for (int i = start; i < end; i++) {
            if (bytes[i] == '\\') {
                return Optional.of(JsonIndex.read(bytes, start, end, parser -> parser.getString()));
            }
        }
        return Optional.of(new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8));
    }

    /** A whole number that fits a long ({@code 5}, {@code 5.0}, {@code 5e0}); empty for anything else. */
    public OptionalLong asLong() {
        if (kind() != Kind.NUMBER) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(new BigDecimal(ascii()).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) { // the latter for an exponent beyond an int
            return OptionalLong.empty();
        }
    }

    /** The nearest double to a number, infinite where it is too large; empty for anything else. */
    public OptionalDouble asDouble() {
        return kind() == Kind.NUMBER ? OptionalDouble.of(Double.parseDouble(ascii())) : OptionalDouble.empty();
    }

    /** {@code true} or {@code false}; empty for anything else. */
    public Optional<Boolean> asBoolean() {
        return kind() == Kind.BOOLEAN ? Optional.of(bytes[start] == 't') : Optional.empty();
    }

    private String ascii() {
        return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
    }

    /** This object with one member set: replaced where it stands, else added at the end. Other bytes stay. */
    public RawJson with(String name, RawJson value) {
        return new JsonEdit(this).set(List.of(name), value).toJson();
    }

    /** This object with a nested member set; objects on the way are made where they are absent or null. */
    public RawJson with(List<String> path, RawJson value) {
        return new JsonEdit(this).set(path, value).toJson();
    }

    /** This object without one member. */
    public RawJson without(String name) {
        if (get(name).isEmpty()) {
            return this;
        }
        Map<String, RawJson> members = members();
        members.remove(name);
        return object(members);
    }

    /**
     * This array with other elements; the bytes between them stay.
     *
     * @param change gives what takes an element's place, or the element itself
     * @return this very object if every element stays as it is, or if this is no array
     */
    public RawJson withElements(UnaryOperator<RawJson> change) {
        JsonText.Writer out = null;
        int at = start;
        for (RawJson element : elements()) {
            RawJson changed = change.apply(element);
            if (!changed.equals(element)) {
                out = out == null ? new JsonText.Writer() : out;
                out.raw(bytes, at, element.start).raw(changed.bytes, changed.start, changed.end);
                at = element.end;
            }
        }
        if (out == null) {
            return this;
        }
        byte[] all = out.raw(bytes, at, end).toBytes();
        return new RawJson(all, 0, all.length, null);
    }

    /** Starts a set of replacements over these bytes that copies nothing. */
    public JsonEdit edit() {
        return new JsonEdit(this);
    }

    /** Whether these bytes stand anywhere in the JSON text. */
    public boolean contains(byte[] text) {
        int last = text.length - 1;
        if (last < 0) {
            return true;
        }
        // Horspool: looks at one byte in text.length, since every request is searched.
        int[] skip = new int[256];
        Arrays.fill(skip, text.length);
        for (int i = 0; i < last; i++) {
            skip[text[i] & 0xff] = last - i;
        }
        int at = start;
        while (at <= end - text.length) {
            byte found = bytes[at + last];
            if (found == text[last] && Arrays.equals(bytes, at, at + last, text, 0, last)) {
                return true;
            }
            at += skip[found & 0xff];
        }
        return false;
    }

    /** Number of bytes. */
    public int length() {
        return end - start;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        byte[] copy = new byte[end - start];
        System.arraycopy(bytes, start, copy, 0, copy.length);
        return copy;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, start, end - start);
    }

    /** The array that holds the value, at {@link #start()} to {@link #end()}; never write to it. */
    byte[] buffer() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    boolean isDocument() {
        return document;
    }

    int documentStart() {
        return document ? 0 : start;
    }

    int documentEnd() {
        return document ? bytes.length : end;
    }

    JsonIndex index() {
        JsonIndex known = index;
        if (known == null) {
            known = JsonIndex.of(bytes, start, end);
            index = known;
        }
        return known;
    }

    private RawJson child(JsonIndex children, int i) {
        return new RawJson(bytes, children.start(i), children.end(i), null);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawJson json && Arrays.equals(bytes, start, end, json.bytes, json.start, json.end);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return Objects.hash(hash);
    }

    /** The JSON text. It may hold a user's words: do not log it. */
    @Override
    public String toString() {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
