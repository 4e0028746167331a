package io.modelrouter.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A form with files ({@code multipart/form-data}) on its way through: its head is read until the wanted field is known, and
 * the rest as it is written on. What was read is kept, so that it can be written again: in memory up to 256 KB, beyond in a
 * temporary file, which {@link #close} deletes. Files and the boundary stay as they are; text fields may be replaced.
 *
 * <p>The input is read by the threads that call {@link #open}, write a {@link #body} or {@link #drain}; one at a time.
 */
public final class FormUpload implements AutoCloseable {
    private static final int IN_MEMORY = 256 << 10;
    private static final int PIECE = 16 << 10;
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i)^\\s*multipart/form-data\\s*;.*?boundary=(?:\"([^\"]{1,200})\"|([^;\\s]{1,200})).*$");

    private final InputStream in;
    private final String contentType;
    private final String boundary;
    private final String field;
    private final long length;
    private final long limit;
    private final Spool spool;
    private final FormScanner scanner;
    private final byte[] piece = new byte[PIECE];
    private boolean ended;
    private @Nullable Failure failure;
    private boolean closed;

    /** Why an upload could not be read to its end: the side that sends it is to blame, but for {@link Reason#NOT_KEPT}. */
    public static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        Failure(Reason reason, String message, @Nullable Exception cause) {
            super(message, cause);
            this.reason = reason;
        }

        /** What is wrong, and so which side is to blame. */
        public Reason reason() {
            return reason;
        }
    }

    /** What is wrong with an upload. */
    public enum Reason {
        /** It has more bytes than allowed. */
        TOO_LARGE,
        /** It is no form from some place on. */
        MALFORMED,
        /** It ended, or its line broke, before its end. */
        BROKEN_OFF,
        /** The temporary file could not be written; that is nobody's fault but the router's. */
        NOT_KEPT
    }

    /**
     * A text field.
     *
     * @param name without line breaks and quotes
     */
    public record Field(String name, String value) {
        public Field {
            if (name.isEmpty() || name.chars().anyMatch(c -> c < ' ' || c == '"')) {
                throw new IllegalArgumentException("'" + name + "' cannot be the name of a form's field");
            }
        }
    }

    private FormUpload(
            InputStream in, String contentType, String boundary, String field, long length, long limit, Spool spool) {
        this.in = in;
        this.spool = spool;
        this.contentType = contentType;
        this.boundary = boundary;
        this.field = field;
        this.length = length;
        this.limit = limit;
        this.scanner = new FormScanner(boundary);
    }

    /**
     * Reads until the field is known and what follows is a file, or to the end.
     *
     * @param contentType with its boundary
     * @param length of the whole, or -1 where nobody knows
     * @param limit the most bytes of the whole
     * @param field the one that has to be known
     * @throws IllegalArgumentException if the content type is that of no form
     * @throws Failure if it is larger, no form, breaks off, or cannot be kept
     */
    public static FormUpload open(InputStream in, String contentType, long length, long limit, String field)
            throws IOException {
        return open(in, contentType, length, limit, field, new Spool(IN_MEMORY));
    }

    /**
     * @param spool takes what was read; closed with the upload, and where there is none
     */
    static FormUpload open(InputStream in, String contentType, long length, long limit, String field, Spool spool)
            throws IOException {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.matches()) {
            throw new IllegalArgumentException("the body must be multipart/form-data with a boundary");
        }
        String mark = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        FormUpload upload = new FormUpload(in, contentType, mark, field, length, limit, spool);
        boolean opened = false;
        try {
            if (length > limit) {
                throw upload.tooLarge();
            }
            while (!upload.isKnown(field) && upload.pull()) {
                continue;
            }
            opened = true;
            return upload;
        } finally {
            if (!opened) {
                upload.close();
            }
        }
    }

    private boolean isKnown(String field) {
        return scanner.atEnd() || scanner.inFile() && scanner.place(field) != null;
    }

    /** Reads a piece; false at the end. */
    private boolean pull() throws IOException {
        Failure known = failure;
        if (known != null) {
            throw known;
        }
        if (ended) {
            return false;
        }
        int count;
        try {
            count = in.read(piece, 0, PIECE);
        } catch (IOException e) {
            throw failed(new Failure(Reason.BROKEN_OFF, "the upload broke off", e));
        }
        if (count < 0) {
            ended = true;
            if (length >= 0 && spool.size() < length) {
                throw failed(new Failure(Reason.BROKEN_OFF, "the upload broke off", null));
            }
            checkWhole();
            return false;
        }
        if (spool.size() + count > limit) {
            throw tooLarge();
        }
        try {
            spool.append(piece, count);
        } catch (IOException e) {
            throw failed(new Failure(Reason.NOT_KEPT, "the upload could not be kept on disk", e));
        }
        if (!scanner.atEnd()) {
            try {
                scanner.take(piece, count);
            } catch (IllegalArgumentException e) {
                throw failed(new Failure(Reason.MALFORMED, String.valueOf(e.getMessage()), e));
            }
        }
        ended = length >= 0 && spool.size() == length;
        if (ended) {
            checkWhole();
        }
        return !ended || count > 0;
    }

    /** What comes behind the last boundary that was seen may be a field that has to be changed. */
    private void checkWhole() throws Failure {
        if (!scanner.atEnd()) {
            throw failed(new Failure(Reason.MALFORMED, "the form breaks off before its last boundary", null));
        }
    }

    private Failure tooLarge() {
        return failed(new Failure(
                Reason.TOO_LARGE, "the upload is over the limit of " + limit + " bytes (max-upload)", null));
    }

    private Failure failed(Failure why) {
        failure = why;
        return why;
    }

    /** Why it could not be read to its end, if that happened. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    public String contentType() {
        return contentType;
    }

    /** Number of bytes as they came, or -1 where nobody knows yet. */
    public long length() {
        return length >= 0 ? length : ended ? spool.size() : -1;
    }

    /** Whether it has been read to its end. */
    public boolean isComplete() {
        return ended;
    }

    /** The text fields that came so far, by name: a string, or several of them where a name comes more than once. */
    public Map<String, RawJson> fields() {
        Map<String, RawJson> fields = new LinkedHashMap<>();
        scanner.texts().forEach((name, values) -> {
            List<RawJson> all = new ArrayList<>();
            values.forEach(value -> all.add(RawJson.of(value)));
            fields.put(name, all.size() == 1 ? all.get(0) : RawJson.array(all));
        });
        return fields;
    }

    /** The form as it came. */
    public WireBody body() {
        return body(Map.of());
    }

    /**
     * The form with other text fields: under each name what takes the place of the field, of lists of it ({@code name[]}) and
     * of its members ({@code name[member]}); nothing where it is to be left out. A single value stands where the caller's
     * stood, if that came before the first file; anything else is put before all other fields. Files stay, also of that name.
     *
     * <p>The length is not known ({@link WireBody#length}) while fields may still come that have to be left out.
     */
    public WireBody body(Map<String, List<Field>> changes) {
        Map<String, List<Field>> all = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
        long known = length();
        boolean mayChange = !ended && !(all.isEmpty() || all.keySet().equals(Set.of(field)));
        long whole = known < 0 || mayChange ? -1 : known + edits(all).growth();
        return WireBody.of(out -> writeTo(out, edits(all)), whole, contentType);
    }

    private FormEdits edits(Map<String, List<Field>> changes) {
        return new FormEdits(scanner, boundary, changes, field);
    }

    private void writeTo(OutputStream out, FormEdits edits) throws IOException {
        do {
            edits.write(spool, out, ended);
            if (!ended) {
                // What came goes on now; the next piece may take its time.
                out.flush();
            }
        } while (pull());
        edits.write(spool, out, true);
    }

    /** Reads what is still to come, within the limit, and throws it away: many clients hear nothing before that. */
    public void drain() {
        long left = limit - spool.size();
        try {
            while (!ended && left > 0) {
                int count = in.read(piece, 0, (int) Math.min(PIECE, left));
                if (count < 0) {
                    return;
                }
                left -= count;
            }
        } catch (IOException e) {
            failed(new Failure(Reason.BROKEN_OFF, "the upload broke off", e));
        }
    }

    /** Whether a temporary file was needed. */
    boolean isOnDisk() {
        return spool.isOnDisk();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            spool.close();
        }
    }
}
