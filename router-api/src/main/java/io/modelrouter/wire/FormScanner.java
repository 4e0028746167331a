package io.modelrouter.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads along the bytes of a form (RFC 7578) for its text fields and where they stand; files are passed over. Not
 * thread-safe.
 */
final class FormScanner {
    private static final int MOST_HEADERS = 16 << 10;
    private static final int MOST_TEXT = 1 << 20;
    private static final int MOST_PARTS = 1_000;
    private static final String DISPOSITION = "content-disposition:";
    /** One parameter of a header. Possessive, since a pattern that may go back takes the stack for long values. */
    private static final Pattern PARAMETER =
            Pattern.compile("[;\\s]([^;=\\s\"]++)=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^;\\s]*+))");

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:[ \\t]*([0-9]+)");
    /** Ends the headers. */
    private static final int BLANK_LINE = 0x0D0A0D0A;

    private static final int LINE_BREAK = 0x0D0A;

    private enum State {
        PREAMBLE,
        AFTER_BOUNDARY,
        HEADERS,
        TEXT,
        FILE,
        END
    }

    /**
     * Where a text field stands.
     *
     * @param name of the field
     * @param begin of the delimiter before it, with its line break; -2 for one at the very start, which has none
     * @param start of its value
     * @param end behind its value, where the next delimiter begins
     * @param lengthStart of the digits of its own {@code Content-Length}, -1 if it has none
     * @param lengthEnd behind them
     */
    record Place(String name, long begin, long start, long end, long lengthStart, long lengthEnd) {}

    private final byte[] delimiter;
    private final Map<String, List<String>> texts = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<Place> all = new ArrayList<>();
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private State state = State.PREAMBLE;
    private long at;
    private long delimiterStart;
    private long first = -1;
    private long partStart;
    private long headersStart;
    private int matched = 2;
    private int parts;
    private int textBytes;
    /** The last four bytes of the headers. */
    private int latest;

    private String name = "";
    private long lengthStart;
    private long lengthEnd;
    private long firstFile = Long.MAX_VALUE;

    /**
     * @param boundary of the content type
     */
    FormScanner(String boundary) {
        // The first boundary needs no line break before it, so the scan begins as if one had been there.
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The values of the text fields so far, by name. */
    Map<String, List<String>> texts() {
        return texts;
    }

    @Nullable
    Place place(String field) {
        return places.get(field);
    }

    /** Every text field so far, in their order. */
    List<Place> places() {
        return all;
    }

    /** Where the two hyphens of the first delimiter stand; -1 before they have come. */
    long first() {
        return first;
    }

    /** What lies before it belongs to nothing that is still under way, but to a file. */
    long settled() {
        switch (state) {
            case PREAMBLE, FILE:
                return Math.max(0, at - matched);
            case END:
                return at;
            default:
                return Math.max(0, delimiterStart);
        }
    }

    boolean atEnd() {
        return state == State.END;
    }

    /** Whether the bytes that were taken last are a file's. */
    boolean inFile() {
        return state == State.FILE;
    }

    /** Whether the field came before any file. */
    boolean isBeforeFiles(Place place) {
        return place.begin() < firstFile;
    }

    /**
     * @throws IllegalArgumentException if it is no form within the limits
     */
    void take(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            step(bytes[i]);
            at++;
        }
    }

    private void step(byte b) {
        switch (state) {
            case PREAMBLE, FILE, TEXT:
                body(b);
                break;
            case AFTER_BOUNDARY:
                afterBoundary(b);
                break;
            case HEADERS:
                headers(b);
                break;
            case END:
                break;
        }
    }

    private void body(byte b) {
        if (state == State.TEXT) {
            collected.write(b);
            if (++textBytes > MOST_TEXT) {
                throw new IllegalArgumentException("the text fields of the form have over " + MOST_TEXT + " bytes");
            }
        }
        // The delimiter has one line break, at its start, so a mismatch begins anew at most there.
        if (b == delimiter[matched]) {
            matched++;
        } else {
            matched = b == delimiter[0] ? 1 : 0;
        }
        if (matched == delimiter.length) {
            long begin = at + 1 - delimiter.length;
            if (state == State.TEXT) {
                endText(begin);
            } else if (state == State.PREAMBLE) {
                first = at + 1 - (delimiter.length - 2);
            }
            delimiterStart = begin;
            matched = 0;
            collected.reset();
            state = State.AFTER_BOUNDARY;
        }
    }

    private void endText(long end) {
        byte[] bytes = collected.toByteArray();
        int length = bytes.length - delimiter.length;
        if (length < 0) {
            throw new IllegalArgumentException("a part of the form has no body");
        }
        texts.computeIfAbsent(name, key -> new ArrayList<>()).add(new String(bytes, 0, length, StandardCharsets.UTF_8));
        Place place = new Place(name, delimiterStart, partStart, end, lengthStart, lengthEnd);
        places.putIfAbsent(name, place);
        all.add(place);
    }

    private void afterBoundary(byte b) {
        collected.write(b);
        String tail = collected.toString(StandardCharsets.ISO_8859_1);
        if (tail.startsWith("--")) {
            state = State.END;
        } else if (tail.endsWith("\r\n")) {
            collected.reset();
            headersStart = at + 1;
            latest = 0;
            state = State.HEADERS;
            if (++parts > MOST_PARTS) {
                throw new IllegalArgumentException("the form has over " + MOST_PARTS + " parts");
            }
        } else if (tail.length() > 200) {
            throw new IllegalArgumentException("the form is malformed behind a boundary");
        }
    }

    private void headers(byte b) {
        collected.write(b);
        if (collected.size() > MOST_HEADERS) {
            throw new IllegalArgumentException("a part of the form has over " + MOST_HEADERS + " bytes of headers");
        }
        latest = latest << 8 | b & 0xff;
        // The latter has no headers at all.
        if (latest == BLANK_LINE || latest == LINE_BREAK && collected.size() == 2) {
            begin(collected.toString(StandardCharsets.UTF_8));
        }
    }

    private void begin(String headers) {
        StringBuilder disposition = new StringBuilder();
        for (String line : headers.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith(DISPOSITION)) {
                disposition.append(line, DISPOSITION.length(), line.length());
            }
        }
        boolean file = dispose(disposition);
        Matcher length = LENGTH.matcher(collected.toString(StandardCharsets.ISO_8859_1));
        boolean told = length.find();
        lengthStart = told ? headersStart + length.start(1) : -1;
        lengthEnd = told ? headersStart + length.end(1) : -1;
        if (file) {
            firstFile = Math.min(firstFile, delimiterStart);
        }
        state = file ? State.FILE : State.TEXT;
        collected.reset();
        partStart = at + 1;
        matched = 0;
    }

    /** Takes the part's name; true for a file. Whoever reads on may take either of two names, so there may be one only. */
    private boolean dispose(CharSequence disposition) {
        String named = null;
        boolean file = false;
        for (Matcher each = PARAMETER.matcher(disposition); each.find(); ) {
            String parameter = each.group(1).toLowerCase(Locale.ROOT);
            if (parameter.equals("name")) {
                if (named != null) {
                    throw new IllegalArgumentException("a part of the form has two names");
                }
                named = each.group(2) == null ? each.group(3) : each.group(2);
            }
            file |= parameter.equals("filename") || parameter.equals("filename*");
        }
        if (named == null) {
            throw new IllegalArgumentException("a part of the form has no name");
        }
        name = named;
        return file;
    }
}
