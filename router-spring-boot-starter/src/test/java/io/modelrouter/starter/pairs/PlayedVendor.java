package io.modelrouter.starter.pairs;

import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.wire.Dialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * A vendor on this machine: answers what a test scripted, in the vendor's genuine shape, and is as strict about
 * requests as the genuine one. What it finds wrong it refuses with 400 and remembers as a complaint.
 */
abstract class PlayedVendor implements AutoCloseable {
    final LoopbackUpstream upstream = LoopbackUpstream.start(this::answer);
    private final AtomicInteger numbers = new AtomicInteger();
    private final Deque<PlayedAnswer> script = new ArrayDeque<>();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    /** Signatures that this vendor gave out; it refuses others. */
    private final Set<String> issued = Collections.synchronizedSet(new HashSet<>());

    /** Something about a request that the vendor refuses. */
    static final class Complaint extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Complaint(String message) {
            super(message);
        }
    }

    /** The number of the request that is being read. */
    final int number() {
        return numbers.incrementAndGet();
    }

    abstract Dialect dialect();

    /** The channel's type in the settings. */
    abstract String type();

    /** A signature as this vendor makes them. */
    abstract String signature(String seed);

    /** Whether a signature is of this vendor's making and not of another's. */
    final boolean hasIssued(String signature) {
        return issued.contains(signature);
    }

    /**
     * @throws Complaint if the vendor refuses it
     */
    abstract Asked read(LoopbackUpstream.Request request, JsonNode body);

    abstract JsonNode whole(PlayedAnswer answer, Asked asked);

    /** The frames of a whole stream. */
    abstract List<String> frames(PlayedAnswer answer, Asked asked);

    abstract String errorFrame();

    abstract JsonNode error(int status, String message);

    String model() {
        return dialect().id() + "-large";
    }

    final String channel() {
        return dialect().id() + "-channel";
    }

    String streamType() {
        return "text/event-stream";
    }

    /** A frame as it goes over the line. */
    byte[] bytes(String frame) {
        return frame.getBytes(StandardCharsets.UTF_8);
    }

    /** From now on the vendor answers this, the last one again and again. */
    final void answers(PlayedAnswer... answers) {
        synchronized (script) {
            script.clear();
            Collections.addAll(script, answers);
        }
        asked.clear();
        complaints.clear();
        for (PlayedAnswer answer : answers) {
            if (answer.signature() != null) {
                issued.add(answer.signature());
            }
        }
    }

    final List<Asked> asked() {
        return List.copyOf(asked);
    }

    final List<String> complaints() {
        return List.copyOf(complaints);
    }

    final Asked lastAsked() {
        if (asked.isEmpty()) {
            throw new AssertionError(dialect() + " was asked nothing; it refused: " + complaints);
        }
        return asked.get(asked.size() - 1);
    }

    private PlayedAnswer next() {
        synchronized (script) {
            return script.size() > 1 ? script.poll() : script.peek();
        }
    }

    private void answer(LoopbackUpstream.Request request, LoopbackUpstream.Wire wire) throws IOException {
        Asked read;
        try {
            checkKey(request);
            read = read(request, Json.read(request.text()));
        } catch (RuntimeException e) {
            complaints.add(e instanceof Complaint ? e.getMessage() : e + " at " + e.getStackTrace()[0]);
            complaints.add(request.text());
            whole(wire, 400, Map.of(), error(400, "the played vendor refuses: " + e.getMessage()));
            return;
        }
        asked.add(read);
        PlayedAnswer answer = next();
        if (answer.failing().isStatus()) {
            fail(answer.failing(), wire);
        } else if (read.stream()) {
            stream(answer, read, wire);
        } else {
            body(answer, read, wire);
        }
    }

    private static void checkKey(LoopbackUpstream.Request request) {
        boolean known = request.header("authorization").equals("Bearer " + RunningGateway.UPSTREAM_KEY)
                || request.header("x-api-key").equals(RunningGateway.UPSTREAM_KEY)
                || request.header("x-goog-api-key").equals(RunningGateway.UPSTREAM_KEY);
        require(known, "the channel's key is missing");
    }

    private void fail(PlayedAnswer.Failing failing, LoopbackUpstream.Wire wire) throws IOException {
        switch (failing) {
            case BAD_REQUEST -> whole(wire, 400, Map.of(), error(400, "the prompt is too long"));
            case WRONG_KEY -> whole(wire, 401, Map.of(), error(401, "canary: invalid key"));
            case RATE_LIMIT -> whole(wire, 429, Map.of("retry-after", "7"), error(429, "canary: too fast"));
            default -> whole(wire, 500, Map.of(), error(500, "canary: exploded"));
        }
    }

    private void body(PlayedAnswer answer, Asked read, LoopbackUpstream.Wire wire) throws IOException {
        JsonNode body = whole(answer, read);
        if (!answer.failing().isInside()) {
            whole(wire, 200, Map.of(), body);
            return;
        }
        byte[] all = body.toString().getBytes(StandardCharsets.UTF_8);
        wire.begin(200, Map.of("content-type", "application/json"));
        wire.write(java.util.Arrays.copyOf(all, all.length / 2));
        if (answer.failing() == PlayedAnswer.Failing.SHORT) {
            wire.end();
        } else {
            wire.cut();
        }
    }

    private void stream(PlayedAnswer answer, Asked read, LoopbackUpstream.Wire wire) throws IOException {
        List<String> frames = frames(answer, read);
        if (answer.failing().isInside()) {
            String first = answer.text().get(0);
            int at = 0;
            while (!frames.get(at).contains(first)) {
                at++;
            }
            frames = new ArrayList<>(frames.subList(0, at + 1));
            if (answer.failing() == PlayedAnswer.Failing.ERROR_EVENT) {
                frames.add(errorFrame());
            }
        }
        wire.begin(200, Map.of("content-type", streamType()));
        for (String frame : frames) {
            wire.write(bytes(frame));
        }
        if (answer.failing() == PlayedAnswer.Failing.CUT) {
            wire.cut();
        } else {
            wire.end();
        }
    }

    private static void whole(LoopbackUpstream.Wire wire, int status, Map<String, String> more, JsonNode body)
            throws IOException {
        Map<String, String> headers = new LinkedHashMap<>(more);
        headers.put("content-type", "application/json");
        wire.whole(status, headers, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Refuses the request unless this holds. */
    static void require(boolean holds, String message) {
        if (!holds) {
            throw new Complaint(message);
        }
    }

    /** The words of all lines. */
    static Set<String> words(String... lines) {
        return Set.of(String.join(" ", lines).split(" "));
    }

    /** Refuses members that the vendor does not know. */
    static void onlyMembers(JsonNode object, String where, Set<String> known) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            require(known.contains(member.getKey()), "unknown parameter: " + where + member.getKey());
        }
    }

    /** The words in two, as deltas come. */
    static List<String> halves(String text) {
        int middle = text.length() / 2;
        return text.length() < 2 ? List.of(text) : List.of(text.substring(0, middle), text.substring(middle));
    }

    static String dataOf(String url, String type) {
        String prefix = "data:" + type + ";base64,";
        require(url.startsWith(prefix), "no data url of " + type + ": " + url);
        return url.substring(prefix.length());
    }

    @Override
    public void close() {
        upstream.close();
    }
}
