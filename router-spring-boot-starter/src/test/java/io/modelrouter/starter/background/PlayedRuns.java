package io.modelrouter.starter.background;

import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.LoopbackUpstream.Request;
import io.modelrouter.starter.sdk.LoopbackUpstream.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that makes answers in the background, each as far as the test has let it come. */
final class PlayedRuns implements LoopbackUpstream.Handler {
    private static final String IN_PROGRESS = "in_progress";
    private static final String DELTA =
            "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"eight ch\",\"logprobs\":[]";

    private final Map<String, Run> runs = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    /** Whether it answers who asks on nobody's behalf; requests of callers name the routers that they came through. */
    volatile boolean answersPolls = true;
    /** How a stream goes on behind its first events. */
    volatile Streaming streaming = Streaming.TO_THE_END;

    enum Streaming {
        TO_THE_END,
        CUT,
        SILENT
    }

    private static final class Run {
        final boolean stored;
        final CountDownLatch goesOn = new CountDownLatch(1);
        volatile String status = IN_PROGRESS;
        volatile String text = "";
        volatile String usage = "null";

        Run(boolean stored) {
            this.stored = stored;
        }
    }

    /** The id of the latest. */
    String latest() {
        return "resp_" + made.get();
    }

    void says(String id, String text) {
        run(id).text = text;
    }

    void ends(String id, String status, int input, int output) {
        run(id).usage = "{\"input_tokens\":" + input
                + ",\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":" + output
                + ",\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":" + (input + output) + "}";
        run(id).status = status;
    }

    void ends(String id, String status) {
        run(id).status = status;
    }

    void forgets(String id) {
        runs.remove(id);
    }

    /** Lets a silent stream go on, which its reader has left. */
    void goesOn(String id) {
        run(id).goesOn.countDown();
    }

    private Run run(String id) {
        return runs.get(id);
    }

    @Override
    public void answer(Request request, Wire wire) throws IOException {
        String path = request.target().replaceFirst("\\?.*", "");
        if (path.endsWith("/responses")) {
            create(request, wire);
            return;
        }
        String id = path.replaceFirst(".*/responses/", "").replaceFirst("/.*", "");
        Run run = runs.get(id);
        if (!answersPolls && request.header("x-router-hops").isEmpty()) {
            json(
                    wire,
                    503,
                    "{\"error\":{\"message\":\"busy\",\"type\":\"server_error\",\"param\":null,\"code\":null}}");
        } else if (run == null) {
            json(
                    wire,
                    404,
                    "{\"error\":{\"message\":\"Response with id '" + id
                            + "' not found.\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");
        } else if (request.method().equals("DELETE")) {
            runs.remove(id);
            json(wire, 200, "{\"id\":\"" + id + "\",\"object\":\"response\",\"deleted\":true}");
        } else if (path.endsWith("/cancel")) {
            run.status = "cancelled";
            json(wire, 200, json(id, run));
        } else if (path.endsWith("/input_items")) {
            json(
                    wire,
                    200,
                    "{\"object\":\"list\",\"data\":[],\"first_id\":\"a\",\"last_id\":\"a\",\"has_more\":false}");
        } else if (request.target().contains("stream=true")) {
            wire.begin(200, Map.of("content-type", "text/event-stream"));
            event(wire, "response.created", 0, "\"response\":" + json(id, run));
            if (!run.status.equals(IN_PROGRESS)) {
                event(wire, "response." + run.status, 1, "\"response\":" + json(id, run));
            }
            wire.end();
        } else {
            json(wire, 200, json(id, run));
        }
    }

    private void create(Request request, Wire wire) throws IOException {
        Run run = new Run(!request.text().contains("\"store\":false"));
        String id = "resp_" + made.incrementAndGet();
        runs.put(id, run);
        if (!request.text().contains("\"stream\":true")) {
            json(wire, 200, json(id, run));
            return;
        }
        wire.begin(200, Map.of("content-type", "text/event-stream"));
        event(wire, "response.created", 0, "\"response\":" + json(id, run));
        event(wire, "response.in_progress", 1, "\"response\":" + json(id, run));
        event(wire, "response.output_text.delta", 2, DELTA);
        switch (streaming) {
            case TO_THE_END:
                ends(id, "completed", 30, 12);
                event(wire, "response.completed", 3, "\"response\":" + json(id, run));
                wire.end();
                break;
            case CUT:
                wire.end();
                break;
            default:
                tell(wire, run);
                break;
        }
    }

    /** Says nothing until it is let, and then the same until nobody listens. */
    private static void tell(Wire wire, Run run) throws IOException {
        try {
            if (!run.goesOn.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the stream was not let go on");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        while (true) {
            event(wire, "response.output_text.delta", 3, DELTA);
        }
    }

    private static void event(Wire wire, String type, int number, String members) throws IOException {
        wire.write(("event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":" + number + ","
                        + members + "}\n\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static void json(Wire wire, int status, String body) throws IOException {
        wire.whole(status, Map.of("content-type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(String id, Run run) {
        String output = run.text.isEmpty()
                ? ""
                : "{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":"
                        + "[{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"" + run.text
                        + "\"}]}";
        return "{\"id\":\"" + id + "\",\"object\":\"response\",\"created_at\":1,\"status\":\"" + run.status
                + "\",\"model\":\"m\",\"output\":[" + output
                + "],\"parallel_tool_calls\":true,\"tool_choice\":\"auto\",\"tools\":[],\"error\":null,"
                + "\"incomplete_details\":null,\"instructions\":null,\"metadata\":{},\"temperature\":1.0,\"top_p\":1.0,"
                + "\"background\":true,\"store\":" + run.stored + ",\"usage\":" + run.usage + "}";
    }
}
