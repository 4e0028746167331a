package io.modelrouter.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one writing of a form changes: text fields get another value where they stand, are left out, or are added before all
 * others. Files stay. Fields that come behind a file are known only when they have come, so it goes on as far as
 * {@link FormScanner#settled} says. Used for one writing.
 */
final class FormEdits {
    private static final byte[] LINE_BREAK = {'\r', '\n'};

    /** Bytes in the place of others. */
    private record Edit(long start, long end, byte[] bytes) {}

    private final FormScanner scanner;
    private final Map<String, List<FormUpload.Field>> changes;
    /** A field whose repetitions are left alone, because all that asks for it takes the first. */
    private final String single;

    /** Fields that get their value where they stand. */
    private final Map<String, FormScanner.Place> inPlace = new HashMap<>();

    private final byte[] added;
    /** A line break that the next delimiter brings, where nothing stands before it any more. */
    private boolean cut;

    private int seen;
    private long at;
    private boolean begun;

    FormEdits(FormScanner scanner, String boundary, Map<String, List<FormUpload.Field>> changes, String single) {
        this.scanner = scanner;
        this.changes = changes;
        this.single = single;
        StringBuilder parts = new StringBuilder();
        changes.forEach((base, fields) -> {
            FormScanner.Place place =
                    fields.size() == 1 ? scanner.place(fields.get(0).name()) : null;
            if (place != null && (scanner.isBeforeFiles(place) || base.equals(single))) {
                inPlace.put(base, place);
            } else {
                fields.forEach(field -> add(parts, boundary, field));
            }
        });
        // Each delimiter but the first begins with a line break.
        boolean firstGone = firstIsLeftOut();
        if (!parts.isEmpty() && !firstGone) {
            parts.append("\r\n");
        }
        this.cut = parts.isEmpty() && firstGone;
        this.added = parts.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void add(StringBuilder parts, String boundary, FormUpload.Field field) {
        parts.append(parts.isEmpty() ? "--" : "\r\n--")
                .append(boundary)
                .append("\r\nContent-Disposition: form-data; name=\"")
                .append(field.name())
                .append("\"\r\n\r\n")
                .append(field.value());
    }

    private boolean firstIsLeftOut() {
        if (scanner.places().isEmpty()) {
            return false;
        }
        FormScanner.Place place = scanner.places().get(0);
        return place.begin() < scanner.first() && isLeftOut(place);
    }

    /** By how many bytes the form changes, if nothing comes any more that it concerns. */
    long growth() {
        long growth = added.length - (cut ? LINE_BREAK.length : 0);
        for (FormScanner.Place place : scanner.places()) {
            for (Edit edit : edits(place)) {
                growth += edit.bytes.length - (edit.end - edit.start);
            }
        }
        return growth;
    }

    /** Writes what is settled and was not written yet. */
    void write(Spool spool, OutputStream out, boolean ended) throws IOException {
        if (!begun) {
            copy(spool, out, Math.max(0, scanner.first()));
            begun = true;
            out.write(added);
        }
        List<FormScanner.Place> places = scanner.places();
        for (; seen < places.size(); seen++) {
            for (Edit edit : edits(places.get(seen))) {
                copy(spool, out, edit.start);
                out.write(edit.bytes);
                at = edit.end;
            }
        }
        copy(spool, out, ended || scanner.atEnd() ? spool.size() : scanner.settled());
    }

    private void copy(Spool spool, OutputStream out, long end) throws IOException {
        if (cut && end > at && begun) {
            cut = false;
            at += LINE_BREAK.length;
        }
        if (end > at) {
            spool.writeTo(out, at, end);
            at = end;
        }
    }

    private List<Edit> edits(FormScanner.Place place) {
        String base = base(place.name());
        if (base == null) {
            return List.of();
        }
        if (isLeftOut(place)) {
            return List.of(new Edit(Math.max(scanner.first(), place.begin()), place.end(), new byte[0]));
        }
        List<FormUpload.Field> fields = changes.getOrDefault(base, List.of());
        if (fields.isEmpty() || !place.equals(inPlace.get(base))) {
            return List.of();
        }
        byte[] bytes = fields.get(0).value().getBytes(StandardCharsets.UTF_8);
        List<Edit> edits = new ArrayList<>(2);
        if (place.lengthStart() >= 0) {
            byte[] digits = Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII);
            edits.add(new Edit(place.lengthStart(), place.lengthEnd(), digits));
        }
        edits.add(new Edit(place.start(), place.end(), bytes));
        return edits;
    }

    private boolean isLeftOut(FormScanner.Place place) {
        String base = base(place.name());
        if (base == null) {
            return false;
        }
        FormScanner.Place kept = inPlace.get(base);
        return kept == null || !kept.equals(place) && !base.equals(single);
    }

    /** The change that a field falls under: its own, or that of the list or object it is a part of. */
    private @Nullable String base(String name) {
        if (changes.containsKey(name)) {
            return name;
        }
        int bracket = name.indexOf('[');
        String outer = bracket < 0 ? name : name.substring(0, bracket);
        return changes.containsKey(outer) ? outer : null;
    }
}
