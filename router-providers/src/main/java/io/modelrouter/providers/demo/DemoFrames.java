package io.modelrouter.providers.demo;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * A stream as a list of frames still to be written. Each is written when the reader comes to it, in order, so that a
 * counter inside (a sequence number) rises as it must.
 */
final class DemoFrames {
    private record Planned(Supplier<String> text, boolean paced) {}

    private final List<Planned> planned = new ArrayList<>();

    /** A frame that comes at once after the one before. */
    DemoFrames add(Supplier<String> text) {
        planned.add(new Planned(text, false));
        return this;
    }

    /** A frame that comes after a pause. */
    DemoFrames paced(Supplier<String> text) {
        planned.add(new Planned(text, true));
        return this;
    }

    /** The frames, or only their first half. */
    Iterator<DemoReply.Frame> iterator(boolean cut) {
        Iterator<Planned> rest = planned.subList(0, cut ? (planned.size() + 1) / 2 : planned.size())
                .iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rest.hasNext();
            }

            @Override
            public DemoReply.Frame next() {
                Planned next = rest.next();
                return new DemoReply.Frame(next.text().get(), next.paced());
            }
        };
    }
}
